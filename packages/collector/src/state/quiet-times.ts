import type { Name } from '@vonggac/model'
import { type By, nameOf, writeAudit } from './audit.ts'
import type { QuietTimeRow, State } from './tables.ts'

/** Times that people entered in which nobody shall be called: because somebody works on something, or because it is known. */
export type QuietKind = QuietTimeRow['kind']

/** Such a time. Unix ms. */
export interface QuietTime {
  readonly id: string
  readonly title: Name
  readonly match: readonly string[]
  readonly from: number
  readonly to: number
  readonly by: string
  readonly comment: string
  readonly createdAt: number
}

/** Longest list that one request answers. */
const MAX_LISTED = 1_000

/** Enters it, with a line in the audit log. One that is there already (an event that is read again) is replaced. */
export async function addQuietTime(
  state: State,
  kind: QuietKind,
  time: Omit<QuietTime, 'by'> & { readonly by: By },
): Promise<void> {
  const { id, title, match, from, to, by, comment, createdAt } = time
  const row = {
    kind,
    title_vi: title.vi,
    title_en: title.en,
    match: JSON.stringify(match),
    from_at: from,
    to_at: to,
    created_at: createdAt,
    created_by: nameOf(by),
    comment,
  }
  await state.transaction().execute(async (trx) => {
    await trx
      .insertInto('quiet_times')
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
    const detail = comment || title.en
    await writeAudit(trx, { at: createdAt, by, what: `${kind} entered`, target: id, detail })
  })
}

/** Ends it now, or calls it off when it has not begun. Returns whether there was one to end. */
export async function endQuietTime(
  state: State,
  kind: QuietKind,
  { id, by, at }: { readonly id: string; readonly by: By; readonly at: number },
): Promise<boolean> {
  return state.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('quiet_times')
      .set({ to_at: at })
      .where('id', '=', id)
      .where('kind', '=', kind)
      .where('to_at', '>', at)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await writeAudit(trx, { at, by, what: `${kind} ended`, target: id })
    return true
  })
}

/** Those that lie, be it in part, between two moments, in order. One that was called off before it began does not. */
export async function listQuietTimes(state: State, kind: QuietKind, from: number, to: number): Promise<QuietTime[]> {
  const rows = await state
    .selectFrom('quiet_times')
    .selectAll()
    .where('kind', '=', kind)
    .where('to_at', '>', from)
    .where('from_at', '<', to)
    .whereRef('to_at', '>', 'from_at')
    .orderBy('from_at')
    .limit(MAX_LISTED)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    title: { vi: row.title_vi, en: row.title_en },
    match: JSON.parse(row.match),
    from: row.from_at,
    to: row.to_at,
    by: row.created_by,
    comment: row.comment,
    createdAt: row.created_at,
  }))
}
