/** A time from `from`, inclusive, to `to`, exclusive. Unix ms, whole. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** How long spans that do not overlap are together, ms. */
export const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0)

/** The same time in order, without overlaps, without what is empty. */
export function merged(spans: readonly Span[]): Span[] {
  const found: Span[] = []
  for (const span of spans.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (last && span.from <= last.to) found[found.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else found.push({ from: span.from, to: span.to })
  }
  return found
}

/** What of `spans` lies in `others`. Both in order and without overlaps; what `spans` carry they keep. */
export function within<T extends Span>(spans: readonly T[], others: readonly Span[]): T[] {
  const found: T[] = []
  let next = 0
  for (const span of spans) {
    while (next < others.length && others[next]!.to <= span.from) next++
    for (let i = next; i < others.length && others[i]!.from < span.to; i++) {
      found.push({ ...span, from: Math.max(span.from, others[i]!.from), to: Math.min(span.to, others[i]!.to) })
    }
  }
  return found
}

/** What of `spans` lies in none of `others`. Both in order and without overlaps. */
export function without<T extends Span>(spans: readonly T[], others: readonly Span[]): T[] {
  return within(spans, gapsOf(others, { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }))
}

/** What lies between spans, in order and without overlaps, from the beginning of `whole` to its end. */
export function gapsOf(spans: readonly Span[], whole: Span): Span[] {
  const found: Span[] = []
  let { from } = whole
  for (const span of spans) {
    if (span.from > from) found.push({ from, to: Math.min(span.from, whole.to) })
    from = Math.max(from, span.to)
  }
  if (from < whole.to) found.push({ from, to: whole.to })
  return found.filter((span) => span.to > span.from)
}
