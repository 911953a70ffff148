/** What alerting and the picture of now read; everything else goes to the store only. */
export const WATCHED = ['check', 'ping', 'agent'] as const

const MARKS = [...WATCHED.map((name) => `\n${name},`), '\n ', '\n\t'].map((text) => Buffer.from(text))

/**
 * Whether a body may hold lines that are watched. Never wrong when it says no: then nobody opens the body again. A line
 * that begins with a blank is taken for one, because it is rare and would cost more to look at.
 */
export function mayBeWatched(body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return MARKS.some((mark) => bytes.includes(mark) || bytes.subarray(0, mark.length - 1).equals(mark.subarray(1)))
}
