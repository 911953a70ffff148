import { ProbeFailure } from '@vonggac/model'
import { lifetimeOf, numberAttribute, REQUESTED_UDP, relayedAddress, type TransportAddress } from './attributes.ts'
import type { Conversation } from './conversation.ts'
import { attribute, type StunMessage } from './message.ts'
import { refusalOf } from './refusal.ts'
import type { TransactionDeps } from './transaction.ts'

/** Giving an allocation back may take this long, ms, also when the run has been stopped: time for two datagrams. */
const RELEASE_MS = 1_000

/** A relay of ours at the server. */
export interface Allocation {
  readonly relayed: TransportAddress
  readonly lifetimeS: number
  readonly answer: StunMessage
  /** Credentials and all, ms. */
  readonly allocateMs: number
  readonly rttMs: number
  readonly sent: number
}

/**
 * Allocates a relay, lets `use` have it, and gives it back whatever happens: also when the run is stopped, and when it is not known whether
 * the server has made one. `released`: whether the server has confirmed that it is gone.
 */
export async function withAllocation<T>(
  conversation: Conversation,
  deps: TransactionDeps,
  use: (allocation: Allocation) => Promise<T>,
): Promise<{ readonly result: T; readonly released: boolean }> {
  let released = false
  let result: T
  // The server knows of no allocation as long as it answers with errors, and of none before it knows who asks.
  let mayExist = true
  try {
    const startMs = deps.clock.monotonic()
    const { answer, rttMs, sent } = await conversation.request('allocate', [REQUESTED_UDP], deps).catch((error) => {
      mayExist = conversation.isSigned && !(error instanceof ProbeFailure && error.code === 'auth')
      throw error
    })
    if (answer.class === 'error') {
      mayExist = false
      const { error, detail } = refusalOf(answer, 'Allocate')
      throw new ProbeFailure(error, detail)
    }
    const relayed = relayedAddress(answer)
    const lifetimeS = lifetimeOf(answer)
    if (!relayed || lifetimeS === undefined)
      throw new ProbeFailure(
        'protocol',
        `the server allocates a relay and does not say its ${relayed ? 'lifetime' : 'address'}`,
      )
    result = await use({ ...{ relayed, lifetimeS, answer, rttMs, sent }, allocateMs: deps.clock.monotonic() - startMs })
  } finally {
    if (mayExist) released = await release(conversation, deps)
  }
  return { result, released }
}

/** A Refresh for no time at all ends an allocation (RFC 8656 section 7). Never rejects, and takes a second at most. */
async function release(conversation: Conversation, { clock }: TransactionDeps): Promise<boolean> {
  const limit = new AbortController()
  const cancel = clock.after(RELEASE_MS, () => limit.abort(new Error('the server does not confirm it')))
  try {
    const deps = { clock, signal: limit.signal, progress: { doing: '' } }
    const { answer } = await conversation.request('refresh', [numberAttribute(attribute.lifetime, 0)], deps)
    return answer.class === 'success'
  } catch {
    return false
  } finally {
    cancel()
  }
}
