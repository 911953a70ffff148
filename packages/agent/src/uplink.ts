import { createDelivery, type DeliveryDeps, type DeliveryOptions } from './delivery.ts'

/** Disposing sends what is left for a short while; what does not get through stays in the spool. */
export interface Uplink extends AsyncDisposable {
  /** Sends what is there now instead of waiting for more to come. */
  flush(): void
}

/** Live results wait this long for company; a batch of a second costs the collector a tenth of ten single ones. */
const GATHER_MS = 1_000
/** After an outage, what is older than this goes to the backlog lane, so that people see the present first. */
const LIVE_AGE_MS = 10_000
/** How long the last data may take on shutdown: within the five seconds that a stop may take. */
const DRAIN_MS = 2_500

/**
 * Moves the spool to the collector. Two lanes share it: what is new goes out at once and in order; what was left
 * from an outage or an earlier life (`floor` and below) drains beside it, oldest first.
 */
export function startUplink(options: DeliveryOptions, deps: DeliveryDeps): Uplink {
  const { clock } = deps
  const { journal } = deps.spool
  const delivery = createDelivery(options, deps)
  const stopping = new AbortController()
  const { signal } = stopping
  /** Ids up to here belong to the backlog. */
  let floor = journal.stats().head
  let urgent = new AbortController()
  /** Nothing new to send: then it is the backlog that finds out whether the collector is back. A full disk brings nothing new. */
  let isIdle = false

  const live = async () => {
    let mark = { id: floor, at: clock.monotonic() }
    for (let attempt = 0; ; ) {
      const waitMs = await delivery.send({ after: floor }, attempt, signal)
      attempt = waitMs ? attempt + 1 : 0
      if (waitMs === undefined) {
        isIdle = true
        await journal.appended(journal.stats().head, signal)
        isIdle = false
        await gather()
      } else if (waitMs > 0) {
        await clock.sleep(waitMs, signal)
        if (clock.monotonic() - mark.at < LIVE_AGE_MS) continue
        floor = Math.max(floor, mark.id)
        mark = { id: journal.stats().head, at: clock.monotonic() }
      }
    }
  }
  const backlog = async () => {
    for (let attempt = 0; ; ) {
      const waitMs =
        delivery.trouble && !isIdle ? undefined : await delivery.send({ after: 0, through: floor }, attempt, signal)
      attempt = waitMs ? attempt + 1 : 0
      if (waitMs !== 0) await clock.sleep(waitMs ?? GATHER_MS, signal)
    }
  }
  /** Waits for more to come, unless somebody cannot wait. */
  const gather = async () => {
    const { signal: now } = urgent
    await clock.sleep(GATHER_MS, AbortSignal.any([signal, now])).catch(() => signal.throwIfAborted())
    if (now.aborted) urgent = new AbortController()
  }
  const drain = async () => {
    const limit = new AbortController()
    const cancel = clock.after(DRAIN_MS, () => limit.abort(new Error('no time left')))
    try {
      for (let waitMs: number | undefined = 0; waitMs !== undefined; ) {
        waitMs = await delivery.send({ after: floor }, 0, limit.signal)
        if (waitMs) await clock.sleep(waitMs, limit.signal)
      }
    } catch {
      // Out of time: what did not get through stays in the spool for the next start.
    } finally {
      cancel()
    }
  }

  const lanes = Promise.allSettled([live(), backlog()])
  return {
    flush: () => urgent.abort(),
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error('the agent is stopping'))
      await lanes
      await drain()
    },
  }
}
