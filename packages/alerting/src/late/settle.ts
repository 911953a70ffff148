import { amendCase } from '../attribution/case.ts'
import type { Incident } from '../contract.ts'
import { incidentJson } from '../incident.ts'
import { reason } from '../reason.ts'
import type { CheckRecord, IncidentRecord } from '../record.ts'
import type { World } from '../world.ts'
import { type Gap, judgeGap, type Learned } from './gap.ts'
import { type Closed, SETTLE_MS } from './late-state.ts'
import { stepOf } from './learn.ts'

/** What has been learned about incidents, before it is told. */
interface Findings {
  /** By incident: when it began, if earlier than was thought. */
  readonly began: Map<string, number>
  /** By incident: when checks of it were well again. */
  readonly ended: Map<string, Record<string, number>>
  /** By incident that covers a gap: what happened in there. */
  readonly inside: Map<string, string[]>
}

/** Nothing more has arrived for a while: puts the times of incidents right, each told once. Raises nothing, ends nothing, pages nobody. */
export function settleLate(world: World): void {
  const { late } = world
  const at = late.dueAt
  late.dueAt = 0
  const found: Findings = { began: new Map(), ended: new Map(), inside: new Map() }
  for (const [id, gaps] of late.gaps) {
    const record = world.checks.get(id)
    if (!record || !gaps.some(({ news }) => news)) continue
    const left = gaps.filter((gap) => !gap.news || !settleGap(world, record, gap, found))
    if (left.length > 0) late.gaps.set(id, left)
    else late.gaps.delete(id)
  }
  tellBegan(world, found, at)
  tellEnded(world, found, at)
  for (const [id, texts] of found.inside) tellInside(world, id, texts, at)
}

/** Whether the gap is done with. */
function settleGap(world: World, record: CheckRecord, gap: Gap, found: Findings): boolean {
  const { rule, check } = record
  const learned = judgeGap(gap, { need: rule.need, clear: rule.clear, stepMs: stepOf(record) })
  if (learned.ended !== undefined && gap.incident && world.incidents.has(gap.incident)) {
    // Its end is not decided yet: looked at again when it is.
    world.late.dueAt = world.now + SETTLE_MS
    return false
  }
  gap.news = false
  if (learned.began !== undefined) {
    if (record.state.badSince >= gap.to) record.state = { ...record.state, badSince: learned.began }
    const incident = begunAfter(world, record, gap)
    if (incident) found.began.set(incident, Math.min(found.began.get(incident) ?? learned.began, learned.began))
  }
  if (learned.ended !== undefined && gap.incident)
    found.ended.set(gap.incident, { ...found.ended.get(gap.incident), [check.id]: learned.ended })
  if (learned.complete) noteInside(world, record, learned, found)
  return learned.complete
}

/** The incident that began with the first results after the gap. */
function begunAfter({ incidents, late }: World, record: CheckRecord, { to }: Gap): string | undefined {
  const id = record.check.id
  const begins = (since: number) => since >= to && since - to <= Math.max(BEGINS_WITHIN_MS, 3 * record.check.intervalMs)
  for (const incident of incidents.values()) if (incident.members.has(id) && begins(incident.since)) return incident.id
  for (const { incident } of late.closed.values())
    if (incident.members.includes(id) && begins(incident.since)) return incident.id
  return undefined
}

const BEGINS_WITHIN_MS = 60_000

/** What failed and was well again while nobody could see it stands on the incident that kept it from being seen. */
function noteInside(world: World, { check, agent }: CheckRecord, { outages }: Learned, { inside }: Findings): void {
  if (outages.length === 0) return
  const cover = coverOf(world, agent.node.id, check.id, outages[0]!)
  if (cover === undefined) return
  const texts = outages.map(({ from, to }) => `${check.id} failed from ${clock(from)} to ${clock(to)}`)
  inside.set(cover, [...(inside.get(cover) ?? []), ...texts])
}

const clock = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`

function coverOf({ incidents, late }: World, node: string, check: string, { from, to }: { from: number; to: number }) {
  const covers = (
    incident: Pick<Incident, 'since' | 'members'> & { readonly resolvedAt: number | null; node: string },
  ) =>
    (incident.node === node || incident.members.includes(check)) &&
    incident.since <= to &&
    (incident.resolvedAt ?? Number.POSITIVE_INFINITY) >= from
  for (const record of incidents.values()) if (covers(incidentJson(record))) return record.id
  for (const { incident } of late.closed.values()) if (covers(incident)) return incident.id
  return undefined
}

function tellBegan(world: World, { began }: Findings, at: number): void {
  for (const [id, since] of began) {
    const why = reason('learned-late', `it began at ${clock(since)}`)
    const open = world.incidents.get(id)
    const closed = world.late.closed.get(id)
    if (open && since < open.since) {
      open.since = since
      tell(world, incidentJson(open), why, at)
    } else if (closed && since < closed.incident.since) {
      tellClosed(world, { ...closed, incident: { ...closed.incident, since } }, why, at)
    }
  }
}

/** An incident is over when the last of its checks was well: so early, if all of those ends are known. */
function tellEnded(world: World, { ended }: Findings, at: number): void {
  for (const [id, learned] of ended) {
    const closed = world.late.closed.get(id)
    if (!closed || closed.incident.resolvedAt === null) continue
    const ends = { ...closed.ends, ...learned }
    const over = Math.max(closed.incident.openedAt, ...Object.values(ends))
    const known = { ...closed, ends }
    if (over >= closed.incident.resolvedAt) world.late.closed.set(id, known)
    else
      tellClosed(
        world,
        { ...known, incident: { ...closed.incident, resolvedAt: over } },
        reason('learned-late', `it was over at ${clock(over)}`),
        at,
      )
  }
}

/** A timeline is read by people. */
const MAX_TOLD = 5

function tellInside(world: World, id: string, texts: readonly string[], at: number): void {
  const more = texts.length > MAX_TOLD ? ` and ${texts.length - MAX_TOLD} more` : ''
  const why = reason('learned-late', `${texts.slice(0, MAX_TOLD).join('; ')}${more}`)
  const open: IncidentRecord | undefined = world.incidents.get(id)
  const incident = open ? incidentJson(open) : world.late.closed.get(id)?.incident
  if (incident) tell(world, incident, why, at)
}

function tellClosed(world: World, closed: Closed, why: string, at: number): void {
  world.late.closed.set(closed.incident.id, closed)
  amendCase(world, closed.incident)
  tell(world, closed.incident, why, at)
}

const tell = (world: World, incident: Incident, why: string, at: number) =>
  void world.events.push({ kind: 'updated', at, incident, reason: why })
