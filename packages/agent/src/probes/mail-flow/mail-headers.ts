/** Header fields that are looked at; a message with more is read so far. */
const MAX_FIELDS = 500

/** A field of a message's header, unfolded (RFC 5322 section 2.2). */
export interface MailHeader {
  /** In lower case. */
  readonly name: string
  readonly value: string
}

/** The fields of a header block, in their order. What is no field is left out; never throws. */
export function parseMailHeaders(text: string): MailHeader[] {
  const headers: { name: string; value: string }[] = []
  for (const line of text.split(/\r?\n/)) {
    if (line === '') break
    const last = headers.at(-1)
    if (/^[ \t]/.test(line)) {
      if (last) last.value = `${last.value} ${line.trim()}`.trim()
      continue
    }
    if (headers.length === MAX_FIELDS) break
    const match = /^([!-9;-~]{1,200})[ \t]*:(.*)$/s.exec(line)
    if (match) headers.push({ name: match[1]!.toLowerCase(), value: match[2]!.trim() })
  }
  return headers
}

/** The value of the first field of this name. */
export const headerOf = (headers: readonly MailHeader[], name: string): string | undefined =>
  headers.find((header) => header.name === name)?.value

/** The values of all fields of this name. */
export const headersOf = (headers: readonly MailHeader[], name: string): string[] =>
  headers.filter((header) => header.name === name).map(({ value }) => value)

/** A value without its comments (RFC 5322 section 3.2.2): parentheses nest, a backslash quotes, quoted strings are kept. */
export function withoutComments(value: string): string {
  let depth = 0
  let isQuoted = false
  let text = ''
  for (let at = 0; at < value.length; at++) {
    const char = value[at]!
    if (char === '\\') {
      if (depth === 0) text += value.slice(at, at + 2)
      at += 1
    } else if (char === '"' && depth === 0) {
      isQuoted = !isQuoted
      text += char
    } else if (char === '(' && !isQuoted) depth += 1
    else if (char === ')' && depth > 0) depth -= 1
    else if (depth === 0) text += char
  }
  return text
}
