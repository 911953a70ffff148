/** The bytes that mean something in line protocol. */
export const TAB = 0x09
export const NEWLINE = 0x0a
export const RETURN = 0x0d
export const SPACE = 0x20
export const QUOTE = 0x22
export const HASH = 0x23
export const PLUS = 0x2b
export const COMMA = 0x2c
export const MINUS = 0x2d
export const DOT = 0x2e
export const ZERO = 0x30
export const NINE = 0x39
export const EQUALS = 0x3d
export const BACKSLASH = 0x5c

/** Whether InfluxDB skips the byte between the parts of a line: space, tab and NUL. */
export const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB || byte === 0

/** Whether the line ends at `i`: end of body, LF or CRLF. */
export function endsLine(bytes: Uint8Array, i: number): boolean {
  if (i >= bytes.length) return true
  const byte = bytes[i]
  return byte === NEWLINE || (byte === RETURN && (i + 1 >= bytes.length || bytes[i + 1] === NEWLINE))
}

/** First position from `i` that is not blank. */
export function skipBlank(bytes: Uint8Array, i: number): number {
  while (i < bytes.length && isBlank(bytes[i])) i++
  return i
}

/** Where the line that starts at `start` ends (its newline, or the end of the body), seeing that strings may hold newlines. */
export function lineEnd(bytes: Uint8Array, start: number): number {
  let i = start
  for (; i < bytes.length && (bytes[i] !== SPACE || bytes[i - 1] === BACKSLASH); i++) if (bytes[i] === NEWLINE) return i
  let quoted = false
  let open = 0
  for (; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === BACKSLASH && (quoted || bytes[i + 1] !== NEWLINE)) i++
    else if (byte === NEWLINE && !quoted) return i
    else if (byte === QUOTE && open > 0) quoted = !quoted
    else if (byte === EQUALS && !quoted) open++
    else if (byte === COMMA && !quoted) open--
  }
  return bytes.length
}
