/** Characters of foreign text that a detail repeats. */
const MAX_SHOWN = 80

/** A text from outside for people: in quotes, on one line, cut, and without control characters. */
export function quoted(text: string, max = MAX_SHOWN): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text
  return `"${cut.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '·')}"`
}
