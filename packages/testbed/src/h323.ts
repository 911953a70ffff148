/** Where calls of H.323 are taken (H.225.0, annex D). */
export const H323_PORT = 1_720

const TPKT_VERSION = 3
const Q931 = 0x08
const SETUP = 0x05
const CALL_PROCEEDING = 0x02
const CONNECT = 0x07
const USER_USER = 0x7e
/** Set in the first octet of a call reference: the called side speaks (Q.931, 4.3). */
const CALLED_SIDE = 0x80
/** TPKT header, protocol discriminator, length and value of the call reference, message type. */
const HEAD = 9

/**
 * What both answers say in their User-user element: CallProceeding-UUIE and Connect-UUIE of H.225.0 version 1, which had no call
 * identifier to repeat; a terminal "Vong Gac testbed" and a conference of zeros. A test has tshark read them.
 */
const CALL_PROCEEDING_UUIE = '050100060008914a00012280bc0000000f566f6e6720476163207465737462656400'
const CONNECT_UUIE =
  '050200060008914a00012280bc0000000f566f6e672047616320746573746265640000000000000000000000000000000000'

/** An endpoint without its socket: takes a call (SETUP) with CALL PROCEEDING and CONNECT. Nothing for what is less, or anything else. */
export function answerCall(bytes: Uint8Array): Uint8Array | undefined {
  const [version, , high = 0, low = 0, protocol, referenceLength, first = 0, second = 0, type] = bytes
  if (bytes.length < HEAD || bytes.length < high * 256 + low) return undefined
  if (version !== TPKT_VERSION || protocol !== Q931 || referenceLength !== 2 || type !== SETUP) return undefined
  const reference = [first | CALLED_SIDE, second]
  return Buffer.concat([
    message(CALL_PROCEEDING, reference, CALL_PROCEEDING_UUIE),
    message(CONNECT, reference, CONNECT_UUIE),
  ])
}

function message(type: number, reference: readonly number[], uuie: string): Buffer {
  const content = Buffer.from(uuie, 'hex')
  const rest = Buffer.from([Q931, reference.length, ...reference, type, USER_USER, 0, content.length, ...content])
  return Buffer.concat([Uint8Array.of(TPKT_VERSION, 0, 0, 4 + rest.length), rest])
}
