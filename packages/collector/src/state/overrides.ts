import type { Override } from '@vonggac/model'
import { type By, nameOf, writeAudit } from './audit.ts'
import type { State } from './tables.ts'

/** What a person entered: somebody takes over in a rota for a time. Unix ms. */
export interface EnteredOverride extends Override {
  readonly rota: string
  readonly by: string
  readonly comment: string
  readonly createdAt: number
}

/** Longest list that is kept in mind. */
const MAX_LISTED = 1_000

/** Enters it, with a line in the audit log. */
export async function addOverride(
  state: State,
  override: Omit<EnteredOverride, 'by'> & { readonly by: By },
): Promise<void> {
  const { id, rota, person, from, to, by, comment, createdAt } = override
  await state.transaction().execute(async (trx) => {
    await trx
      .insertInto('oncall_overrides')
      .values({ id, rota, person, from_at: from, to_at: to, created_at: createdAt, created_by: nameOf(by), comment })
      .execute()
    const detail = `${person} in ${rota} from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`
    await writeAudit(trx, { at: createdAt, by, what: 'on-call override entered', target: id, detail })
  })
}

/** Ends it now, or calls it off when it has not begun. Returns whether there was one to end. */
export async function endOverride(
  state: State,
  { id, by, at }: { readonly id: string; readonly by: By; readonly at: number },
): Promise<boolean> {
  return state.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('oncall_overrides')
      .set({ to_at: at })
      .where('id', '=', id)
      .where('to_at', '>', at)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await writeAudit(trx, { at, by, what: 'on-call override ended', target: id })
    return true
  })
}

/** Those that are not over at `from`, in the order in which they were entered: the later counts. */
export async function listOverrides(state: State, from: number): Promise<EnteredOverride[]> {
  const rows = await state
    .selectFrom('oncall_overrides')
    .selectAll()
    .where('to_at', '>', from)
    .whereRef('to_at', '>', 'from_at')
    .orderBy('created_at')
    .orderBy('id')
    .limit(MAX_LISTED)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    rota: row.rota,
    person: row.person,
    from: row.from_at,
    to: row.to_at,
    by: row.created_by,
    comment: row.comment,
    createdAt: row.created_at,
  }))
}
