import { randomBytes, randomInt } from 'node:crypto'
import type { H323Config } from '@vonggac/model/inventory'
import {
  addressText,
  aliasOf,
  type EndpointType,
  ourEndpointType,
  PROTOCOL_IDENTIFIER,
  transportAddressOf,
} from './h225/addresses.ts'
import {
  type FacilityReason,
  type H323MessageBody,
  h323UserInformation,
  type ReleaseCompleteReason,
} from './h225/call.ts'
import { PerError } from './per/bits.ts'
import { decodePer, encodePer } from './per/structure.ts'
import { causeOf, element, encodeQ931, type InformationElement, type MessageType, type Q931Message } from './q931.ts'

/** What tells a call from all others. */
export interface Call {
  /** 15 bits, not 0, which means all calls. */
  readonly reference: number
  /** GUID, 16 octets. */
  readonly identifier: Uint8Array
  readonly conference: Uint8Array
}

/** Where a call goes from and to. */
export interface CallEnds {
  readonly from: { readonly address: string; readonly port: number }
  readonly to: { readonly address: string; readonly port: number }
}

const MAX_REFERENCE = 0x7fff

export const newCall = (): Call => ({
  reference: randomInt(1, MAX_REFERENCE + 1),
  identifier: guid(),
  conference: guid(),
})

/** A random one (RFC 9562, version 4). */
function guid(): Uint8Array {
  const octets = randomBytes(16)
  octets[6] = (octets[6]! & 0x0f) | 0x40
  octets[8] = (octets[8]! & 0x3f) | 0x80
  return octets
}

/** Unrestricted digital information in packets, as calls of H.323 have it (H.225.0, 7.2.2.1): 64 kbit/s multiples do not matter. */
const BEARER_CAPABILITY = Uint8Array.of(0x88, 0xc0, 0xa5)
/** Number of unknown type in the ISDN plan (Q.931, 4.5.8). */
const UNKNOWN_ISDN = 0x81
/** From the user; normal call clearing (Q.850). */
const NORMAL_CLEARING = Uint8Array.of(0x80, 0x90)
/** X.680 and X.690 in the table of protocol discriminators (Q.931, 4.5.30): the rest is PER of H.225.0. */
const ASN1 = 0x05
/** Longest display text, octets (Q.931, 4.5.16). */
const MAX_DISPLAY = 80

/** The call: video or voice, nothing opened, no H.245 connection wanted. */
export function setupMessage({ from, alias }: Pick<H323Config, 'from' | 'alias'>, call: Call, ends: CallEnds): Buffer {
  const destination = alias === undefined ? undefined : aliasOf(alias)
  const digits = destination?.name === 'dialedDigits' ? destination.value : undefined
  return encodeQ931({
    type: 'setup',
    callReference: call.reference,
    fromCalled: false,
    elements: [
      { id: element.bearerCapability, content: BEARER_CAPABILITY },
      { id: element.display, content: Buffer.from(from).subarray(0, MAX_DISPLAY) },
      ...(digits === undefined
        ? []
        : [{ id: element.calledPartyNumber, content: Buffer.from([UNKNOWN_ISDN, ...Buffer.from(digits)]) }]),
      userUser({
        name: 'setup',
        value: {
          protocolIdentifier: PROTOCOL_IDENTIFIER,
          sourceAddress: [aliasOf(from)],
          sourceInfo: ourEndpointType,
          destinationAddress: destination && [destination],
          destCallSignalAddress: transportAddressOf(ends.to.address, ends.to.port),
          activeMC: false,
          conferenceID: call.conference,
          conferenceGoal: { name: 'create', value: null },
          callType: { name: 'pointToPoint', value: null },
          sourceCallSignalAddress: transportAddressOf(ends.from.address, ends.from.port),
          callIdentifier: { guid: call.identifier },
          mediaWaitForConnect: false,
          canOverlapSend: false,
          multipleCalls: false,
          maintainConnection: false,
        },
      }),
    ],
  })
}

/** The end of the call. */
export function releaseMessage(call: Call): Buffer {
  return encodeQ931({
    type: 'releaseComplete',
    callReference: call.reference,
    fromCalled: false,
    elements: [
      { id: element.cause, content: NORMAL_CLEARING },
      userUser({
        name: 'releaseComplete',
        value: { protocolIdentifier: PROTOCOL_IDENTIFIER, callIdentifier: { guid: call.identifier } },
      }),
    ],
  })
}

/** H.245 in the same connection (`h245Tunnelling`): whoever is called need not open another one to us. */
const userUser = (body: H323MessageBody): InformationElement => ({
  id: element.userUser,
  content: Buffer.concat([
    Uint8Array.of(ASN1),
    encodePer(h323UserInformation, { 'h323-uu-pdu': { 'h323-message-body': body, h245Tunnelling: true } }),
  ]),
})

/** What a message of the called side says. */
export interface CallAnswer {
  readonly reply: MessageType
  readonly cause: number | undefined
  readonly releaseReason: ReleaseCompleteReason | undefined
  readonly facilityReason: FacilityReason | undefined
  /** Where a facility sends the call instead. */
  readonly elsewhere: string | undefined
  /** Who answers, where it says so. */
  readonly peer: EndpointType | undefined
  /** Whether its part of H.225.0 could be read. */
  readonly readable: boolean
}

/** Reads a message that has a type. What stands in its User-user element is of use and no condition. */
export function callAnswer(message: Q931Message & { readonly type: MessageType }): CallAnswer {
  const body = bodyOf(message)
  return {
    reply: message.type,
    cause: causeOf(message),
    releaseReason: body?.name === 'releaseComplete' ? body.value.reason?.name : undefined,
    facilityReason: body?.name === 'facility' ? body.value.reason.name : undefined,
    elsewhere:
      body?.name === 'facility'
        ? body.value.alternativeAddress && addressText(body.value.alternativeAddress)
        : undefined,
    peer: body && peerIn(body),
    readable: body !== undefined,
  }
}

function bodyOf({ elements }: Q931Message): H323MessageBody | undefined {
  const content = elements.find(({ id }) => id === element.userUser)?.content
  if (content?.[0] !== ASN1) return undefined
  try {
    return decodePer(h323UserInformation, content.subarray(1))['h323-uu-pdu']['h323-message-body']
  } catch (error) {
    if (error instanceof PerError) return undefined
    throw error
  }
}

const peerIn = ({ value }: H323MessageBody): EndpointType | undefined =>
  typeof value === 'object' && value !== null && 'destinationInfo' in value ? value.destinationInfo : undefined
