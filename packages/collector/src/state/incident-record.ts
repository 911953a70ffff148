import { type AlertEvent, type Incident, type IncidentEvent, isIncidentEvent } from '@vonggac/alerting'
import type { IncidentImpact } from '../api-types.ts'
import type { IncidentNote } from '../consumers/path-notes.ts'
import { grown } from '../incidents/impact.ts'
import { attach } from './attachments.ts'
import { type By, nameOf, writeAudit } from './audit.ts'
import { folded } from './folded.ts'
import { incidentOf } from './incident-runs.ts'
import type { State } from './tables.ts'
import { addEntry, entriesOf } from './timeline.ts'

/** What is known beside the events when they are written. */
export interface Circumstances {
  /** Who asked for it. */
  readonly by: string | null
  /** How soon after its end an incident of the same node is the same one again, ms; 0: never. */
  readonly reopenMs: number
  /** What is affected, by the engine's id of the incident. */
  readonly impacts: ReadonlyMap<string, IncidentImpact>
}

/** Writes what the engine decided: the incidents as they are now, then what happened on their timelines. */
export async function recordEvents(
  state: State,
  events: readonly AlertEvent[],
  { by, reopenMs, impacts }: Circumstances,
): Promise<void> {
  const again = new Set<string>()
  for (const event of events) {
    if (!isIncidentEvent(event)) continue
    const { incident } = event
    if ((await putRun(state, event, reopenMs)) === 'again') again.add(incident.id)
    await putIncident(state, incident)
  }
  for (const [id, impact] of impacts) await putImpact(state, id, impact)
  for (const { incident, ...entry } of entriesOf(events, by)) {
    const kind = entry.kind === 'opened' && again.has(incident) ? 'reopened' : entry.kind
    await addEntry(state, incident, { ...entry, kind })
  }
  for (const event of events) if (isIncidentEvent(event)) await settle(state, event.incident.id, event.at)
}

/** Writes what others have to say on the timelines of incidents. */
export async function recordNotes(state: State, notes: readonly IncidentNote[]): Promise<void> {
  for (const { incident, at, text, attachment } of notes) {
    const kept = attachment && (await attach(state, incident, at, attachment))
    await addEntry(state, incident, { at, kind: kept === undefined ? 'check' : 'attachment', text, by: null })
  }
}

/**
 * Keeps when it is open. A run of a node whose last incident ended less than `reopenMs` before is that incident, open
 * again: nobody has it, nothing is put off, and its timeline goes on.
 */
async function putRun(
  state: State,
  { incident, at }: IncidentEvent,
  reopenMs: number,
): Promise<'new' | 'again' | 'known'> {
  const { id, since, openedAt: opened_at, resolvedAt: resolved_at } = incident
  if ((await incidentOf(state, id)) !== undefined) {
    await state.updateTable('incident_runs').set({ since, resolved_at }).where('id', '=', id).execute()
    return 'known'
  }
  const earlier = reopenMs > 0 ? await lastOf(state, incident.node, at - reopenMs) : undefined
  if (earlier === undefined) await insert(state, incident)
  else
    await state
      .updateTable('incidents')
      .set((eb) => ({
        run: id,
        reopened: eb('reopened', '+', 1),
        resolved_at: null,
        acked_at: null,
        acked_by: null,
        snoozed_until: null,
        snoozed_by: null,
        held_by: null,
      }))
      .where('id', '=', earlier)
      .execute()
  await state
    .insertInto('incident_runs')
    .values({ id, incident: earlier ?? id, since, opened_at, resolved_at })
    .execute()
  return earlier === undefined ? 'new' : 'again'
}

