import { type CheckedLines, initialBit } from '@vonggac/model'

/** What alerting and the picture of now read; everything else goes to the store only. */
const WATCHED = ['check', 'ping', 'agent', 'neighbour', 'neighbours', 'snmp_trap', 'path'] as const
export type Watched = (typeof WATCHED)[number]

const marks = WATCHED.map((name) => {
  const bit = initialBit(name.charCodeAt(0))
  return { name, bit, mark: Buffer.from(`\n${name},`) }
})
const BLANKS = ['\n ', '\n\t'].map((text) => Buffer.from(text))

/**
 * Which of the watched measurements a body may hold: what is not named need not be looked for again. What no line begins
 * like is not looked for at all. Lines that begin with a blank are rare, and would cost more to look at: where there are
 * any, every candidate is named.
 */
export function watchedIn(body: Uint8Array, { initials }: Pick<CheckedLines, 'initials'>): Watched[] {
  const candidates = marks.filter(({ bit }) => (initials & bit) !== 0)
  if (candidates.length === 0) return []
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const indented = BLANKS.some((blank) => bytes.includes(blank) || bytes[0] === blank[1])
  const found = candidates.filter(({ mark }) => indented || bytes.includes(mark) || beginsWith(bytes, mark.subarray(1)))
  return found.map(({ name }) => name)
}

const beginsWith = (bytes: Buffer, start: Buffer) => bytes.subarray(0, start.length).equals(start)
