import type { IncidentRun } from '../api-types.ts'
import type { State } from './tables.ts'

/** An incident may open again soon after its end: it has a run each time, with the id that the engine gave it. */

/** Times that one question answers. */
const MAX_TIMES = 2_000

/** The incident that an id means: its own, or that of one of its runs. `undefined`: there is none. */
export async function incidentOf(state: State, id: string): Promise<string | undefined> {
  const run = await state.selectFrom('incident_runs').select('incident').where('id', '=', id).executeTakeFirst()
  return run?.incident
}

/** When an incident was open, oldest first. */
export const runsOf = (state: State, incident: string): Promise<IncidentRun[]> =>
  state
    .selectFrom('incident_runs')
    .select(['id', 'since', 'opened_at', 'resolved_at'])
    .where('incident', '=', incident)
    .orderBy('opened_at')
    .execute()

/** Runs that nobody has ended. */
export const openRuns = (state: State) =>
  state.selectFrom('incident_runs').selectAll().where('resolved_at', 'is', null).execute()

/** Times between two moments at which incidents were open, in order of their beginning; one incident may have several. */
export const openTimes = (state: State, from: number, to: number) =>
  state
    .selectFrom('incident_runs as run')
    .innerJoin('incidents', 'incidents.id', 'run.incident')
    .select(['incidents.id', 'site', 'title_vi', 'title_en', 'run.opened_at', 'run.resolved_at'])
    .where('run.opened_at', '<', to)
    .where((eb) => eb.or([eb('run.resolved_at', 'is', null), eb('run.resolved_at', '>=', from)]))
    .orderBy('run.opened_at')
    .limit(MAX_TIMES)
    .execute()
