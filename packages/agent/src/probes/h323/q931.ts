/** Messages of ITU-T Q.931 as H.225.0 uses them, and the TPKT frames (RFC 1006) that bring them over TCP. Bytes ↔ values. */

/** The octets are not those of a Q.931 message. */
export class Q931Error extends Error {
  override name = 'Q931Error'
}

/** Message types (Q.931, table 4-2) under the names that the check tells them by. */
export const messageTypes = {
  1: 'alerting',
  2: 'callProceeding',
  3: 'progress',
  5: 'setup',
  7: 'connect',
  13: 'setupAcknowledge',
  15: 'connectAcknowledge',
  69: 'disconnect',
  77: 'release',
  90: 'releaseComplete',
  98: 'facility',
  110: 'notify',
  117: 'statusEnquiry',
  123: 'information',
  125: 'status',
} as const

export type MessageType = (typeof messageTypes)[keyof typeof messageTypes]

/** Information elements that are looked at or sent (Q.931, 4.5). */
export const element = {
  bearerCapability: 0x04,
  cause: 0x08,
  display: 0x28,
  calledPartyNumber: 0x70,
  userUser: 0x7e,
} as const

export interface InformationElement {
  readonly id: number
  readonly content: Uint8Array
}

export interface Q931Message {
  /** `undefined`: a type that Q.931 does not have. */
  readonly type: MessageType | undefined
  readonly typeCode: number
  /** 15 bits. */
  readonly callReference: number
  /** Whether the sender is the called side. */
  readonly fromCalled: boolean
  /** Of codeset 0, in their order; those of one octet are left out. */
  readonly elements: readonly InformationElement[]
}

const PROTOCOL_DISCRIMINATOR = 0x08
const CALL_REFERENCE_OCTETS = 2
const CALLED_SIDE = 0x8000

export const TPKT_VERSION = 3
export const TPKT_HEADER = 4
/** By the length field of two octets, its own header included. */
export const MAX_TPKT = 65_535

const codeOf = (type: MessageType) => Number(Object.entries(messageTypes).find(([, name]) => name === type)![0])

/** A message in its TPKT frame, as it is sent. */
export function encodeQ931(
  message: Pick<Q931Message, 'callReference' | 'fromCalled' | 'elements'> & { readonly type: MessageType },
): Buffer {
  const { type, callReference, fromCalled, elements } = message
  const head = Buffer.alloc(TPKT_HEADER + 5)
  const body = Buffer.concat(elements.flatMap(({ id, content }) => [elementHead(id, content.length), content]))
  head[0] = TPKT_VERSION
  head.writeUInt16BE(head.length + body.length, 2)
  head[TPKT_HEADER] = PROTOCOL_DISCRIMINATOR
  head[TPKT_HEADER + 1] = CALL_REFERENCE_OCTETS
  head.writeUInt16BE(callReference | (fromCalled ? CALLED_SIDE : 0), TPKT_HEADER + 2)
  head[TPKT_HEADER + 4] = codeOf(type)
  return Buffer.concat([head, body])
}

/** User-user has a length of two octets in H.225.0 (7.2.2.31), all others one. */
function elementHead(id: number, length: number): Buffer {
  return Buffer.from(id === element.userUser ? [id, length >> 8, length & 0xff] : [id, length])
}

/** Reads the content of a TPKT frame. Throws `Q931Error`. */
export function decodeQ931(octets: Uint8Array): Q931Message {
  if (octets[0] !== PROTOCOL_DISCRIMINATOR) throw new Q931Error('not call signalling: another protocol discriminator')
  const referenceOctets = octets[1]! & 0x0f
  const at = 2 + referenceOctets
  const typeCode = octets[at]
  if (referenceOctets > CALL_REFERENCE_OCTETS || typeCode === undefined) throw new Q931Error('a message without a type')
  let reference = 0
  for (const octet of octets.subarray(2, at)) reference = reference * 256 + octet
  const flag = referenceOctets === CALL_REFERENCE_OCTETS ? CALLED_SIDE : 0x80
  return {
    type: (messageTypes as Readonly<Record<number, MessageType>>)[typeCode],
    typeCode,
    callReference: reference & ~flag,
    fromCalled: (reference & flag) !== 0,
    elements: elementsOf(octets.subarray(at + 1)),
  }
}

const SHIFT = 0x90
/** Bit 4 of a shift: it holds for the next element only (Q.931, 4.5.4). */
const ONCE = 0x08

function elementsOf(octets: Uint8Array): InformationElement[] {
  const elements: InformationElement[] = []
  let codeset = 0
  let once = false
  for (let at = 0; at < octets.length; ) {
    const id = octets[at]!
    if (id >= 0x80) {
      at += 1
      if ((id & 0xf0) !== SHIFT) continue
      codeset = id & 0x07
      once = (id & ONCE) !== 0
      continue
    }
    const wide = id === element.userUser && codeset === 0
    const head = wide ? 3 : 2
    const length = wide ? (octets[at + 1] ?? 0) * 256 + (octets[at + 2] ?? 0) : (octets[at + 1] ?? 0)
    if (at + head + length > octets.length) throw new Q931Error('an information element that is cut off')
    if (codeset === 0) elements.push({ id, content: octets.subarray(at + head, at + head + length) })
    if (once) codeset = 0
    at += head + length
  }
  return elements
}

/** The number in a Cause element: in the last octet of its head, behind an optional one (Q.931, 4.5.12). */
export function causeOf({ elements }: Pick<Q931Message, 'elements'>): number | undefined {
  const cause = elements.find(({ id }) => id === element.cause)?.content
  if (!cause) return undefined
  // Bit 8 clear: the octet of the location goes on in another one.
  const value = cause[0] !== undefined && cause[0] < 0x80 ? cause[2] : cause[1]
  return value === undefined ? undefined : value & 0x7f
}
