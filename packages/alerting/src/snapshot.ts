import { restoreCases, type SavedCases, saveCases } from './attribution/saved-cases.ts'
import { quiet } from './check-state.ts'
import type { Incident, MaintenanceWindow } from './contract.ts'
import { NO_ONSETS } from './flapping.ts'
import { findHours } from './hours.ts'
import { countLink } from './hub.ts'
import { incidentJson } from './incident.ts'
import { restoreLate, type SavedLate, saveLate } from './late/late-state.ts'
import { maintenanceOf } from './maintenance.ts'
import { reason } from './reason.ts'
import type { AgentRecord, CheckRecord, IncidentRecord, NodeRecord, ServiceRecord } from './record.ts'
import { dismiss } from './resolve.ts'
import { restoreFields, type SavedField, saveFields } from './rules/saved-field.ts'
import { schedule } from './timer.ts'
import type { World } from './world.ts'

/** What differs from record to record and cannot be derived; the names are those of the records. */
const CHECK = [
  'state',
  'alert',
  'why',
  'answered',
  'lastAt',
  'lastSeen',
  'graceFrom',
  'blind',
  'excused',
  'missing',
  'missingAgainAt',
  'failing',
  'maintained',
  'closed',
  'decided',
  'unsure',
] as const
const NODE = [
  'suspectSince',
  'openAt',
  'escalateAt',
  'shieldEnd',
  'maintained',
  'failedAt',
  'massDown',
  'massBackSince',
  'lastOpenedAt',
  'onsets',
  'closedAt',
  'steadyAt',
] as const
const SERVICE = ['state', 'since', 'deciding', 'incident'] as const
const AGENT = ['lastSeen', 'graceFrom', 'silent', 'muted', 'backSince', 'blindSince', 'blindTold'] as const

type Saved<R, K extends keyof R> = Partial<Pick<R, K>>

interface Snapshot {
  readonly version: 1
  readonly now: number
  readonly graceFrom: number
  readonly checks: Record<string, Saved<CheckRecord, (typeof CHECK)[number]>>
  readonly nodes: Record<string, Saved<NodeRecord, (typeof NODE)[number]>>
  readonly agents: Record<string, Saved<AgentRecord, (typeof AGENT)[number]>>
  /** Not there before services had a state. */
  readonly services?: Record<string, Saved<ServiceRecord, (typeof SERVICE)[number]>>
  readonly incidents: readonly Incident[]
  /** Not there before there were rules on fields. */
  readonly fields?: readonly SavedField[]
  /** Not there before late results put times right. */
  readonly late?: SavedLate
  /** Not there before causes were confirmed. */
  readonly cases?: SavedCases
  /** What was worked on and will be; not there before there were windows. */
  readonly windows?: readonly MaintenanceWindow[]
}

/** Everything that the engine remembers, as JSON. What has its initial value is left out. */
export function save(world: World): Snapshot {
  return {
    version: 1,
    now: world.now,
    graceFrom: world.graceFrom,
    checks: table(world.checks, CHECK),
    nodes: table(world.nodes, NODE),
    agents: table(world.agents, AGENT),
    services: table(world.services, SERVICE),
    incidents: [...world.incidents.values()].map((incident) => incidentJson(incident)),
    ...saveLate(world),
    ...saveCases(world),
    ...(world.fields.records.size > 0 && { fields: saveFields(world) }),
    ...(world.maintenance.windows.length > 0 && { windows: world.maintenance.windows }),
  }
}

const INITIAL = new Set<unknown>([0, false, '', 'ok', quiet, NO_ONSETS])

function table<R, K extends keyof R & string>(
  records: ReadonlyMap<string, R>,
  keys: readonly K[],
): Record<string, Saved<R, K>> {
  const saved: Record<string, Saved<R, K>> = {}
  for (const [id, record] of records) {
    const some: Saved<R, K> = {}
    for (const key of keys) if (!INITIAL.has(record[key])) some[key] = record[key]
    saved[id] = some
  }
  return saved
}

