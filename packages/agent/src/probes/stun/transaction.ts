import { type Clock, ProbeFailure } from '@vonggac/model'
import type { Progress } from '../connection.ts'
import type { Channel } from './channel.ts'
import { fingerprintHolds } from './integrity.ts'
import { decodeMessage, type StunMessage } from './message.ts'

/** The first wait for an answer over UDP; each is twice the one before, ms (RFC 8489 section 6.2.1: RTO). */
export const RTO_MS = 500
/** How often a request is sent over UDP (Rc). */
const MAX_SENDS = 7
/** The wait after the last sending, in RTOs (Rm). */
const LAST_WAIT = 16

/** What a transaction needs of its surroundings. */
export interface TransactionDeps {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told how often the request has gone out. */
  readonly progress: Progress
}

/** An answer with our id, and how it came. */
export interface Answered {
  readonly answer: StunMessage
  /** From the last sending on, ms. */
  readonly rttMs: number
  /** How often the request was sent. */
  readonly sent: number
}

/**
 * Sends a request, again and again where the transport is not reliable, until its answer comes. What has another id is no answer.
 * Rejects with a `ProbeFailure`, the system's error, or `signal.reason`; the channel stays with the caller.
 */
export function transact(
  channel: Channel,
  request: { readonly bytes: Buffer; readonly id: Buffer; readonly method: number; readonly name: string },
  { clock, signal, progress }: TransactionDeps,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    let sent = 0
    let sentMs = 0
    let strays = 0
    let cancel = () => {}
    const end = (settle: () => void) => {
      cancel()
      hush()
      signal.removeEventListener('abort', stop)
      settle()
    }
    const fail = (error: unknown) => end(() => reject(error))
    const late = () => fail(silence(strays, sent))
    const stop = () => (strays > 0 && isDeadline(signal.reason) ? late() : fail(signal.reason))
    const send = () => {
      sentMs = clock.monotonic()
      sent += 1
      progress.doing = `waiting for the answer to the ${request.name} request${sent > 1 ? ` (sent ${sent} times)` : ''}`
      channel.send(request.bytes)
      if (channel.isReliable) return
      const isLast = sent === MAX_SENDS
      cancel = clock.after(RTO_MS * (isLast ? LAST_WAIT : 2 ** (sent - 1)), isLast ? late : send)
    }
    const message = (bytes: Buffer) => {
      const heardMs = clock.monotonic()
      const answer = decodeMessage(bytes)
      if (!answer) strays += 1
      else if (isIndication(answer)) return
      else if (!isAnswerTo(answer, request)) strays += 1
      else if (fingerprintHolds(answer) === false)
        fail(new ProbeFailure('protocol', `the answer to the ${request.name} request has a wrong FINGERPRINT`))
      else end(() => resolve({ answer, rttMs: heardMs - sentMs, sent }))
    }
    signal.addEventListener('abort', stop, { once: true })
    const hush = channel.listen({ message, failed: fail })
    send()
  })
}

const isIndication = ({ class: kind }: StunMessage) => kind === 'indication'

const isAnswerTo = (answer: StunMessage, { id, method }: { readonly id: Buffer; readonly method: number }) =>
  (answer.class === 'success' || answer.class === 'error') && answer.method === method && answer.id.equals(id)

const isDeadline = (reason: unknown) => (reason as Error | undefined)?.name === 'TimeoutError'

function silence(strays: number, sent: number): ProbeFailure {
  if (strays > 0) return new ProbeFailure('protocol', 'what came back answers no STUN request of ours')
  return new ProbeFailure('timeout', `no answer to ${sent} requests`)
}
