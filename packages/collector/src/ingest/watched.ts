import { type CheckedLines, initialBit } from '@vonggac/model'

/** What alerting and the picture of now read, beside what rules on fields name; everything else goes to the store only. */
const ALWAYS = ['check', 'ping', 'agent', 'neighbour', 'neighbours', 'snmp_trap', 'path'] as const

/** Says which of the watched measurements a body may hold: what is not named need not be looked for again. */
export type WatchedIn = (body: Uint8Array, lines: Pick<CheckedLines, 'initials'>) => string[]

const BLANKS = ['\n ', '\n\t'].map((text) => Buffer.from(text))

/**
 * `more`: measurements that are watched beside those that always are. What no line begins like is not looked for at all. Lines
 * that begin with a blank are rare, and would cost more to look at: where there are any, every candidate is named.
 */
export function createWatched(more: readonly string[] = []): WatchedIn {
  const marks = [...new Set<string>([...ALWAYS, ...more])].map((name) => {
    const start = escaped(name)
    return { name, bit: initialBit(start.charCodeAt(0)), mark: Buffer.from(`\n${start},`) }
  })
  return (body, { initials }) => {
    const candidates = marks.filter(({ bit }) => (initials & bit) !== 0)
    if (candidates.length === 0) return []
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    const indented = BLANKS.some((blank) => bytes.includes(blank) || bytes[0] === blank[1])
    const found = candidates.filter(
      ({ mark }) => indented || bytes.includes(mark) || beginsWith(bytes, mark.subarray(1)),
    )
    return found.map(({ name }) => name)
  }
}

/** As it stands in line protocol. */
const escaped = (name: string) => name.replace(/[, ]/g, (char) => `\\${char}`)

const beginsWith = (bytes: Buffer, start: Buffer) => bytes.subarray(0, start.length).equals(start)
