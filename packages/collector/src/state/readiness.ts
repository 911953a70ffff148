import type { NewDelivery } from '@vonggac/alerting'
import type { Preflight } from '../api-types.ts'
import type { PlannedMeeting } from '../readiness/meeting-book.ts'
import { type By, nameOf, writeAudit } from './audit.ts'
import { enqueue } from './outbox.ts'
import type { MeetingRow, State } from './tables.ts'

/** Longest list that one request answers. */
const MAX_LISTED = 200
/** Tests older than this are forgotten, ms: a year of meetings can be looked back at. */
const KEEP_MS = 400 * 86_400_000

/** A meeting as it is entered. */
export type NewMeeting = Pick<PlannedMeeting, 'title' | 'start' | 'end' | 'sites'>

/** Enters a meeting, with a line in the audit log. */
export async function addMeeting(
  state: State,
  { id, title, start, end, sites, by, at }: NewMeeting & { readonly id: string; readonly by: By; readonly at: number },
): Promise<void> {
  await state.transaction().execute(async (trx) => {
    await trx
      .insertInto('meetings')
      .values({
        id,
        title_vi: title.vi,
        title_en: title.en,
        start_at: start,
        end_at: end,
        sites: JSON.stringify(sites),
        created_at: at,
        created_by: nameOf(by),
        cancelled_at: null,
      })
      .execute()
    await writeAudit(trx, { at, by, what: 'meeting entered', target: id, detail: title.en })
  })
}

/** Calls a meeting off. Returns whether there was one to call off. */
export async function cancelMeeting(
  state: State,
  { id, by, at }: { readonly id: string; readonly by: By; readonly at: number },
): Promise<boolean> {
  return state.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('meetings')
      .set({ cancelled_at: at })
      .where('id', '=', id)
      .where('cancelled_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await writeAudit(trx, { at, by, what: 'meeting called off', target: id })
    return true
  })
}

/** Meetings that were entered and are held at any time from `from` to `to`. */
export async function enteredMeetings(state: State, from: number, to: number): Promise<PlannedMeeting[]> {
  const rows = await state
    .selectFrom('meetings')
    .selectAll()
    .where('cancelled_at', 'is', null)
    .where('end_at', '>', from)
    .where('start_at', '<', to)
    .orderBy('start_at')
    .limit(MAX_LISTED)
    .execute()
  return rows.map(meetingOf)
}

const meetingOf = ({ id, title_vi, title_en, start_at, end_at, sites }: MeetingRow): PlannedMeeting => ({
  id,
  title: { vi: title_vi, en: title_en },
  start: start_at,
  end: end_at,
  sites: JSON.parse(sites) as string[],
  source: 'api',
  problem: null,
})

/** Writes a test as it is now. */
export async function putPreflight(state: State, preflight: Preflight): Promise<void> {
  const { id, meeting, lead_ms, started_at, state: stage, verdict } = preflight
  const changing = { state: stage, verdict, document: JSON.stringify(preflight) }
  await state
    .insertInto('preflights')
    .values({ id, meeting, lead_ms, started_at, ...changing })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .execute()
  await state
    .deleteFrom('preflights')
    .where('started_at', '<', started_at - KEEP_MS)
    .execute()
}

export async function findPreflight(state: State, id: string): Promise<Preflight | undefined> {
  const row = await state.selectFrom('preflights').select('document').where('id', '=', id).executeTakeFirst()
  return row && (JSON.parse(row.document) as Preflight)
}

/** Tests, newest first; of one meeting where that is said. */
export async function listPreflights(state: State, meeting?: string): Promise<Preflight[]> {
  let query = state.selectFrom('preflights').select('document').orderBy('started_at', 'desc').limit(MAX_LISTED)
  if (meeting !== undefined) query = query.where('meeting', '=', meeting)
  return (await query.execute()).map(({ document }) => JSON.parse(document) as Preflight)
}

/** What a row says without its document. */
export interface PreflightBrief {
  readonly id: string
  readonly meeting: string | null
  readonly lead_ms: number | null
  readonly started_at: number
  readonly verdict: Preflight['verdict']
}

/** The tests of these meetings, oldest first. */
export async function preflightsOf(state: State, meetings: readonly string[]): Promise<PreflightBrief[]> {
  if (meetings.length === 0) return []
  const rows = await state
    .selectFrom('preflights')
    .select(['id', 'meeting', 'lead_ms', 'started_at', 'verdict'])
    .where('meeting', 'in', meetings)
    .orderBy('started_at')
    .execute()
  return rows.map((row) => ({ ...row, verdict: row.verdict as Preflight['verdict'] }))
}

/** Tests that ran when the collector ended: nobody will finish them. */
export async function abandonPreflights(state: State, at: number, error: string): Promise<void> {
  const rows = await state.selectFrom('preflights').select('document').where('state', '=', 'running').execute()
  for (const { document } of rows)
    await putPreflight(state, { ...(JSON.parse(document) as Preflight), state: 'failed', finished_at: at, error })
}

/** What people were told of a meeting: by site, why it is not ready. */
export type Told = Readonly<Record<string, string>>

/** What was said so far of a meeting, and how often. */
export async function toldOf(state: State, meeting: string): Promise<{ count: number; told: Told }> {
  const row = await state
    .selectFrom('readiness_told')
    .select(['count', 'told'])
    .where('meeting', '=', meeting)
    .executeTakeFirst()
  return row ? { count: row.count, told: JSON.parse(row.told) as Told } : { count: 0, told: {} }
}

/** One transaction: what is said, and that it was. */
export async function tellReadiness(
  state: State,
  {
    meeting,
    told,
    count,
    deliveries,
    at,
  }: {
    readonly meeting: string
    readonly told: Told
    readonly count: number
    readonly deliveries: readonly NewDelivery[]
    readonly at: number
  },
): Promise<void> {
  await state.transaction().execute(async (trx) => {
    const row = { count, told: JSON.stringify(told) }
    await trx
      .insertInto('readiness_told')
      .values({ meeting, ...row })
      .onConflict((conflict) => conflict.column('meeting').doUpdateSet(row))
      .execute()
    await enqueue(trx, deliveries, at)
  })
}
