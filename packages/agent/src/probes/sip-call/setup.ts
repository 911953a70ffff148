import { type Clock, ProbeFailure } from '@vonggac/model'
import type { Authenticator } from '../../sip/authenticated.ts'
import { ackOfRefusal } from '../../sip/dialog.ts'
import { type Identity, newRequest } from '../../sip/identity.ts'
import type { HeaderLine, SipResponse } from '../../sip/message.ts'
import { silence } from '../../sip/silence.ts'
import { newTrace, type OpenRequest, type Trace, transact } from '../../sip/transaction.ts'
import { callRefusal } from './refusal.ts'

/** Time for taking back a call that nobody answered, ms. */
const CANCEL_MS = 2_000

/** What a call has come to so far; read also when it ends before its time. */
export interface Progressing {
  readonly trace: Trace
  /** From the first INVITE to the first sign of the other side, ringing or answering, ms. */
  postDialMs?: number
  /** From the first INVITE to the answer, ms. */
  answerMs?: number
  /** The final status. */
  status?: number
}

export interface SetupDeps {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly progress: Progressing
  readonly authenticator: Authenticator
}

/** An answered INVITE. */
export interface Answered {
  readonly invite: OpenRequest
  readonly response: SipResponse
  /** Credentials that the INVITE was let in with: its ACK repeats them (RFC 3261 section 22.1). */
  readonly proof: readonly HeaderLine[]
}

/**
 * Calls until somebody answers, sending credentials where they are asked for. Throws `ProbeFailure` when the call is refused, and
 * when nobody answers within `answerMs`; then, and when the signal fires, the call is taken back (CANCEL) within `CANCEL_MS`.
 * An answer that comes nevertheless is given back all the same: the caller must end that call.
 */
export async function setUp(
  identity: Identity,
  uri: string,
  { sdp, answerMs }: { readonly sdp: string; readonly answerMs: number },
  deps: SetupDeps,
): Promise<Answered> {
  const { clock, signal, progress, authenticator } = deps
  const ringing = new AbortController()
  const cancelTimer = clock.after(answerMs, () => ringing.abort())
  const startMs = clock.monotonic()
  try {
    for (let cseq = 1; ; cseq++) {
      const proof = authenticator.headersFor({ method: 'INVITE', uri })
      const invite = newRequest(identity, {
        method: 'INVITE',
        uri,
        cseq,
        headers: [['Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS'], ['Content-Type', 'application/sdp'], ...proof],
        body: sdp,
      })
      const beganMs = clock.monotonic() - startMs
      const noted = (status: number, elapsedMs: number) => {
        if (status > 100 && status < 300) progress.postDialMs ??= beganMs + elapsedMs
      }
      const stopped = AbortSignal.any([signal, ringing.signal])
      const { response, elapsedMs } = await inviteOnce(identity, uri, invite, { ...deps, stopped, noted })
      if (!response) throw unanswered(answerMs, identity, deps)
      progress.status = response.status
      noted(response.status, elapsedMs)
      if (response.status < 300) {
        progress.answerMs = beganMs + elapsedMs
        return { invite, response, proof }
      }
      identity.flow.send(ackOfRefusal(identity, uri, invite, response))
      if (stopped.aborted) throw unanswered(answerMs, identity, deps)
      if (response.status !== 401 && response.status !== 407) throw callRefusal(response)
      authenticator.challenged(response)
    }
  } finally {
    cancelTimer()
  }
}

interface InviteDeps extends SetupDeps {
  /** Fires when the call is to be taken back. */
  readonly stopped: AbortSignal
  readonly noted: (status: number, elapsedMs: number) => void
}

/** One INVITE to its end. The response is missing when there is none even after CANCEL. */
async function inviteOnce(identity: Identity, uri: string, invite: OpenRequest, deps: InviteDeps) {
  const { clock, stopped, noted, progress } = deps
  const { flow } = identity
  const giveUp = new AbortController()
  let cancelGiveUp = () => {}
  let heard = 0
  let cancelled = false
  /** Not before the other side has shown itself (section 9.1): what it does not know it cannot take back. */
  const takeBack = () => {
    if (cancelled || heard === 0) return
    cancelled = true
    const request = newRequest(identity, { method: 'CANCEL', uri, cseq: invite.cseq, branch: invite.branch })
    transact(request, { flow, clock, signal: giveUp.signal, trace: newTrace() }).catch(() => {})
  }
  const stop = () => {
    cancelGiveUp = clock.after(CANCEL_MS, () => giveUp.abort(GAVE_UP))
    takeBack()
  }
  stopped.addEventListener('abort', stop, { once: true })
  if (stopped.aborted) stop()
  try {
    const onProvisional = ({ status }: SipResponse, elapsedMs: number) => {
      heard++
      noted(status, elapsedMs)
      if (stopped.aborted) takeBack()
    }
    return await transact(invite, { flow, clock, signal: giveUp.signal, trace: progress.trace, onProvisional })
  } catch (error) {
    if (error !== GAVE_UP) throw error
    return { response: undefined, elapsedMs: 0 }
  } finally {
    stopped.removeEventListener('abort', stop)
    cancelGiveUp()
    // Whatever CANCEL still waits for has no meaning any more.
    giveUp.abort(GAVE_UP)
  }
}

const GAVE_UP = new Error('the call was taken back')

/** Nobody answered in time, or we were stopped. */
function unanswered(answerMs: number, { flow }: Identity, { signal, progress }: SetupDeps): unknown {
  if (signal.aborted) return signal.reason
  const { trace } = progress
  const rang = trace.provisional.findLast((status) => status > 100)
  if (rang !== undefined)
    return new ProbeFailure('timeout', `it rang (${rang}), but nobody answered within ${answerMs / 1_000} s`)
  const { error, detail } = silence(trace, flow.transport)
  return new ProbeFailure(error, `INVITE: ${detail}`)
}
