import type { ServiceState } from '@vonggac/model'
import type { ServiceChange } from '../services/availability.ts'
import type { State } from './tables.ts'

/** Kept this long: a year and what a report of it needs, ms. */
const KEPT_MS = 400 * 86_400_000
/** Most changes that are read of one service at once: a bad month of one that flaps. */
const MAX_READ = 5_000

/** A change and whose it is. */
export interface NewServiceChange extends ServiceChange {
  /** `ttdl/mail`. */
  readonly service: string
}

/** Writes changes of services, oldest first. */
export async function recordServiceChanges(state: State, changes: readonly NewServiceChange[]): Promise<void> {
  for (const { service, at, state: to, cause, incident, checks } of changes) {
    const row = {
      service,
      at,
      state: to,
      cause_vi: cause.vi,
      cause_en: cause.en,
      incident,
      checks: JSON.stringify(checks),
    }
    await state.insertInto('service_changes').values(row).execute()
  }
}

/** The changes of a service since `from`, oldest first, begun with the last one before. */
export async function serviceChanges(state: State, service: string, from: number): Promise<ServiceChange[]> {
  const of = () => state.selectFrom('service_changes').selectAll().where('service', '=', service)
  const before = await of().where('at', '<', from).orderBy('id', 'desc').limit(1).execute()
  const since = await of().where('at', '>=', from).orderBy('id', 'desc').limit(MAX_READ).execute()
  return [...before, ...since.reverse()].map((row) => ({
    at: row.at,
    state: row.state as ServiceState,
    cause: { vi: row.cause_vi, en: row.cause_en },
    incident: row.incident,
    checks: JSON.parse(row.checks) as string[],
  }))
}

/** Forgets what is too old for any report. The last change of each service stays: it is the state. */
export async function pruneServiceChanges(state: State, now: number): Promise<void> {
  await state
    .deleteFrom('service_changes')
    .where('at', '<', now - KEPT_MS)
    .where('id', 'not in', (of) =>
      of
        .selectFrom('service_changes')
        .select((on) => on.fn.max('id').as('id'))
        .groupBy('service'),
    )
    .execute()
}
