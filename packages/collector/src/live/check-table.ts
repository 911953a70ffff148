import {
  type Check,
  type CheckReport,
  isOpen,
  nextChange,
  nextOpening,
  RUN_WINDOW_MS,
  type Status,
} from '@vonggac/model'
import type { CheckStatus } from '../api-types.ts'

/** A result older than this many intervals (and the slack) says nothing about now. */
const STALE_INTERVALS = 3
const STALE_SLACK_MS = 15_000
/** A report that comes later than this after it was measured is history from a spool: its age counts, not its arrival. */
const LATE_MS = 600_000

/** The last result of a check. */
export interface Seen {
  readonly status: Status
  readonly error: CheckReport['error']
  readonly detail: string
  readonly at: number
  readonly durationMs: number
  /** When the status last changed. */
  readonly since: number
  /** Until when it is worth something, by our clock. */
  readonly freshUntil: number
}

/** The last result of every check of the configuration. */
export interface CheckTable {
  /** Takes a report in; false when it is of no known check or not newer than what is known. */
  put(report: CheckReport, receivedAt: number): boolean
  /** The status of a check at `now`: `unknown` without a fresh result. */
  status(id: string, now: number): Status
  /** Whether a check is outside the hours in which it is run: silence says nothing then. */
  closed(id: string, now: number): boolean
  describe(check: Check, now: number): CheckStatus
  save(): Record<string, Seen>
}

/** Begins with what was saved, so far as the configuration still has those checks. */
export function createCheckTable(checks: readonly Check[], saved: Readonly<Record<string, Seen>> = {}): CheckTable {
  const known = new Map(checks.map((check) => [check.id, check]))
  const hours = createHours()
  const seen = new Map(Object.entries(saved).filter(([id]) => known.has(id)))
  const fresh = (id: string, now: number) => {
    const last = seen.get(id)
    return last && now <= last.freshUntil ? last : undefined
  }
  return {
    put({ check, status, error, detail, at, durationMs }, receivedAt) {
      const of = known.get(check)
      const last = seen.get(check)
      if (of === undefined || (last && at <= last.at)) return false
      const from = receivedAt - at > LATE_MS ? at : receivedAt
      const since = last?.status === status ? last.since : at
      const freshUntil = nextRun(of, from) + STALE_INTERVALS * of.intervalMs + STALE_SLACK_MS
      seen.set(check, { status, error, detail, at, durationMs, since, freshUntil })
      return true
    },
    status: (id, now) => fresh(id, now)?.status ?? 'unknown',
    closed: (id, now) => hours.closed(known.get(id), now),
    describe(check, now) {
      const { id, kind, target, vantage, node, intervalMs, tags } = check
      const last = seen.get(id)
      const current = fresh(id, now)
      return {
        id,
        kind,
        target,
        agent: vantage,
        site: tags.site ?? '',
        node,
        interval_ms: intervalMs,
        status: current?.status ?? 'unknown',
        error: current?.error ?? '',
        detail: current?.detail ?? '',
        since: (current ? last?.since : last?.freshUntil) ?? null,
        at: last?.at ?? null,
        duration_ms: last?.durationMs ?? null,
        outside_hours: hours.closed(check, now),
      }
    },
    save: () => Object.fromEntries(seen),
  }
}

/** Of a check that is run at times of the day, the time after this run; of all others, now. */
const nextRun = ({ schedule }: Check, at: number): number =>
  schedule?.at ? (nextOpening(schedule, at + RUN_WINDOW_MS) ?? at) : at

/** Whether checks are within their hours, worked out once for as long as it stays so. */
function createHours() {
  const found = new Map<string, { readonly closed: boolean; readonly from: number; readonly until: number }>()
  return {
    closed(check: Check | undefined, now: number): boolean {
      if (!check?.schedule || check.schedule.at) return false
      const last = found.get(check.id)
      if (last && now >= last.from && now < last.until) return last.closed
      const closed = !isOpen(check.schedule, now)
      const until = nextChange(check.schedule, now) ?? Number.POSITIVE_INFINITY
      found.set(check.id, { closed, from: now, until })
      return closed
    },
  }
}

/** The worst there is to say: one failing check makes its thing fail, and `unknown` only counts when nothing is known. */
export function worst(statuses: readonly Status[]): Status {
  for (const status of ['fail', 'warn', 'ok'] as const) if (statuses.includes(status)) return status
  return 'unknown'
}
