import { type Context, createContext, Script } from 'node:vm'

/** A test of one text may take this long, ms: more is an expression that tries out too many ways (`(a+)+$`). */
const MAX_MS = 100
/** Expressions kept compiled. */
const MAX_KEPT = 1_000

/** Regular expressions from the configuration on texts from outside. */
export interface Expressions {
  /** Whether the expression is found in the text; `too slow` when that cannot be said in time. */
  test(expression: string, text: string): boolean | 'too slow'
}

/**
 * Compiles each expression once, and ends a test that takes too long. Node.js has no time limit for expressions, but for
 * scripts, and V8 heeds it while it backtracks. This costs 0.3 ms a test, so that only checks with an expression pay for it.
 */
export function createExpressions(): Expressions {
  const kept = new Map<string, RegExp>()
  const script = new Script('expression.test(text)')
  let box: Context | undefined
  return {
    test(source, text) {
      let expression = kept.get(source)
      if (!expression) {
        if (kept.size >= MAX_KEPT) kept.clear()
        expression = new RegExp(source, 'um')
        kept.set(source, expression)
      }
      box ??= createContext({})
      Object.assign(box, { expression, text })
      try {
        return script.runInContext(box, { timeout: MAX_MS }) as boolean
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'too slow'
        throw error
      } finally {
        // The text may be a large body.
        box.text = ''
      }
    },
  }
}
