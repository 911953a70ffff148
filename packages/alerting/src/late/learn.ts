import type { CheckReport } from '@vonggac/model'
import { noteUps } from '../attribution/battery.ts'
import { gradeOf } from '../check-state.ts'
import type { Incident } from '../contract.ts'
import type { CheckRecord, IncidentRecord } from '../record.ts'
import type { World } from '../world.ts'
import { type Gap, withResult } from './gap.ts'
import { bound, KEEP_MS, MAX_CHECKS, MAX_CLOSED, MAX_GAPS_A_CHECK, SETTLE_MS } from './late-state.ts'

/** Two results further apart than this many intervals: in between something is not known. */
const GAP_INTERVALS = 2.5

/** The longest that two results of a check are apart when none is lost. */
export const stepOf = ({ check }: CheckRecord): number => GAP_INTERVALS * check.intervalMs

/** A result that is news, before it is taken in: whether there is something between it and the last one. The quiet case costs a comparison. */
export function noteGap(world: World, record: CheckRecord, report: CheckReport): void {
  if (record.lastAt === 0 || report.at - record.lastAt <= stepOf(record) || record.field || record.check.schedule)
    return
  const { late } = world
  const { check, state, lastAt } = record
  const badBefore = state.belief === 'fail' || state.last === 'fail'
  const gap: Gap = {
    from: lastAt,
    to: report.at,
    incident: badBefore ? incidentAround(world, record) : null,
    badBefore,
    badAfter: gradeOf(report) === 'fail',
    runs: [],
    news: false,
  }
  const own = (late.gaps.get(check.id) ?? []).filter(({ to }) => report.at - to < KEEP_MS)
  late.gaps.delete(check.id)
  late.gaps.set(check.id, [...own, gap].slice(-MAX_GAPS_A_CHECK))
  bound(late.gaps, MAX_CHECKS)
}

const incidentAround = ({ incidents }: World, { node, check }: CheckRecord): string | null => {
  if (node.incident?.members.has(check.id)) return node.incident.id
  for (const { id, members } of incidents.values()) if (members.has(check.id)) return id
  return null
}

/** A result that is no news: kept where it tells of a time that is not known. Says nothing, whatever it is. */
export function learnLate(world: World, record: CheckRecord, report: CheckReport): void {
  const { late, now } = world
  const { check, agent } = record
  late.heard.set(agent.id, now)
  noteUps(world, record, report)
  const gap = late.gaps.get(check.id)?.find(({ from, to }) => from < report.at && report.at < to)
  const grade = gap && gradeOf(report)
  if (!gap || grade === undefined) return
  gap.runs = withResult(gap.runs, report.at, grade === 'fail')
  gap.news = true
  late.dueAt = now + SETTLE_MS
}

/** An incident is over: remembered where something of it may still have to be put right. */
export function rememberClosed({ late }: World, record: IncidentRecord, incident: Incident): void {
  if (![...record.members].some((member) => late.gaps.has(member))) return
  late.closed.set(incident.id, { incident, ends: Object.fromEntries(record.ends) })
  bound(late.closed, MAX_CLOSED)
}
