/** ``; did you mean `gateway`?``, or nothing when none of the names is near. To be put after a message. */
export function didYouMean(text: string, names: Iterable<string>): string {
  const name = closest(text, names)
  return name === undefined ? '' : `; did you mean \`${name}\`?`
}

/** The name that `text` begins or that takes the fewest slips of the finger to become it; `undefined` when all are too far. */
export function closest(text: string, names: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(text.length / 3)) + 1
  for (const name of names) {
    if (text.length > 1 && name !== text && name.startsWith(text) && least > 1) [best, least] = [name, 1]
    if (text.length < 2 || Math.abs(name.length - text.length) >= least) continue
    const distance = editDistance(text.toLowerCase(), name.toLowerCase())
    if (distance < least) [best, least] = [name, distance]
  }
  return best
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    ;[before, last] = [last, row]
  }
  return last[b.length]!
}

/** `a, b, c`, cut after a dozen: for "known here: …". */
export function listed(names: Iterable<string>): string {
  const all = [...new Set(names)]
  return all.length > 12 ? `${all.slice(0, 12).join(', ')} and ${all.length - 12} more` : all.join(', ')
}

/** What follows "there is no …": the nearest name, else all of them. */
export function rather(text: string, names: readonly string[]): string {
  return didYouMean(text, names) || (names.length > 0 ? `; there are: ${listed(names)}` : '; there are none yet')
}

/** What follows "matches no check": the id or glob that was meant, going by the ids that there are. */
export function nearestPattern(pattern: string, ids: readonly string[]): string {
  if (!pattern.includes('*')) return didYouMean(pattern, ids) || '; `vonggac config checks` lists them'
  const words = new Set(ids.flatMap((id) => id.split(/[/@]/)))
  for (const word of pattern.split(/[/@*]+/)) {
    const near = word && !words.has(word) ? closest(word, words) : undefined
    if (near) return `; did you mean \`${pattern.replace(word, near)}\`?`
  }
  return '; `vonggac config checks` lists them'
}
