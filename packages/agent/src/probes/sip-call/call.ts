import { randomInt } from 'node:crypto'
import { type Clock, ProbeFailure } from '@vonggac/model'
import type { SipCallConfig } from '@vonggac/model/inventory'
import type { Sound, SoundPort } from '../../rtp/sound.ts'
import { createAuthenticator } from '../../sip/authenticated.ts'
import { answerTo, type Dialog, dialogOf, requestWithin, tagOf } from '../../sip/dialog.ts'
import type { Flow } from '../../sip/flow.ts'
import { cseqOf } from '../../sip/header-value.ts'
import { newIdentity, sipAddress } from '../../sip/identity.ts'
import { headerOf, type SipMessage } from '../../sip/message.ts'
import { type SoundAnswer, soundAnswer, soundOffer } from '../../sip/sdp.ts'
import { newTrace, transact } from '../../sip/transaction.ts'
import { type Answered, type Progressing, type SetupDeps, setUp } from './setup.ts'

/** Time for ending a call, whatever happened before, ms. */
const BYE_MS = 2_000
/** The user part of our own address where nobody gave us one. */
const OUR_USER = 'vonggac'

export interface CallDeps {
  readonly flow: Flow
  readonly port: SoundPort
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly progress: Progressing
  readonly password: string | undefined
}

/** A call that was answered, and is over. */
export interface Call {
  readonly answer: SoundAnswer
  readonly sound: Sound
  /** From the answer to the end, ms. */
  readonly talkMs: number
  /** The other side hung up before we did. */
  readonly hungUp: boolean
  /** The other side confirmed that the call is over. */
  readonly ended: boolean
}

/**
 * Calls, speaks, and hangs up. Throws `ProbeFailure` where no call comes about. Whatever happens, a call that was answered is ended
 * (BYE) and one that was not is taken back (CANCEL), within `BYE_MS` beyond the signal.
 */
export async function call(config: SipCallConfig, uri: string, deps: CallDeps): Promise<Call> {
  const { flow, port, clock, signal, progress, password } = deps
  const { credentials, domain = config.host, host } = config
  const user = credentials?.user ?? OUR_USER
  const from = credentials ? sipAddress(user, domain) : sipAddress(user, flow.local.address)
  const identity = newIdentity(flow, from, uri, user)
  const authenticator = createAuthenticator(
    credentials && { user: credentials.authUser ?? user, password: password! },
    host,
  )
  const setup: SetupDeps = { clock, signal, progress, authenticator }
  const sdp = soundOffer(flow.local.address, port.port, randomInt(1, 2 ** 31))
  const answered = await setUp(identity, uri, { sdp, answerMs: config.answerMs }, setup)
  authenticator.accepted()
  const dialog = dialogOf(identity, uri, answered.response)
  const answeredMs = clock.monotonic()
  const ends = new AbortController()
  const standing = stand(dialog, answered, () => ends.abort())
  let ended = false
  try {
    signal.throwIfAborted()
    const answer = soundAnswer(answered.response.body.toString('utf8'))
    if ('why' in answer) throw new ProbeFailure('mismatch', `it answered, but ${answer.why}`)
    const over = AbortSignal.any([signal, ends.signal])
    const sound = await port.run(answer, { durationMs: config.durationMs, sound: config.send, ended: over })
    const talkMs = clock.monotonic() - answeredMs
    ended = ends.signal.aborted || (await hangUp(dialog, answered, setup))
    signal.throwIfAborted()
    return { answer, sound, talkMs, hungUp: ends.signal.aborted, ended }
  } finally {
    if (!ended && !ends.signal.aborted) await hangUp(dialog, answered, setup)
    standing()
  }
}

/** Acknowledges the answer, again when it comes again, and answers what the other side asks. Returns what ends that. */
function stand(dialog: Dialog, { invite, response, proof }: Answered, hungUp: () => void): () => void {
  const { identity } = dialog
  const { flow } = identity
  const ack = requestWithin(dialog, 'ACK', invite.cseq, proof).bytes
  const accept = headerOf(response, 'cseq')
  flow.send(ack)
  const message = (heard: SipMessage) => {
    if (heard.kind === 'request') {
      const answer = answerTo(heard, identity)
      if (answer) flow.send(answer)
      if (heard.method === 'BYE' && headerOf(heard, 'call-id') === identity.callId) hungUp()
      return
    }
    const isOfInvite = headerOf(heard, 'call-id') === identity.callId && headerOf(heard, 'cseq') === accept
    if (!isOfInvite || heard.status < 200 || heard.status >= 300) return
    if (tagOf(headerOf(heard, 'to')) === dialog.toTag) return flow.send(ack)
    // A proxy has called several, and another one answered as well: that call is ended at once (section 13.2.2.4).
    const other = dialogOf(identity, dialog.target, heard)
    flow.send(requestWithin(other, 'ACK', invite.cseq, proof).bytes)
    flow.send(requestWithin(other, 'BYE', (cseqOf(accept)?.number ?? 1) + 1).bytes)
  }
  return flow.listen({ message, garbage: () => {}, failed: () => {} })
}

/** Ends the call. Gives whether the other side has confirmed it within `BYE_MS`. Never rejects. */
async function hangUp(dialog: Dialog, { invite }: Answered, { clock, authenticator }: SetupDeps): Promise<boolean> {
  const { flow } = dialog.identity
  const closing = new AbortController()
  const cancel = clock.after(BYE_MS, () => closing.abort(new Error('the call was not ended in time')))
  const trace = newTrace()
  try {
    for (let tries = 1; tries <= 2; tries++) {
      const proof = authenticator.headersFor({ method: 'BYE', uri: dialog.target })
      const bye = requestWithin(dialog, 'BYE', invite.cseq + tries, proof)
      const { response } = await transact(bye, { flow, clock, signal: closing.signal, trace })
      if (response?.status !== 401 && response?.status !== 407) return response !== undefined
      authenticator.challenged(response)
    }
    return false
  } catch {
    // The connection is gone, or nobody answers: there is no more that can be done.
    return false
  } finally {
    cancel()
  }
}
