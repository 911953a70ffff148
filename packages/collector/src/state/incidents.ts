import { type AlertEvent, type Incident, isIncidentEvent } from '@vonggac/alerting'
import type { IncidentDetail, IncidentState, IncidentSummary, TimelineEntry } from '../api-types.ts'
import type { IncidentNote } from '../consumers/path-notes.ts'
import type { IncidentRow, State } from './tables.ts'

/** Longest list that one request answers, and longest timeline: enough for a bad month, small enough to send. */
const MAX_LISTED = 500
const MAX_TIMELINE = 1_000

/** Writes what the engine decided: the incidents as they are now, then what happened on their timelines. `by`: who asked for it. */
export async function recordEvents(state: State, events: readonly AlertEvent[], by: string | null): Promise<void> {
  for (const event of events) if (isIncidentEvent(event)) await putIncident(state, event.incident)
  for (const { incident, ...entry } of entriesOf(events, by)) {
    if (await exists(state, incident)) await addEntry(state, incident, entry)
  }
}

/** Writes what others have to say on the timelines of incidents. */
export async function recordNotes(state: State, notes: readonly IncidentNote[]): Promise<void> {
  for (const { incident, at, text } of notes) {
    if (await exists(state, incident)) await addEntry(state, incident, { at, kind: 'check', text, by: null })
  }
}

/** What people read of the events. Where a check's change says what the incident's does, only one of the two is told. */
export function entriesOf(all: readonly AlertEvent[], by: string | null): (TimelineEntry & { incident: string })[] {
  const events = all.filter((event) => event.kind !== 'service')
  const told = (kind: AlertEvent['kind']) =>
    new Set(events.flatMap((event) => (event.kind === kind ? [`${incidentOf(event)} ${event.reason}`] : [])))
  const opened = told('opened')
  const changed = told('transition')
  return events.flatMap((event) => {
    const incident = incidentOf(event)
    const same = `${incident} ${event.reason}`
    if (incident === null || (event.kind === 'transition' && opened.has(same))) return []
    if (event.kind === 'updated' && changed.has(same)) return []
    const text =
      event.kind === 'transition'
        ? `${event.check}: ${event.from} → ${event.to} (${plain(event.reason)})`
        : plain(event.reason)
    const kind = event.kind === 'opened' || event.kind === 'resolved' ? event.kind : 'check'
    return [{ incident, at: event.at, kind, text, by }]
  })
}

const incidentOf = (event: Exclude<AlertEvent, { kind: 'service' }>) =>
  event.kind === 'transition' ? event.incident : event.incident.id

/** A reason without its code, which is for programs. */
const plain = (reason: string) => reason.slice(reason.indexOf(':') + 1).trim() || reason

/** Whether there is an incident with this id. */
export const exists = async (state: State, id: string): Promise<boolean> =>
  (await state.selectFrom('incidents').select('id').where('id', '=', id).executeTakeFirst()) !== undefined

async function putIncident(state: State, incident: Incident): Promise<void> {
  const changing = {
    cause: incident.cause,
    severity: incident.severity,
    title_vi: incident.title.vi,
    title_en: incident.title.en,
    resolved_at: incident.resolvedAt,
    members: JSON.stringify(incident.members),
  }
  await state
    .insertInto('incidents')
    .values({
      ...changing,
      id: incident.id,
      node: incident.node,
      site: incident.site,
      since: incident.since,
      opened_at: incident.openedAt,
      acked_at: null,
      acked_by: null,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .execute()
}

/** Adds a line to an incident's timeline. */
export async function addEntry(state: State, incident: string, entry: TimelineEntry): Promise<void> {
  await state
    .insertInto('timeline')
    .values({ incident, ...entry })
    .execute()
}

/** Incidents, newest first: all of them, or those in one state. */
export async function listIncidents(state: State, wanted?: IncidentState): Promise<IncidentSummary[]> {
  let query = state.selectFrom('incidents').selectAll().orderBy('opened_at', 'desc').limit(MAX_LISTED)
  if (wanted === 'resolved') query = query.where('resolved_at', 'is not', null)
  if (wanted === 'open') query = query.where('resolved_at', 'is', null).where('acked_at', 'is', null)
  if (wanted === 'acknowledged') query = query.where('resolved_at', 'is', null).where('acked_at', 'is not', null)
  return (await query.execute()).map(summary)
}

/** Every incident that is not resolved, acknowledged or not. */
export async function openIncidents(state: State): Promise<IncidentSummary[]> {
  const rows = await state
    .selectFrom('incidents')
    .selectAll()
    .where('resolved_at', 'is', null)
    .orderBy('opened_at', 'desc')
    .execute()
  return rows.map(summary)
}

/** One incident with its timeline; `undefined` when there is none with this id. */
export async function findIncident(state: State, id: string): Promise<IncidentDetail | undefined> {
  const row = await state.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const timeline = await state
    .selectFrom('timeline')
    .select(['at', 'kind', 'text', 'by'])
    .where('incident', '=', id)
    .orderBy('id')
    .limit(MAX_TIMELINE)
    .execute()
  return { ...summary(row), members: JSON.parse(row.members), timeline: timeline as TimelineEntry[] }
}

/** What a person does with an incident, on its timeline and in the audit log in one transaction. `undefined`: no such incident. */
export async function annotate(
  state: State,
  id: string,
  { kind, by, text, at }: { kind: 'acknowledged' | 'note'; by: string; text: string; at: number },
): Promise<IncidentDetail | undefined> {
  return state.transaction().execute(async (trx) => {
    const found = await trx
      .selectFrom('incidents')
      .select(['acked_at', 'resolved_at'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!found) return undefined
    // Whoever acknowledges first has it; a second click changes nothing.
    const repeated = kind === 'acknowledged' && (found.acked_at !== null || found.resolved_at !== null)
    if (!repeated) {
      if (kind === 'acknowledged') {
        await trx.updateTable('incidents').set({ acked_at: at, acked_by: by }).where('id', '=', id).execute()
      }
      await addEntry(trx, id, { at, kind, text, by })
      await trx
        .insertInto('audit')
        .values({ at, who: by, what: `incident ${kind}`, target: id, detail: text })
        .execute()
    }
    return findIncident(trx, id)
  })
}

function summary(row: IncidentRow): IncidentSummary {
  return {
    id: row.id,
    node: row.node,
    site: row.site,
    cause: row.cause as IncidentSummary['cause'],
    severity: row.severity as IncidentSummary['severity'],
    state: row.resolved_at !== null ? 'resolved' : row.acked_at !== null ? 'acknowledged' : 'open',
    title: { vi: row.title_vi, en: row.title_en },
    opened_at: row.opened_at,
    resolved_at: row.resolved_at,
    acked_by: row.acked_by,
    checks: (JSON.parse(row.members) as unknown[]).length,
  }
}

/** Ends an incident that the engine no longer knows. */
export async function markResolved(
  state: State,
  id: string,
  { by, at, text }: { by: string | null; at: number; text: string },
): Promise<void> {
  await state.transaction().execute(async (trx) => {
    await trx.updateTable('incidents').set({ resolved_at: at }).where('id', '=', id).execute()
    await addEntry(trx, id, { at, kind: 'resolved', text, by })
    await trx
      .insertInto('audit')
      .values({ at, who: by ?? 'collector', what: 'incident resolved', target: id, detail: text })
      .execute()
  })
}
