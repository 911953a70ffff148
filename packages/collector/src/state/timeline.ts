import { type AlertEvent, isIncidentEvent, reasonCode } from '@vonggac/alerting'
import type { TimelineEntry } from '../api-types.ts'
import { incidentOf } from './incident-runs.ts'
import type { State } from './tables.ts'

/** Longest timeline that one request answers, the newest part: enough for a bad month, small enough to send. */
const MAX_TIMELINE = 2_000
/** Changes of checks that one incident keeps: a check that changes every minute must not fill the disk. */
export const MAX_CHANGES = 1_000
/** Checks that changed alike in one turn and are still told one by one. */
const MAX_SINGLE = 6
/** Checks that a line names when there are more. */
const MAX_NAMED = 10

/** A line of a timeline and whose it is, by the id of the incident or of one of its runs. */
export type NewEntry = TimelineEntry & { readonly incident: string }

/** Adds a line to an incident's timeline; of nothing that is an incident, nothing is kept. */
export async function addEntry(state: State, id: string, entry: TimelineEntry): Promise<void> {
  const incident = await incidentOf(state, id)
  if (incident === undefined) return
  const { at, kind, text, by } = entry
  if (kind === 'check' && (await changesOf(state, incident)) >= MAX_CHANGES) return
  await state.insertInto('timeline').values({ incident, at, kind, text, by, data: null }).execute()
}

async function changesOf(state: State, incident: string): Promise<number> {
  const row = await state
    .selectFrom('timeline')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('incident', '=', incident)
    .where('kind', '=', 'check')
    .executeTakeFirstOrThrow()
  return row.count
}

/** The newest part of a timeline, oldest first. */
export async function timelineOf(state: State, incident: string): Promise<TimelineEntry[]> {
  const rows = await state
    .selectFrom('timeline')
    .select(['at', 'kind', 'text', 'by'])
    .where('incident', '=', incident)
    .orderBy('id', 'desc')
    .limit(MAX_TIMELINE)
    .execute()
  return rows.reverse() as TimelineEntry[]
}

/** What people read of the events. Where a check's change says what the incident's does, only one of the two is told. */
export function entriesOf(all: readonly AlertEvent[], by: string | null): NewEntry[] {
  const events = all.filter((event) => event.kind !== 'service')
  const told = (kind: AlertEvent['kind']) =>
    new Set(events.flatMap((event) => (event.kind === kind ? [`${incidentIn(event)} ${event.reason}`] : [])))
  const opened = told('opened')
  const changed = told('transition')
  const lineOf = (event: (typeof events)[number]): Line[] => {
    const { at } = event
    const incident = incidentIn(event)
    const same = `${incident} ${event.reason}`
    if (incident === null || (event.kind === 'transition' && opened.has(same))) return []
    if (event.kind === 'updated' && changed.has(same)) return []
    if (event.kind === 'transition') {
      const { check } = event
      const alike = `${event.from} → ${event.to} (${plain(event.reason)})`
      return [{ incident, at, kind: 'check', text: `${check}: ${alike}`, by, alike, check }]
    }
    const isCause = event.kind === 'updated' && reasonCode(event.reason) === 'attributed'
    const kind = isCause ? 'attributed' : event.kind === 'updated' ? 'check' : event.kind
    return [{ incident, at, kind, text: plain(event.reason), by }]
  }
  return grouped(events.flatMap(lineOf))
}

/** A line before it is decided whether it stands for itself. */
type Line = NewEntry & { readonly alike?: string; readonly check?: string }

/** Three hundred checks behind one link are one line. */
function grouped(lines: readonly Line[]): NewEntry[] {
  const key = ({ incident, alike }: Line) => (alike === undefined ? undefined : `${incident} ${alike}`)
  const groups = Map.groupBy(lines, key)
  return lines.flatMap((line) => {
    const { incident, at, kind, text, by, alike } = line
    const group = groups.get(key(line)) ?? []
    if (alike === undefined || group.length <= MAX_SINGLE) return [{ incident, at, kind, text, by }]
    if (group[0] !== line) return []
    const names = group.slice(0, MAX_NAMED).map(({ check }) => check)
    const rest = group.length > names.length ? ', …' : ''
    return [{ incident, at, kind, text: `${group.length} × ${alike}: ${names.join(', ')}${rest}`, by }]
  })
}

const incidentIn = (event: Exclude<AlertEvent, { kind: 'service' }>) =>
  isIncidentEvent(event) ? event.incident.id : event.incident

/** A reason without its code, which is for programs. */
export const plain = (reason: string) => reason.slice(reason.indexOf(':') + 1).trim() || reason
