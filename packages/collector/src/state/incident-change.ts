import type { TimelineEntry } from '../api-types.ts'
import { type By, nameOf, writeAudit } from './audit.ts'
import { settle } from './incident-record.ts'
import { incidentOf } from './incident-runs.ts'
import type { IncidentRow, State } from './tables.ts'
import { addEntry } from './timeline.ts'

/** What a person changes of an incident. */
export interface Change {
  readonly set?: Partial<Omit<IncidentRow, 'id' | 'severity' | 'resolved_at'>>
  /** What its timeline says of it. */
  readonly entry: Pick<TimelineEntry, 'kind' | 'text'>
  /** What the timelines of others say of it. */
  readonly elsewhere?: readonly (Pick<TimelineEntry, 'kind' | 'text'> & { readonly incident: string })[]
  /** For the audit log: `incident acknowledged`. */
  readonly what: string
}

/** The same incident as its row, inside the transaction that may change it. */
export type Decide = (row: IncidentRow, state: State) => Change | undefined | Promise<Change | undefined>

/**
 * What a person does with an incident: the row, the timeline and the audit log in one transaction. `decide` sees the row as
 * it is and may refuse by throwing; `undefined` changes nothing. Resolves with the row's id; `undefined`: no such incident.
 */
export async function changeIncident(
  state: State,
  { id: wanted, by, at }: { readonly id: string; readonly by: By; readonly at: number },
  decide: Decide,
): Promise<string | undefined> {
  return state.transaction().execute(async (trx) => {
    const id = await incidentOf(trx, wanted)
    if (id === undefined) return undefined
    const row = await trx.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const change = await decide(row, trx)
    if (!change) return id
    if (change.set) await trx.updateTable('incidents').set(change.set).where('id', '=', id).execute()
    for (const entry of [{ incident: id, ...change.entry }, ...(change.elsewhere ?? [])])
      await addEntry(trx, entry.incident, { at, kind: entry.kind, text: entry.text, by: nameOf(by) })
    await writeAudit(trx, { at, by, what: change.what, target: id, detail: change.entry.text })
    await settle(trx, id, at)
    // An incident that was taken out of another one is no longer what keeps that open.
    if (row.merged_into !== null && change.set?.merged_into === null) await settle(trx, row.merged_into, at)
    return id
  })
}
