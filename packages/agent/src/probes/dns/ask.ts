import { randomInt } from 'node:crypto'
import { type Clock, ProbeFailure } from '@vonggac/model'
import { exchange } from '../datagram.ts'
import { type DnsAnswer, type DnsQuestion, decodeAnswer, encodeQuery } from './message.ts'
import { askByTcp } from './tcp.ts'

/** A name server that can be asked. */
export interface NameServer {
  /** An IP address. */
  readonly address: string
  readonly port: number
  /** As people know it. */
  readonly label: string
}

/** How it is asked. */
export interface Manner {
  readonly transport: 'udp' | 'tcp'
  readonly tries: number
  readonly waitMs: number
}

/** An answer, how it came, and how long that took from the last question on, ms. */
export interface Asked {
  readonly answer: DnsAnswer
  readonly elapsedMs: number
  readonly transport: 'udp' | 'tcp'
}

/** Every query has an id that cannot be guessed. */
const IDS = 65_536

/**
 * Asks one server. An answer that is cut off is asked for again by TCP. Rejects with a `ProbeFailure`, the system's error, or
 * `signal.reason`.
 */
export async function ask(
  server: NameServer,
  question: DnsQuestion,
  manner: Manner,
  deps: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Asked> {
  const id = randomInt(IDS)
  const payload = encodeQuery(id, question)
  const accept = (message: Buffer) => decodeAnswer(message, id, question)
  if (manner.transport === 'udp') {
    const { answer, elapsedMs, strays } = await exchange({ ...server, ...manner, payload, accept }, deps)
    if (!answer && strays > 0) throw new ProbeFailure('protocol', 'what came back answers no question of ours')
    if (!answer) throw new ProbeFailure('timeout', `no answer to ${manner.tries} queries`)
    if (!answer.truncated) return { answer, elapsedMs, transport: 'udp' }
  }
  const { message, elapsedMs } = await askByTcp(server, payload, manner.waitMs * manner.tries, deps)
  const answer = accept(message)
  if (!answer) throw new ProbeFailure('protocol', 'what came back by TCP answers no question of ours')
  return { answer, elapsedMs, transport: 'tcp' }
}
