import type { Name } from '@vonggac/model'
import { type By, nameOf, writeAudit } from './audit.ts'
import type { State } from './tables.ts'

/** Something that people write for those whom the services serve. Unix ms. */
export interface EnteredNotice {
  readonly id: string
  readonly title: Name
  readonly text: Name
  /** Services that it is about; none: all. */
  readonly services: readonly string[]
  readonly from: number
  readonly to: number
  readonly by: string
  readonly createdAt: number
}

/** Longest list that one request answers. */
const MAX_LISTED = 200

/** Enters it, with a line in the audit log. */
export async function addNotice(state: State, notice: Omit<EnteredNotice, 'by'> & { readonly by: By }): Promise<void> {
  const { id, title, text, services, from, to, by, createdAt } = notice
  await state.transaction().execute(async (trx) => {
    await trx
      .insertInto('notices')
      .values({
        id,
        title_vi: title.vi,
        title_en: title.en,
        text_vi: text.vi,
        text_en: text.en,
        services: JSON.stringify(services),
        from_at: from,
        to_at: to,
        created_at: createdAt,
        created_by: nameOf(by),
      })
      .execute()
    await writeAudit(trx, { at: createdAt, by, what: 'notice entered', target: id, detail: title.vi })
  })
}

/** Takes it off the page now, or calls it off before it is on it. Returns whether there was one to end. */
export async function endNotice(
  state: State,
  { id, by, at }: { readonly id: string; readonly by: By; readonly at: number },
): Promise<boolean> {
  return state.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('notices')
      .set({ to_at: at })
      .where('id', '=', id)
      .where('to_at', '>', at)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await writeAudit(trx, { at, by, what: 'notice ended', target: id })
    return true
  })
}

/** Those that are not over at `from`, the newest first. One that was called off before it began is not among them. */
export async function listNotices(state: State, from: number): Promise<EnteredNotice[]> {
  const rows = await state
    .selectFrom('notices')
    .selectAll()
    .where('to_at', '>', from)
    .whereRef('to_at', '>', 'from_at')
    .orderBy('from_at', 'desc')
    .orderBy('id')
    .limit(MAX_LISTED)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    title: { vi: row.title_vi, en: row.title_en },
    text: { vi: row.text_vi, en: row.text_en },
    services: JSON.parse(row.services),
    from: row.from_at,
    to: row.to_at,
    by: row.created_by,
    createdAt: row.created_at,
  }))
}
