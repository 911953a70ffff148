/** The part of DNS messages (RFC 1035) that a small name server needs. Bytes ↔ values, no I/O. */

export type RecordType = 'A' | 'NS' | 'CNAME' | 'PTR' | 'MX' | 'TXT'

const TYPES: Readonly<Record<RecordType, number>> = { A: 1, NS: 2, CNAME: 5, PTR: 12, MX: 15, TXT: 16 }
const CLASS_IN = 1
const HEADER = 12
const IS_ANSWER = 0x8000
const AUTHORITATIVE = 0x0400
const RECURSION_DESIRED = 0x0100
const RECURSION_AVAILABLE = 0x0080
const NXDOMAIN = 3
/** A label behind its length (RFC 1035 section 2.3.4). */
const MAX_LABEL = 63
const MAX_NAME = 255
/** A string of a TXT record behind its length. */
const MAX_TEXT = 255
const TTL_S = 300

export interface DnsQuestion {
  readonly id: number
  /** In lower case, without the dot at the end. */
  readonly name: string
  /** Undefined for types that no record here has. */
  readonly type: RecordType | undefined
  /** The question as it came. */
  readonly bytes: Uint8Array
  readonly wantsRecursion: boolean
}

/** The question of a message; `undefined` for anything that is no single question. */
export function decodeQuestion(bytes: Uint8Array): DnsQuestion | undefined {
  const message = Buffer.from(bytes)
  if (message.length < HEADER || message.readUInt16BE(4) !== 1) return undefined
  const flags = message.readUInt16BE(2)
  // No answers, and no other operation than a query.
  if ((flags & 0xf800) !== 0) return undefined
  const labels: string[] = []
  let at = HEADER
  for (let length = message[at]; length !== 0; length = message[at]) {
    if (length === undefined || length > MAX_LABEL || at - HEADER > MAX_NAME) return undefined
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  if (at + 5 > message.length) return undefined
  const number = message.readUInt16BE(at + 1)
  return {
    id: message.readUInt16BE(0),
    name: labels.join('.').toLowerCase(),
    type: (Object.keys(TYPES) as RecordType[]).find((type) => TYPES[type] === number),
    bytes: message.subarray(HEADER, at + 5),
    wantsRecursion: (flags & RECURSION_DESIRED) !== 0,
  }
}

/** An answer: these records of the type that was asked for, as zone files write them, or that there is no such name. */
export function encodeAnswer(
  question: DnsQuestion,
  found: { readonly records: readonly string[]; readonly exists: boolean },
): Buffer {
  const head = Buffer.alloc(HEADER)
  const recursion = RECURSION_AVAILABLE | (question.wantsRecursion ? RECURSION_DESIRED : 0)
  head.writeUInt16BE(question.id, 0)
  head.writeUInt16BE(IS_ANSWER | AUTHORITATIVE | recursion | (found.exists ? 0 : NXDOMAIN), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(found.records.length, 6)
  const records = found.records.map((text) => record(question.type!, text))
  return Buffer.concat([head, question.bytes, ...records])
}

function record(type: RecordType, text: string): Buffer {
  const data = dataOf(type, text)
  const head = Buffer.alloc(12)
  // The name is that of the question, which stands behind the header.
  head.writeUInt16BE(0xc000 | HEADER, 0)
  head.writeUInt16BE(TYPES[type], 2)
  head.writeUInt16BE(CLASS_IN, 4)
  head.writeUInt32BE(TTL_S, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

function dataOf(type: RecordType, text: string): Buffer {
  if (type === 'A') return Buffer.from(text.split('.').map(Number))
  if (type === 'TXT') return texts(text)
  if (type !== 'MX') return nameBytes(text)
  const [preference = '0', exchanger = ''] = text.split(' ')
  return Buffer.concat([Buffer.from([Number(preference) >> 8, Number(preference) & 0xff]), nameBytes(exchanger)])
}

function texts(text: string): Buffer {
  const bytes = Buffer.from(text)
  const parts: Buffer[] = []
  for (let at = 0; at === 0 || at < bytes.length; at += MAX_TEXT) {
    const part = bytes.subarray(at, at + MAX_TEXT)
    parts.push(Buffer.from([part.length]), part)
  }
  return Buffer.concat(parts)
}

const nameBytes = (name: string): Buffer =>
  Buffer.concat([
    ...name
      .split('.')
      .filter(Boolean)
      .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ])
