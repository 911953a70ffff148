import type { Clock, Log } from '@vonggac/model'
import { type Config, preflightPlan } from '@vonggac/model/inventory'
import { preflightsOf } from '../state/readiness.ts'
import type { State } from '../state/tables.ts'
import { startTicker } from '../ticker.ts'
import type { PlannedMeeting } from './meeting-book.ts'
import type { OrderDesk } from './order-desk.ts'
import type { PreflightDesk } from './preflight-desk.ts'

/** How often it is looked whether something is due, ms. */
const LOOK_EVERY_MS = 5_000
/** How often the agent is told again that a meeting is being held; its lease is a good bit longer. */
const WATCH_EVERY_MS = 60_000
const LEASE_MS = 150_000

export interface MeetingClockDeps {
  readonly config: Config
  readonly state: State
  readonly desk: Pick<PreflightDesk, 'begin'>
  readonly orders: Pick<OrderDesk, 'watch'>
  readonly meetings: () => Promise<readonly PlannedMeeting[]>
  readonly clock: Clock
  readonly log: Log
}

/**
 * Has the sites of each meeting tested when it is time, and watched more closely while it is held. What was due while the
 * collector was down is made up for, unless the next test is due already.
 */
export function startMeetingClock(deps: MeetingClockDeps): Disposable {
  const { config, state, desk, orders, clock, log } = deps
  const leads = config.readiness.before.toSorted((a, b) => b - a)
  let watchedAt = Number.NEGATIVE_INFINITY
  let busy = false

  const look = async () => {
    const now = clock.now()
    const meetings = (await deps.meetings()).filter(({ sites, end }) => sites.length > 0 && end > now)
    watch(meetings, now)
    const near = meetings.filter(({ start }) => start > now && start - now <= (leads[0] ?? 0))
    const done = await preflightsOf(
      state,
      near.map(({ id }) => id),
    )
    for (const meeting of near) {
      const leadMs = dueLead(leads, meeting.start - now)
      if (leadMs === undefined) continue
      if (done.some((each) => each.meeting === meeting.id && each.lead_ms === leadMs)) continue
      // None is free: the next look finds it still due.
      if (!(await desk.begin({ sites: meeting.sites, meeting, leadMs }))) return
    }
  }
  const watch = (meetings: readonly PlannedMeeting[], now: number) => {
    const least = Math.min(...leads, Number.POSITIVE_INFINITY)
    const held = meetings.filter(({ start }) => start - (Number.isFinite(least) ? least : 0) <= now)
    if (held.length === 0 || clock.monotonic() - watchedAt < WATCH_EVERY_MS) return
    watchedAt = clock.monotonic()
    const plan = preflightPlan(config, [...new Set(held.flatMap(({ sites }) => sites))])
    if (!plan) return
    const [{ checks }] = plan.rounds
    const { interval } = config.readiness.watch
    orders.watch(plan.agent, { checks: checks.map(({ id }) => id), intervalMs: interval, leaseMs: LEASE_MS })
  }
  return startTicker(clock, LOOK_EVERY_MS, () => {
    if (busy) return
    busy = true
    look()
      .catch((error: unknown) => log.error('meetings could not be looked after', { error }))
      .finally(() => {
        busy = false
      })
  })
}

/** The smallest of the leads that has come, of leads in falling order. */
export function dueLead(leads: readonly number[], leftMs: number): number | undefined {
  return leads.findLast((lead) => leftMs <= lead)
}
