import { ProbeFailure } from '@vonggac/model'
import type { DnsConfig } from '@vonggac/model/inventory'
import packet, { type Answer as DnsRecord, type RrsigAnswer } from 'dns-packet'
import { recordText } from './record-text.ts'

/** The question of a run. */
export type DnsQuestion = Pick<DnsConfig, 'name' | 'type' | 'recursion' | 'dnssec'>

/** A server's answer, as far as it matters here. */
export interface DnsAnswer {
  readonly rcode: string
  readonly rcodeValue: number
  /** It did not fit into a datagram. */
  readonly truncated: boolean
  /** The server speaks for the zone itself. */
  readonly authoritative: boolean
  /** The server has validated the signatures. */
  readonly validated: boolean
  readonly recursionAvailable: boolean
  /** The records of the type that was asked for, as zone files write them, sorted. */
  readonly records: readonly string[]
  /** The shortest time that one of them may be kept, s; `undefined` without records. */
  readonly ttlS: number | undefined
  /** When the first of the signatures over the answer ends, Unix s; `undefined`: it is not signed. */
  readonly signedUntilS: number | undefined
}

/** What every path carries without fragments (DNS flag day 2020), bytes. */
const UDP_PAYLOAD = 1_232
/** Flag `QR` of the header: this is an answer. */
const IS_ANSWER = 0x8000

/** A query with this id. With `dnssec` it wants signatures and to know whether they were validated. */
export function encodeQuery(id: number, { name, type, recursion, dnssec }: DnsQuestion): Buffer {
  const wanted = dnssec === 'required'
  return packet.encode({
    type: 'query',
    id,
    flags: (recursion ? packet.RECURSION_DESIRED : 0) | (wanted ? packet.AUTHENTIC_DATA : 0),
    questions: [{ name: bare(name), type, class: 'IN' }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: UDP_PAYLOAD,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: wanted ? packet.DNSSEC_OK : 0,
        flag_do: wanted,
        options: [],
      },
    ],
  })
}

/**
 * Reads the answer to a query. `undefined` when it answers another one: another id, no answer at all, or another question.
 * Throws `ProbeFailure('protocol')` for one that has our id and cannot be read.
 */
export function decodeAnswer(message: Buffer, id: number, question: DnsQuestion): DnsAnswer | undefined {
  if (message.length < 12 || message.readUInt16BE(0) !== id) return undefined
  if ((message.readUInt16BE(2) & IS_ANSWER) === 0) return undefined
  const decoded = decode(message)
  const asked = decoded.questions?.[0]
  const same = asked && sameName(asked.name, question.name) && asked.type === question.type
  const rcode = rcodeOf(decoded)
  // A server that cannot even read the question need not repeat it (RFC 1035, section 4.1.1).
  if (!same && !(asked === undefined && rcode !== 0)) return undefined
  const answers = decoded.answers ?? []
  const records = answers.filter((record) => record.type === question.type)
  const ttls = records.flatMap((record) => ('ttl' in record && record.ttl !== undefined ? [record.ttl] : []))
  return {
    rcode: RCODES[rcode] ?? `RCODE${rcode}`,
    rcodeValue: rcode,
    truncated: decoded.flag_tc,
    authoritative: decoded.flag_aa,
    validated: decoded.flag_ad,
    recursionAvailable: decoded.flag_ra,
    records: records.map(recordText).sort(),
    ttlS: ttls.length > 0 ? Math.min(...ttls) : undefined,
    signedUntilS: signedUntil(answers.length > 0 ? answers : (decoded.authorities ?? [])),
  }
}

function decode(message: Buffer) {
  try {
    return packet.decode(message)
  } catch (error) {
    throw new ProbeFailure('protocol', `an answer that cannot be read (${(error as Error).message})`, { cause: error })
  }
}

/** The first twelve, RFC 1035 and RFC 2136; the others are told as numbers. */
const RCODES = [
  ...['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'],
  ...['YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH', 'NOTZONE'],
]

/** Four bits in the header, eight more in the EDNS record (RFC 6891, section 6.1.3). */
function rcodeOf({ flags = 0, additionals = [] }: packet.DecodedPacket): number {
  const edns = additionals.find((record) => record.type === 'OPT')
  return (flags & 0xf) | ((edns?.extendedRcode ?? 0) << 4)
}

/** Signatures over what is in a section; the one that ends first. */
function signedUntil(section: readonly DnsRecord[]): number | undefined {
  const ends = section
    .filter((record): record is RrsigAnswer => record.type === 'RRSIG')
    .map(({ data }) => data.expiration)
  return ends.length > 0 ? Math.min(...ends) : undefined
}

const bare = (name: string) => (name === '.' ? name : name.replace(/\.$/, ''))

const sameName = (a: string, b: string) => bare(a).toLowerCase() === bare(b).toLowerCase()
