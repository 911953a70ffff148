import { createTimeLimit } from '../time-limit.ts'

/** A test of one text may take this long, ms: more is an expression that tries out too many ways (`(a+)+$`). */
const MAX_MS = 100
/** Expressions kept compiled. */
const MAX_KEPT = 1_000

/** Regular expressions from the configuration on texts from outside. */
export interface Expressions {
  /** Whether the expression is found in the text; `too slow` when that cannot be said in time. */
  test(expression: string, text: string): boolean | 'too slow'
  /** The first group of its first match, or the whole of one without groups; undefined without a match. */
  find(expression: string, text: string): { readonly text: string | undefined } | 'too slow'
}

/**
 * Compiles each expression once, and ends a test that takes too long: V8 heeds the time limit of scripts while it
 * backtracks. Only checks with an expression pay for it.
 */
export function createExpressions(): Expressions {
  const kept = new Map<string, RegExp>()
  const limit = createTimeLimit()
  const compiled = (source: string): RegExp => {
    const known = kept.get(source)
    if (known) return known
    if (kept.size >= MAX_KEPT) kept.clear()
    const expression = new RegExp(source, 'um')
    kept.set(source, expression)
    return expression
  }
  return {
    test(source, text) {
      const expression = compiled(source)
      return limit.within(MAX_MS, () => expression.test(text))
    },
    find(source, text) {
      const expression = compiled(source)
      return limit.within(MAX_MS, () => {
        const match = expression.exec(text)
        return { text: match?.[1] ?? match?.[0] }
      })
    },
  }
}