/** Goes on from a snapshot. What the configuration no longer has is dropped, and its incidents end. Throws when it is none of ours. */
export function restore(world: World, snapshot: unknown): void {
  if (!isSnapshot(snapshot)) throw new TypeError('this is no snapshot of the alert engine')
  world.now = snapshot.now
  world.graceFrom = snapshot.graceFrom
  restoreFields(world, snapshot.fields ?? [])
  restoreLate(world.late, snapshot.late, (check) => world.checks.has(check))
  for (const [id, record] of world.checks) Object.assign(record, snapshot.checks[id] ?? { graceFrom: snapshot.now })
  for (const [id, record] of world.nodes) Object.assign(record, snapshot.nodes[id])
  for (const [id, record] of world.agents) Object.assign(record, snapshot.agents[id] ?? { graceFrom: snapshot.now })
  for (const [id, record] of world.services) {
    Object.assign(record, snapshot.services?.[id])
    world.touched.add(record)
  }
  world.maintenance = maintenanceOf(snapshot.windows ?? [], world.maintenance)
  for (const link of world.nodes.values()) countLink(link)
  for (const record of world.checks.values()) if (record.blind) record.agent.blind.add(record)
  const poorer = snapshot.incidents.flatMap((incident) => restoreIncident(world, incident) ?? [])
  restoreCases(world, snapshot.cases)
  for (const incident of poorer) if (!isKept(incident)) dismiss(world, incident, REMOVED)
  if (world.now === 0) return
  for (const record of world.checks.values()) resumeHours(world, record)
  for (const all of [world.agents, world.checks, world.nodes])
    for (const record of all.values()) schedule(world, record)
}

/** Its hours may be others than when it was saved. What was decided in the old ones is judged by the next results. */
function resumeHours(world: World, record: CheckRecord): void {
  const { closed } = record
  findHours(world, record)
  if (closed && !record.closed) record.graceFrom = world.now
}

const REMOVED = reason('removed')

const isSnapshot = (value: unknown): value is Snapshot =>
  typeof value === 'object' && value !== null && 'version' in value && value.version === 1

/** Gives the incident when something that it was about is no longer configured: only then may nothing keep it open any more. */
function restoreIncident(world: World, incident: Incident): IncidentRecord | undefined {
  const node = world.nodes.get(incident.node)
  if (!node) {
    world.events.push({
      kind: 'resolved',
      at: world.now,
      incident: { ...incident, resolvedAt: world.now },
      reason: REMOVED,
    })
    // What else it was about is told anew.
    for (const id of incident.nodes ?? []) {
      const left = world.nodes.get(id)
      if (left) left.openAt = Math.max(world.now, 1)
    }
    return undefined
  }
  const { id, cause, severity, openedAs = severity, title, since, openedAt, members, nodes = [node.id] } = incident
  const known = members.filter((member) => world.checks.has(member))
  const held = new Set(nodes.flatMap((each) => world.nodes.get(each) ?? []))
  const { flapping = false, cutOff = false, escalations = severity === openedAs ? 0 : 1, attribution } = incident
  const ends = new Map(Object.entries(world.late.ends[id] ?? {}))
  const seen = { base: cause, signs: [], attribution }
  const more = { members: new Set(known), ends, flapping, held, cutOff, escalations, ...seen }
  const record: IncidentRecord = { id, node, cause, severity, openedAs, title, since, openedAt, ...more }
  for (const each of held) each.incident = record
  world.incidents.set(id, record)
  return known.length < members.length || held.size < nodes.length ? record : undefined
}

/** Whether something that is still configured keeps the incident open, be it only not seen since its parent failed. */
const isKept = ({ node, held, members, flapping }: IncidentRecord): boolean =>
  (flapping && node.steadyAt > 0) ||
  [...held].some(
    (each) =>
      each.massDown ||
      each.agents.some(({ silent, blindTold }) => silent || blindTold) ||
      [...(each.service?.members.values() ?? each.checks)].some(
        ({ state, missing, excused, check }) => state.belief !== 'ok' || missing || (excused && members.has(check.id)),
      ),
  )
