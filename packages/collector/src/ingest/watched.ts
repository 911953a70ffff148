/** What alerting and the picture of now read; everything else goes to the store only. */
const WATCHED = ['check', 'ping', 'agent'] as const
export type Watched = (typeof WATCHED)[number]

const marks = WATCHED.map((name) => [name, Buffer.from(`\n${name},`)] as const)
const BLANKS = ['\n ', '\n\t'].map((text) => Buffer.from(text))

/**
 * Which of the watched measurements a body may hold: what is not named need not be looked for again. Lines that begin with
 * a blank are rare, and would cost more to look at: where there are any, everything is named.
 */
export function watchedIn(body: Uint8Array): Watched[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (BLANKS.some((blank) => bytes.includes(blank) || bytes[0] === blank[1])) return [...WATCHED]
  return marks.filter(([, mark]) => bytes.includes(mark) || beginsWith(bytes, mark.subarray(1))).map(([name]) => name)
}

const beginsWith = (bytes: Buffer, start: Buffer) => bytes.subarray(0, start.length).equals(start)
