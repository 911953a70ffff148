import type { Clock } from '@vonggac/model'
import type { Flow } from './flow.ts'
import { cseqOf, listed, viaOf } from './header-value.ts'
import { headerOf, type SipMessage, type SipResponse } from './message.ts'

/** RFC 3261 section 17.1.1.1: the round trip that is reckoned with, and the longest time between two sendings, ms. */
const T1_MS = 500
const T2_MS = 4_000
/** Timers B and F, ms: after that nobody answers any more. */
const GIVE_UP_MS = 64 * T1_MS

/** A request that is to be answered. */
export interface OpenRequest {
  readonly method: string
  readonly bytes: Buffer
  readonly branch: string
  readonly callId: string
  readonly cseq: number
}

/** What happened to a request so far; the probe reads it also when the run is cut short. */
export interface Trace {
  /** How often it was sent. */
  sent: number
  /** The provisional answers, in their order. */
  readonly provisional: number[]
  /** Answers of the peer to other questions than ours: another branch, Call-ID or CSeq. */
  strays: number
  /** What came and is no SIP, and how it began. */
  garbage: { readonly why: string; readonly sample: string } | undefined
  /** The quickest answer to the first sending, provisional ones too, ms. */
  firstMs: number | undefined
}

export const newTrace = (): Trace => ({ sent: 0, provisional: [], strays: 0, garbage: undefined, firstMs: undefined })

export interface Answered {
  /** The final answer. `undefined`: none within `GIVE_UP_MS`. */
  readonly response: SipResponse | undefined
  /** From the first sending to the final answer, ms. */
  readonly elapsedMs: number
}

export interface TransactionDeps {
  readonly flow: Flow
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly trace: Trace
  /** Hears provisional answers. */
  readonly onProvisional?: (response: SipResponse, elapsedMs: number) => void
}

/** Whether a response belongs to a request (section 17.1.3); one with more than one Via is not for us (section 8.1.3.3). */
export function answers(response: SipResponse, { method, branch, callId, cseq }: OpenRequest): boolean {
  const vias = listed(response.headers.get('via'))
  const said = cseqOf(headerOf(response, 'cseq'))
  return (
    vias.length === 1 &&
    viaOf(vias[0]!)?.params.get('branch') === branch &&
    headerOf(response, 'call-id') === callId &&
    said?.number === cseq &&
    said.method === method
  )
}

/**
 * Sends a request and waits for its final answer, sending again over UDP as sections 17.1.1.2 (INVITE) and 17.1.2.2 (all others)
 * say. Rejects with what the flow failed with, or with `signal.reason`. The flow stays open. ACKs are the caller's affair.
 */
export function transact(request: OpenRequest, deps: TransactionDeps): Promise<Answered> {
  const { flow, clock, signal, trace, onProvisional } = deps
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const timer = createResender(request, { flow, clock, trace })
    const startMs = clock.monotonic()
    const cancelGiveUp = clock.after(GIVE_UP_MS, () =>
      end(() => resolve({ response: undefined, elapsedMs: GIVE_UP_MS })),
    )
    const end = (settle: () => void) => {
      timer.stop()
      cancelGiveUp()
      unlisten()
      signal.removeEventListener('abort', stop)
      settle()
    }
    const stop = () => end(() => reject(signal.reason))
    signal.addEventListener('abort', stop, { once: true })
    const hear = (message: SipMessage, at: number) => {
      if (message.kind !== 'response') return
      if (!answers(message, request)) return void trace.strays++
      const elapsedMs = at - startMs
      if (trace.sent === 1) trace.firstMs ??= elapsedMs
      if (message.status >= 200) return end(() => resolve({ response: message, elapsedMs }))
      trace.provisional.push(message.status)
      timer.proceeding()
      // Timer B counts only until somebody says that he is at it.
      if (request.method === 'INVITE') cancelGiveUp()
      onProvisional?.(message, elapsedMs)
    }
    let unlisten = () => {}
    let over = false
    unlisten = flow.listen({
      message: hear,
      garbage: (sample, why) => {
        trace.garbage ??= { sample, why }
      },
      failed: (error) => {
        over = true
        end(() => reject(error))
      },
    })
    if (over) return unlisten()
    timer.start()
  })
}

/** Timers A and E: sends, and over UDP sends again. */
function createResender(
  { method, bytes }: OpenRequest,
  { flow, clock, trace }: Pick<TransactionDeps, 'flow' | 'clock' | 'trace'>,
) {
  const isInvite = method === 'INVITE'
  let cancel = () => {}
  let waitMs = T1_MS
  let stopped = false
  const send = () => {
    if (stopped) return
    trace.sent++
    // Set before sending: a flow that fails at once stops the timer.
    if (flow.transport === 'udp') {
      cancel = clock.after(waitMs, send)
      waitMs = isInvite ? 2 * waitMs : Math.min(2 * waitMs, T2_MS)
    }
    flow.send(bytes)
  }
  return {
    start: send,
    /** A provisional answer came: an INVITE is not sent again, anything else only every `T2_MS`. */
    proceeding() {
      if (isInvite) return cancel()
      waitMs = T2_MS
    },
    stop() {
      stopped = true
      cancel()
    },
  }
}
