import type { Journal } from '@vonggac/journal'
import type { Clock, Log } from '@vonggac/model'
import type { Alerting } from '../consumers/alerting-consumer.ts'
import type { Metrics } from '../metrics.ts'
import { startTicker } from '../ticker.ts'

/** How often it is looked. */
const EVERY_MS = 5_000
/** Alerting that has work and has not moved for this long is stalled: a turn of it takes milliseconds. */
const STALLED_MS = 30_000
/** A message that fell due this long ago and was not even tried is stuck: the slowest channel gives up within a minute. */
const STUCK_MS = 300_000

/** What a collector must do to be of any use, as numbers. Times in ms on one clock. */
export interface Pulse {
  readonly at: number
  readonly journalDown: boolean
  /** The last record of the journal, and the last one that alerting has evaluated. */
  readonly head: number
  readonly position: number
  /** When the message that waits longest fell due; `undefined`: none waits. */
  readonly dueSince: number | undefined
}

/** Since when alerting has been where it is although there is more to read; `undefined`: it moves, or has read everything. */
export function stalledSince(
  before: { readonly pulse: Pulse; readonly since: number | undefined } | undefined,
  now: Pulse,
): number | undefined {
  if (now.position >= now.head) return undefined
  if (before === undefined || before.pulse.position !== now.position) return now.at
  return before.since ?? before.pulse.at
}

/** What keeps the collector from doing its work; `undefined`: nothing. A store that is down does not: no page needs it. */
export function ailmentOf({ journalDown, at, dueSince }: Pulse, stalled: number | undefined): string | undefined {
  if (journalDown) return 'the journal cannot be written'
  if (stalled !== undefined && at - stalled >= STALLED_MS)
    return `alerting has been stalled for ${Math.round((at - stalled) / 1_000)} s`
  if (dueSince !== undefined && at - dueSince >= STUCK_MS)
    return `messages have not been sent for ${Math.round((at - dueSince) / 1_000)} s`
  return undefined
}

/** How the collector is, looked at every few seconds. */
export interface Vitals extends Disposable {
  readonly ailment: string | undefined
  readonly pulse: Pulse
}

export function startVitals(parts: {
  readonly journal: Pick<Journal, 'stats'>
  readonly alerting: Pick<Alerting, 'position'>
  readonly metrics: Pick<Metrics, 'journalDown'>
  /** When the message that waits longest fell or falls due, Unix ms. */
  readonly nextDueAt: () => Promise<number | undefined>
  readonly clock: Clock
  readonly log: Log
}): Vitals {
  const { journal, alerting, metrics, nextDueAt, clock, log } = parts
  const take = (waited: number | undefined): Pulse => ({
    at: clock.monotonic(),
    journalDown: metrics.journalDown,
    head: journal.stats().head,
    position: alerting.position,
    dueSince: waited === undefined ? undefined : clock.monotonic() - waited,
  })
  let last = { pulse: take(undefined), since: undefined as number | undefined }
  const look = async () => {
    const due = await nextDueAt()
    const waited = due === undefined || due > clock.now() ? undefined : clock.now() - due
    const pulse = take(waited)
    last = { pulse, since: stalledSince(last, pulse) }
  }
  let failed = false
  const ticker = startTicker(clock, EVERY_MS, () => {
    look().then(
      () => {
        failed = false
      },
      (error: unknown) => {
        if (!failed) log.warn('the collector cannot tell how it is', { error })
        failed = true
      },
    )
  })
  return {
    get ailment() {
      // Also what a state database that cannot be read keeps from being seen: the last look may be long ago.
      const { pulse, since } = last
      const blind = clock.monotonic() - pulse.at
      return blind >= STALLED_MS
        ? `how it is has not been known for ${Math.round(blind / 1_000)} s`
        : ailmentOf(pulse, since)
    },
    get pulse() {
      return last.pulse
    },
    [Symbol.dispose]: () => ticker[Symbol.dispose](),
  }
}
