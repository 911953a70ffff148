/** One step into a JSON value: the name of a member, or the index in an array (negative: from its end). */
export type JsonStep = string | number

/** A path is cut at this many steps: deeper documents do not come from a health page. */
const MAX_STEPS = 32
/** Characters of a path. */
const MAX_LENGTH = 500

const STEP = /\.?([A-Za-z_][\w-]*)|\[(-?\d{1,9})\]|\["((?:[^"\\]|\\["\\])*)"\]|\['((?:[^'\\]|\\['\\])*)'\]/y

/**
 * The steps of a path such as `$.queue[0].depth` or `checks["db main"].ok`; undefined when it is none. The subset of
 * JSONPath (RFC 9535) that names exactly one place: members, indexes, quoted members. `$` alone is the whole document.
 */
export function parseJsonPath(text: string): readonly JsonStep[] | undefined {
  if (text.length === 0 || text.length > MAX_LENGTH) return undefined
  let at = text.startsWith('$') ? 1 : 0
  const steps: JsonStep[] = []
  while (at < text.length) {
    STEP.lastIndex = at
    const match = STEP.exec(text)
    if (!match || steps.length === MAX_STEPS) return undefined
    const [whole, member, index, double, single] = match
    // `$a` and `a..b` are slips; a bare name stands only at the very start.
    if (member !== undefined && !whole.startsWith('.') && at > 0) return undefined
    if (member !== undefined && whole.startsWith('.') && at === 0) return undefined
    steps.push(index === undefined ? (member ?? (double ?? single)!.replace(/\\(.)/g, '$1')) : Number(index))
    at += whole.length
  }
  return steps
}

/** What stands at the path; `found` is false where there is nothing, which is not the same as `null`. */
export function valueAt(
  root: unknown,
  steps: readonly JsonStep[],
): { readonly found: boolean; readonly value?: unknown } {
  let value = root
  for (const step of steps) {
    if (typeof step === 'number') {
      if (!Array.isArray(value)) return { found: false }
      const index = step < 0 ? value.length + step : step
      if (index < 0 || index >= value.length) return { found: false }
      value = value[index]
    } else {
      if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, step))
        return { found: false }
      value = (value as Record<string, unknown>)[step]
    }
  }
  return { found: true, value }
}
