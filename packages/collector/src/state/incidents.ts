import { sql } from 'kysely'
import type {
  IncidentAttribution,
  IncidentDetail,
  IncidentImpact,
  IncidentPage,
  IncidentState,
  IncidentSummary,
} from '../api-types.ts'
import { attachmentsOf } from './attachments.ts'
import { folded } from './folded.ts'
import { incidentOf, runsOf } from './incident-runs.ts'
import type { IncidentRow, State } from './tables.ts'
import { timelineOf } from './timeline.ts'

/** Longest list that one request answers. */
export const MAX_LISTED = 500
const DEFAULT_LISTED = 100
/** Incidents merged into one that are told with it. */
const MAX_MERGED = 100

/** Which incidents. What is left out does not narrow. */
export interface IncidentFilter {
  /** `unresolved`: open or acknowledged. */
  readonly state?: IncidentState | 'unresolved' | undefined
  readonly severity?: IncidentSummary['severity'] | undefined
  readonly site?: string | undefined
  readonly cause?: string | undefined
  /** Words of title or node, all of which must be there; case and marks do not count. */
  readonly text?: string | undefined
  /** Those that were open at some time between these moments, Unix ms. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** The `next` of the page before. */
  readonly after?: string | undefined
  readonly limit?: number | undefined
  /** Also those that another one speaks for. */
  readonly merged?: boolean | undefined
}

/** Incidents, newest first, a page at a time: by the position of the last one, so that page 100 costs what page 1 does. */
export async function listIncidents(state: State, filter: IncidentFilter = {}): Promise<IncidentPage> {
  const limit = Math.min(filter.limit ?? DEFAULT_LISTED, MAX_LISTED)
  const rows = await narrowed(summaries(state), filter)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    incidents: page.map(summaryOf),
    next: rows.length > limit && last ? `${last.opened_at}:${last.id}` : null,
  }
}

/** A position in the list, as `next` gives it; `undefined` when it is none. */
export function positionOf(after: string): { at: number; id: string } | undefined {
  const [, at, id] = /^(\d{1,16}):(.{1,300})$/.exec(after) ?? []
  return at === undefined || id === undefined ? undefined : { at: Number(at), id }
}

const summaries = (state: State) =>
  state
    .selectFrom('incidents')
    .select(SUMMARY)
    .select([
      sql<number>`json_array_length(members)`.as('checks'),
      sql<number | null>`json_extract(impact, '$.people')`.as('people'),
    ])

const SUMMARY = [
  'id',
  'run',
  'node',
  'site',
  'cause',
  'severity',
  'title_vi',
  'title_en',
  'opened_at',
  'resolved_at',
  'acked_at',
  'acked_by',
  'reopened',
  'assigned_to',
  'snoozed_until',
  'merged_into',
] as const

type SummaryRow = Pick<IncidentRow, (typeof SUMMARY)[number]> & { checks: number; people: number | null }

function narrowed(all: ReturnType<typeof summaries>, filter: IncidentFilter) {
  const { state, severity, site, cause, text, from, to } = filter
  let query = all
  if (!filter.merged) query = query.where('merged_into', 'is', null)
  if (state === 'resolved') query = query.where('resolved_at', 'is not', null)
  else if (state !== undefined) query = query.where('resolved_at', 'is', null)
  if (state === 'open') query = query.where('acked_at', 'is', null)
  if (state === 'acknowledged') query = query.where('acked_at', 'is not', null)
  if (severity !== undefined) query = query.where('severity', '=', severity)
  if (site !== undefined) query = query.where('site', '=', site)
  if (cause !== undefined) query = query.where('cause', '=', cause)
  if (to !== undefined) query = query.where('opened_at', '<', to)
  if (from !== undefined)
    query = query.where((eb) => eb.or([eb('resolved_at', 'is', null), eb('resolved_at', '>=', from)]))
  for (const word of folded(text ?? '').split(/\s+/)) {
    if (word !== '') query = query.where(sql<boolean>`instr(search, ${word}) > 0`)
  }
  const after = filter.after === undefined ? undefined : positionOf(filter.after)
  if (after) query = query.where(sql<boolean>`(opened_at, id) < (${after.at}, ${after.id})`)
  return query
}

/** Every incident that is not resolved, acknowledged or not, and that no other one speaks for. */
export async function openIncidents(state: State): Promise<IncidentSummary[]> {
  const rows = await summaries(state)
    .where('resolved_at', 'is', null)
    .where('merged_into', 'is', null)
    .orderBy('opened_at', 'desc')
    .execute()
  return rows.map(summaryOf)
}

/** The open incident that a check is part of, or that is about its thing, by its id. */
export async function openIncidentOf(
  state: State,
  { id, node }: { readonly id: string; readonly node: string },
): Promise<string | null> {
  const row = await state
    .selectFrom('incidents')
    .select('id')
    .where('resolved_at', 'is', null)
    .where('merged_into', 'is', null)
    .where(sql<boolean>`exists (select 1 from json_each(members) where value = ${id}) or node = ${node}`)
    .orderBy('opened_at', 'desc')
    .executeTakeFirst()
  return row?.id ?? null
}

/** One incident with everything about it, by its id or that of one of its runs; `undefined` when there is none. */
export async function findIncident(state: State, wanted: string): Promise<IncidentDetail | undefined> {
  const id = await incidentOf(state, wanted)
  if (id === undefined) return undefined
  const [row, summary, merged] = await Promise.all([
    state.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    summaries(state).where('id', '=', id).executeTakeFirstOrThrow(),
    summaries(state).select('members').where('merged_into', '=', id).orderBy('opened_at').limit(MAX_MERGED).execute(),
  ])
  return {
    ...summaryOf(summary),
    since: row.since,
    members: JSON.parse(row.members) as string[],
    impact: row.impact === null ? null : (JSON.parse(row.impact) as IncidentImpact),
    attribution: row.attribution === null ? null : (JSON.parse(row.attribution) as IncidentAttribution),
    runs: await runsOf(state, id),
    merged: merged.map(({ members, ...each }) => ({ ...summaryOf(each), members: JSON.parse(members) as string[] })),
    attachments: await attachmentsOf(state, id),
    postmortem: { root_cause: row.root_cause, measures: row.measures, prevention: row.prevention },
    assignee: row.assigned_to,
    timeline: await timelineOf(state, id),
  }
}

function summaryOf(row: SummaryRow): IncidentSummary {
  const { title_vi, title_en, acked_at, people, ...same } = row
  return {
    ...same,
    cause: row.cause as IncidentSummary['cause'],
    severity: row.severity as IncidentSummary['severity'],
    state: row.resolved_at !== null ? 'resolved' : acked_at !== null ? 'acknowledged' : 'open',
    title: { vi: title_vi, en: title_en },
    people: people ?? 0,
  }
}

/** The part of an incident that lists show. */
export const incidentSummary = (incident: IncidentDetail): IncidentSummary => {
  const { since: _since, members: _members, impact: _impact, runs: _runs, merged: _merged, ...rest } = incident
  const {
    attachments: _attachments,
    postmortem: _postmortem,
    attribution: _attribution,
    assignee: _assignee,
    timeline: _timeline,
    ...summary
  } = rest
  return summary
}