/** The incident of a node that ended last, if it did so after this moment, or is held open by hand. */
async function lastOf(state: State, node: string, after: number): Promise<string | undefined> {
  const row = await state
    .selectFrom('incidents')
    .leftJoin('incident_runs as run', 'run.id', 'incidents.run')
    .select('incidents.id')
    .where('node', '=', node)
    .where('run.resolved_at', 'is not', null)
    .where((eb) => eb.or([eb('run.resolved_at', '>=', after), eb('held_by', 'is not', null)]))
    .orderBy('run.resolved_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

async function insert(state: State, incident: Incident): Promise<void> {
  await state
    .insertInto('incidents')
    .values({
      ...changing(incident),
      id: incident.id,
      run: incident.id,
      node: incident.node,
      site: incident.site,
      severity: incident.severity,
      since: incident.since,
      opened_at: incident.openedAt,
      members: JSON.stringify(incident.members),
      resolved_at: null,
      acked_at: null,
      acked_by: null,
      reopened: 0,
      impact: null,
      assigned_to: null,
      snoozed_until: null,
      snoozed_by: null,
      merged_into: null,
      held_by: null,
      root_cause: '',
      measures: '',
      prevention: '',
    })
    .execute()
}

const changing = ({ cause, severity, title, node, attribution }: Incident) => ({
  cause,
  attribution: attribution ? JSON.stringify(attribution) : null,
  own_severity: severity,
  title_vi: title.vi,
  title_en: title.en,
  search: folded(`${title.vi} ${title.en} ${node}`),
})

/** Takes over how the present run is; what is only told late of an earlier one changes its times and nothing else. */
async function putIncident(state: State, incident: Incident): Promise<void> {
  const row = await state
    .selectFrom('incidents')
    .select(['id', 'members', 'reopened'])
    .where('run', '=', incident.id)
    .executeTakeFirst()
  if (row) {
    const members = new Set([...(row.reopened > 0 ? (JSON.parse(row.members) as string[]) : []), ...incident.members])
    await state
      .updateTable('incidents')
      .set({ ...changing(incident), members: JSON.stringify([...members]) })
      .where('id', '=', row.id)
      .execute()
  }
  await state.updateTable('incidents').set({ since: incident.since }).where('id', '=', incident.id).execute()
}

async function putImpact(state: State, run: string, impact: IncidentImpact): Promise<void> {
  const id = await incidentOf(state, run)
  if (id === undefined) return
  const row = await state.selectFrom('incidents').select('impact').where('id', '=', id).executeTakeFirst()
  const before = row?.impact ? (JSON.parse(row.impact) as IncidentImpact) : undefined
  await state
    .updateTable('incidents')
    .set({ impact: JSON.stringify(grown(before, impact)) })
    .where('id', '=', id)
    .execute()
}

/**
 * Works out whether an incident is over and how bad it is: its own run, a hand that holds it open, and all that was
 * merged into it. Then the same for the one that it was merged into.
 */
export async function settle(state: State, wanted: string, at: number): Promise<void> {
  const id = await incidentOf(state, wanted)
  if (id === undefined) return
  const row = await state
    .selectFrom('incidents')
    .leftJoin('incident_runs as run', 'run.id', 'incidents.run')
    .select(['own_severity', 'held_by', 'merged_into', 'incidents.resolved_at', 'run.resolved_at as ended_at'])
    .where('incidents.id', '=', id)
    .executeTakeFirstOrThrow()
  const parts = await state
    .selectFrom('incidents')
    .select(['severity', 'resolved_at'])
    .where('merged_into', '=', id)
    .execute()
  const isOpen = row.held_by !== null || row.ended_at === null || parts.some(({ resolved_at }) => resolved_at === null)
  const critical = [row.own_severity, ...parts.map(({ severity }) => severity)].includes('critical')
  const ended = isOpen ? null : Math.max(row.ended_at ?? at, ...parts.map(({ resolved_at }) => resolved_at ?? at))
  await state
    .updateTable('incidents')
    .set({ resolved_at: ended, severity: critical ? 'critical' : 'warning' })
    .where('id', '=', id)
    .execute()
  if (row.merged_into !== null) await settle(state, row.merged_into, at)
}

/** Ends a run that the engine no longer knows, and the incident with it. */
export async function endRun(
  state: State,
  run: string,
  { by, at, text }: { by: By | null; at: number; text: string },
): Promise<void> {
  await state.transaction().execute(async (trx) => {
    await trx.updateTable('incident_runs').set({ resolved_at: at }).where('id', '=', run).execute()
    await addEntry(trx, run, { at, kind: 'resolved', text, by: by === null ? null : nameOf(by) })
    await settle(trx, run, at)
    await writeAudit(trx, { at, by: by ?? 'collector', what: 'incident resolved', target: run, detail: text })
  })
}
