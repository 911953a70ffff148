import { randomInt } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Clock } from '@vonggac/model'
import type { H323Config } from '@vonggac/model/inventory'
import { type Exchange, exchange } from '../datagram.ts'
import { aliasOf, ourEndpointType, PROTOCOL_IDENTIFIER, transportAddressOf } from './h225/addresses.ts'
import { type RasMessage, rasMessage } from './h225/ras.ts'
import { PerError } from './per/bits.ts'
import { decodePer, encodePer } from './per/structure.ts'

/** Answers to the two questions, and the one of a gatekeeper that does not know the question. */
export type GatekeeperAnswer = Extract<
  RasMessage,
  {
    readonly name:
      | 'gatekeeperConfirm'
      | 'gatekeeperReject'
      | 'locationConfirm'
      | 'locationReject'
      | 'unknownMessageResponse'
  }
>

/** How a question to a gatekeeper went. */
export interface Consultation extends Exchange<GatekeeperAnswer> {
  /** Set when it said that it is still at work (RequestInProgress). */
  readonly inProgress: boolean
  /** The last datagram that is no RAS message, if there was one. */
  readonly garbage: Buffer | undefined
}

const MAX_SEQUENCE = 65_535

/**
 * Asks a gatekeeper whether it is there (GRQ), or where an alias is (LRQ). It is asked again under the same sequence number, as
 * H.225.0, 7.18 has it; what answers another number is passed over. Rejects as `exchange` does.
 */
export async function askGatekeeper(
  config: H323Config,
  { address, port }: { readonly address: string; readonly port: number },
  deps: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Consultation> {
  const sequence = randomInt(1, MAX_SEQUENCE + 1)
  let inProgress = false
  let garbage: Buffer | undefined
  const accept = (datagram: Buffer) => {
    const message = readRas(datagram)
    if (message === undefined) garbage = datagram
    else if (sequenceOf(message) === sequence) {
      if (message.name !== 'requestInProgress') return answerIn(message)
      inProgress = true
    }
    return undefined
  }
  const payload = (from: AddressInfo) => encodePer(rasMessage, requestOf(config, sequence, from))
  const { tries, waitMs } = config
  const outcome = await exchange({ address, port, payload, tries, waitMs, accept }, deps)
  return { ...outcome, inProgress, garbage }
}

/** The question of a run. `from`: where the answer shall go. */
export function requestOf(
  { alias, from: ourName, gatekeeper }: Pick<H323Config, 'alias' | 'from' | 'gatekeeper'>,
  requestSeqNum: number,
  from: Pick<AddressInfo, 'address' | 'port'>,
): RasMessage {
  const ourAddress = transportAddressOf(from.address, from.port)
  if (alias === undefined)
    return {
      name: 'gatekeeperRequest',
      value: {
        requestSeqNum,
        protocolIdentifier: PROTOCOL_IDENTIFIER,
        rasAddress: ourAddress,
        endpointType: ourEndpointType,
        gatekeeperIdentifier: gatekeeper,
        endpointAlias: [aliasOf(ourName)],
      },
    }
  return {
    name: 'locationRequest',
    value: {
      requestSeqNum,
      destinationInfo: [aliasOf(alias)],
      replyAddress: ourAddress,
      sourceInfo: [aliasOf(ourName)],
    },
  }
}

/** `undefined`: no RAS message. */
export function readRas(datagram: Uint8Array): RasMessage | undefined {
  try {
    return decodePer(rasMessage, datagram)
  } catch (error) {
    if (error instanceof PerError) return undefined
    throw error
  }
}

/** Messages that are not looked into have none. */
const sequenceOf = ({ value }: RasMessage): number | undefined =>
  typeof value === 'object' && value !== null && 'requestSeqNum' in value ? value.requestSeqNum : undefined

function answerIn(message: RasMessage): GatekeeperAnswer | undefined {
  switch (message.name) {
    case 'gatekeeperConfirm':
    case 'gatekeeperReject':
    case 'locationConfirm':
    case 'locationReject':
    case 'unknownMessageResponse':
      return message
    default:
      return undefined
  }
}
