import { type Clock, type Log, TransientError } from '@vonggac/model'
import type { Delivery, Notifier, Outbox } from './contract.ts'
import { retryTime } from './retry.ts'
import { isUncertain } from './uncertain.ts'

/** What a dispatcher works with. */
export interface DispatcherOptions {
  readonly outbox: Outbox
  readonly notifiers: ReadonlyMap<string, Notifier>
  readonly clock: Clock
  readonly log: Log
  /** Uniform in [0, 1), for the jitter of retries. */
  readonly random?: () => number
}

/** How many due deliveries are looked at in one go. */
const BATCH = 1_000
/** When to look again after the outbox itself failed. */
const OUTBOX_RETRY_MS = 1_000
/** NTP moves clocks without setting them; less than this is no step, ms. */
const SET_BACK_MS = 5_000
/** Longest sleep: an outbox that was changed without a `wake` is noticed then. */
const LOOK_MS = 60_000

/**
 * Sends what waits in the outbox: at once when woken, otherwise when it falls due. One message at a time per channel, channels
 * beside each other, so that a dead one delays no other. Every attempt is recorded. The caller owns it: disposing stops sending
 * and waits for what is under way, which stays in the outbox unless it had been taken over.
 */
export function startDispatcher(options: DispatcherOptions): AsyncDisposable & { wake(): void } {
  const { outbox, clock, log } = options
  const stopping = new AbortController()
  const busy = new Map<string, Promise<void>>()
  let bell = new AbortController()

  let offset = clock.now() - clock.monotonic()
  /** A clock that was set back must not make what was to be tried again in a minute wait until it is where it was. */
  const followClock = async () => {
    const before = offset
    offset = clock.now() - clock.monotonic()
    if (before - offset >= SET_BACK_MS) await outbox.setBack?.(before - offset)
  }
  const round = async () => {
    await followClock()
    const due = await outbox.due(clock.now(), BATCH)
    for (const [channel, deliveries] of Map.groupBy(due, ({ channel }) => channel)) {
      if (busy.has(channel)) continue
      const work = drain(deliveries, options, stopping.signal)
        .catch((error) => log.error('the outbox cannot be written', { channel, error }))
        .finally(() => {
          busy.delete(channel)
          if (busy.size === 0) outbox.idle?.()
          bell.abort()
        })
      busy.set(channel, work)
    }
    const next = await outbox.nextDueAt()
    // What is due now and was not begun belongs to a busy channel, which rings when it is done.
    return next === undefined
      ? LOOK_MS
      : next <= clock.now()
        ? busy.size > 0
          ? LOOK_MS
          : OUTBOX_RETRY_MS
        : Math.min(LOOK_MS, next - clock.now())
  }

  const loop = async () => {
    while (!stopping.signal.aborted) {
      bell = new AbortController()
      const pause = await round().catch((error) => {
        log.error('the outbox cannot be read', { error })
        return OUTBOX_RETRY_MS
      })
      const woken = AbortSignal.any([bell.signal, stopping.signal])
      if (!woken.aborted) await clock.sleep(pause, woken).catch(() => {})
    }
    await Promise.all(busy.values())
  }
  const running = loop()

  return {
    wake: () => bell.abort(),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await running
      await Promise.all([...options.notifiers.values()].map((notifier) => notifier.close?.()))
    },
  }
}

/** The messages of one channel, one after the other. What comes after one that failed, of the same incident to the same receiver, waits with it. */
async function drain(deliveries: readonly Delivery[], options: DispatcherOptions, signal: AbortSignal): Promise<void> {
  const failed = new Set<string>()
  for (const delivery of deliveries) {
    if (signal.aborted) return
    const thread = `${delivery.message.incident.id}>${delivery.to?.id ?? ''}`
    if (!failed.has(thread) && !(await attempt(delivery, options, signal))) failed.add(thread)
  }
}

/** Whether that is done with, for good or ill. What was withdrawn while it waited for its turn is. */
async function attempt(delivery: Delivery, options: DispatcherOptions, signal: AbortSignal): Promise<boolean> {
  const { outbox, notifiers, clock, log, random } = options
  const { id, key, channel, message, attempts, to } = delivery
  if (!(await outbox.isWanted(id))) return true
  try {
    const notifier = notifiers.get(channel)
    if (!notifier) throw new Error(`there is no channel \`${channel}\` in the configuration any more`)
    const underWay = () => outbox.begun(delivery, clock.now())
    await notifier.send(message, { signal, key, underWay, ...(to && { to }) })
  } catch (error) {
    if (signal.aborted) return false
    const retryAt =
      error instanceof TransientError
        ? retryTime({ message, attempts, now: clock.now(), retryAfterMs: error.retryAfterMs }, random)
        : null
    const text = error instanceof Error ? error.message : String(error)
    log.warn(retryAt === null ? 'message given up' : 'message not delivered', {
      channel,
      key,
      error: text,
      attempt: attempts + 1,
    })
    await outbox.failed(delivery, { at: clock.now(), error: text, retryAt, isUncertain: isUncertain(error) })
    return retryAt === null
  }
  await outbox.delivered(delivery, clock.now())
  return true
}
