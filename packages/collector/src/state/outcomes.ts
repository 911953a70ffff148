import type { Outcome } from '@vonggac/alerting'
import { incidentOf } from './incident-runs.ts'
import type { State } from './tables.ts'

/** What became of messages, written by whoever sends them and read once by the pager: in the transaction of what it decides. */

/** What one reading takes: enough for a storm, little enough for one transaction. */
const MAX_READ = 500

/** What has been written since. */
export async function readOutcomes(
  state: State,
  after: number,
): Promise<readonly (Outcome & { readonly id: number })[]> {
  const rows = await state
    .selectFrom('outcomes')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(MAX_READ)
    .execute()
  return rows.map((row) => ({ ...row, result: row.result as Outcome['result'] }))
}

/** What the pager has taken into account is not read again. */
export async function forgetOutcomes(state: State, through: number): Promise<void> {
  await state.deleteFrom('outcomes').where('id', '<=', through).execute()
}

/** Messages that need not be sent any more; those that arrived meanwhile have an outcome that says so. */
export async function withdraw(state: State, keys: readonly string[], at: number): Promise<void> {
  for (const key of keys)
    await state
      .updateTable('outbox')
      .set({ due_at: null, settled_at: at, error: 'withdrawn' })
      .where('key', '=', key)
      .where('due_at', 'is not', null)
      .execute()
}

/** They became worse: nobody has them any more. Ids may be those of runs. */
export async function unacknowledge(state: State, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const incident = await incidentOf(state, id)
    if (incident === undefined) continue
    await state.updateTable('incidents').set({ acked_at: null, acked_by: null }).where('id', '=', incident).execute()
  }
}

/** How long it is kept what was sent, and which links were used, ms. Longer than any message or link is good for. */
export const KEEP_SENT_MS = 30 * 86_400_000

/** Deletes what nobody needs any more. */
export async function pruneSent(state: State, now: number): Promise<void> {
  await state
    .deleteFrom('outbox')
    .where('due_at', 'is', null)
    .where('settled_at', '<', now - KEEP_SENT_MS)
    .execute()
  await state
    .deleteFrom('used_links')
    .where('at', '<', now - KEEP_SENT_MS)
    .execute()
}
