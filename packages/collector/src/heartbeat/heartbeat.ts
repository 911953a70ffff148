import { exchange } from '@vonggac/alerting'
import type { Clock, Log, SecretRef } from '@vonggac/model'
import type { CollectorConfig } from '@vonggac/model/inventory'
import type { HeartbeatStatus } from '../api-channel-types.ts'
import { startLoop } from '../consumers/loop.ts'
import type { Vitals } from './vitals.ts'

/** The outgoing heartbeat, and how it goes. */
export interface Heartbeat extends AsyncDisposable {
  /** null: none is configured. */
  readonly status: HeartbeatStatus | null
}

/**
 * Asks an outside service for its address, every so often, as long as the collector really works: when that ends, the service raises
 * the alarm. Nothing waits for it, and what goes wrong is logged when it changes.
 */
export function startHeartbeat(parts: {
  readonly config: CollectorConfig
  readonly vitals: Pick<Vitals, 'ailment'>
  readonly clock: Clock
  readonly log: Log
  readonly secret: (ref: SecretRef) => string
}): Heartbeat {
  const { vitals, clock, log, secret } = parts
  const { heartbeat } = parts.config
  if (!heartbeat) return { status: null, [Symbol.asyncDispose]: async () => {} }
  let beatenAt: number | null = null
  let failedAt: number | null = null
  let error: string | null = null

  const missed = (why: string, at: number) => {
    if (why !== error) log.warn('no heartbeat', { error: why })
    failedAt = at
    error = why
  }
  const beat = async (signal: AbortSignal) => {
    const { ailment } = vitals
    if (ailment !== undefined) return missed(`held back on purpose: ${ailment}`, clock.now())
    try {
      await ask(heartbeat, secret, signal)
    } catch (failure) {
      signal.throwIfAborted()
      return missed(reasonOf(failure, heartbeat.timeout), clock.now())
    }
    if (error !== null) log.info('the heartbeat is back')
    beatenAt = clock.now()
    error = null
  }
  const loop = startLoop('the heartbeat', { clock, log, onError: () => {} }, async (signal) => {
    await beat(signal)
    await clock.sleep(heartbeat.every, signal)
  })
  return {
    get status() {
      return { beaten_at: beatenAt, failed_at: failedAt, error }
    },
    [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose](),
  }
}

async function ask(
  { url, method, timeout }: NonNullable<CollectorConfig['heartbeat']>,
  secret: (ref: SecretRef) => string,
  signal: AbortSignal,
): Promise<void> {
  const address = URL.parse(typeof url === 'string' ? url : secret(url))
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:')
    throw new Error('its address is no http or https address')
  const { status } = await exchange({
    method,
    url: address,
    headers: { 'user-agent': 'vonggac' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    ca: undefined,
  })
  if (status < 200 || status >= 300) throw new Error(`HTTP ${status}`)
}

/** In no error stands the address: it may be a secret. */
function reasonOf(failure: unknown, timeoutMs: number): string {
  if (!(failure instanceof Error)) return 'the request failed'
  if (failure.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : ''
  return code === '' ? failure.message : code
}
