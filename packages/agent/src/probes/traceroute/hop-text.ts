import { isIP } from 'node:net'

/** An answer to one packet. */
export interface HopAnswer {
  readonly address: string
  readonly rttMs: number
  /** What was said instead of "time exceeded", as traceroute writes it: `!H`, `!X`, `!13`. */
  readonly flag?: string
}

/** What is known of one step on the way. */
export interface Hop {
  readonly ttl: number
  readonly answers: readonly HopAnswer[]
  /** Packets without an answer. */
  readonly lost: number
  /** ICMP extensions such as MPLS labels, as traceroute writes them; empty without. */
  readonly extensions: string
}

/** No program prints more, whatever it is asked; the rest is not looked at. Characters, lines, a line's parts. */
const MAX_TEXT = 65_536
const MAX_LINES = 512
const MAX_PARTS = 128
/** The time to live has eight bits. */
const MAX_TTL = 255
/** Longest text of extensions that is kept, characters. */
const MAX_EXTENSIONS = 200

interface Growing {
  readonly ttl: number
  readonly answers: HopAnswer[]
  lost: number
  extensions: string
}

/**
 * Reads what traceroute, or tracepath, printed. Whatever is not understood is passed over, be it a header in any language, an AS number,
 * a host name, or a line that was cut off. Hops come in order, each once. Never throws.
 */
export function parseHops(text: string): readonly Hop[] {
  const hops = new Map<number, Growing>()
  for (const line of text.slice(0, MAX_TEXT).split(/\r?\n/, MAX_LINES)) {
    // tracepath: `1?: [LOCALHOST]` is what the kernel knows without asking anybody.
    const [, number, rest] = /^\s{0,4}(\d{1,3})(?::|(?=\s))(.*)$/.exec(line) ?? []
    const ttl = Number(number)
    if (rest === undefined || ttl < 1 || ttl > MAX_TTL) continue
    const hop = hops.get(ttl) ?? { ttl, answers: [], lost: 0, extensions: '' }
    hops.set(ttl, hop)
    readLine(hop, rest)
  }
  return [...hops.values()].sort((a, b) => a.ttl - b.ttl)
}

function readLine(hop: Growing, text: string): void {
  const parts = text.trim().split(/\s+/, MAX_PARTS)
  let address: string | undefined
  for (const [at, part] of parts.entries()) {
    const rttMs = roundTrip(part, parts[at + 1])
    const named = part.replace(/^\((.*)\)$/, '$1')
    if (part === '*' || (part === 'no' && parts[at + 1] === 'reply')) hop.lost++
    else if (rttMs !== undefined && address !== undefined) hop.answers.push({ address, rttMs })
    else if (part.startsWith('!')) flagLast(hop, part)
    else if (part.startsWith('<')) hop.extensions = `${hop.extensions} ${part}`.trim().slice(0, MAX_EXTENSIONS)
    else if (isIP(named)) address = named
  }
}

/** `0.123 ms`, or tracepath's `0.123ms`. */
function roundTrip(part: string, next: string | undefined): number | undefined {
  const [, number, unit] = /^(\d{1,7}(?:\.\d{1,6})?)(ms)?$/.exec(part) ?? []
  return number !== undefined && (unit ?? next) === 'ms' ? Number(number) : undefined
}

function flagLast(hop: Growing, flag: string): void {
  const last = hop.answers.pop()
  if (last) hop.answers.push({ ...last, flag: flag.slice(0, 16) })
}
