import type { State } from './tables.ts'

/**
 * Who does something: the name that people read on timelines, and the account that the audit log has (a user's id, a token's
 * name). A plain text stands for both.
 */
export type By = string | { readonly name: string; readonly account: string }

/** The name that people read. */
export const nameOf = (by: By): string => (typeof by === 'string' ? by : by.name)
const accountOf = (by: By): string => (typeof by === 'string' ? by : by.account)

/** One change, as the audit log has it. */
export interface Audited {
  readonly at: number
  readonly by: By
  /** `incident acknowledged`. */
  readonly what: string
  /** The id of what was changed. */
  readonly target: string
  readonly detail?: string
}

/** Longest text of a line: notes are on timelines in full. */
const MAX_DETAIL = 2_000

/** Writes a line of the audit log: in the transaction of the change, where there is one. */
export async function writeAudit(state: State, { at, by, what, target, detail = '' }: Audited): Promise<void> {
  const row = { at, who: accountOf(by), what, target, detail: detail.slice(0, MAX_DETAIL) }
  await state.insertInto('audit').values(row).execute()
}

/** A line as it is read. */
export interface AuditEntry {
  readonly id: number
  readonly at: number
  readonly who: string
  readonly what: string
  readonly target: string
  readonly detail: string
}

/** Longest page. */
export const MAX_AUDIT_PAGE = 500

/** Newest first: those before the id `before`, of whom the text `who` is part. */
export async function listAudit(
  state: State,
  {
    limit,
    before,
    who,
  }: { readonly limit: number; readonly before?: number | undefined; readonly who?: string | undefined },
): Promise<AuditEntry[]> {
  let query = state.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit)
  if (before !== undefined) query = query.where('id', '<', before)
  if (who !== undefined)
    // Both sides by SQLite, whose lower case knows ASCII alone: Đỗ would not be found by another one's đỗ.
    query = query.where((eb) =>
      eb(eb.fn<number>('instr', [eb.fn<string>('lower', ['who']), eb.fn<string>('lower', [eb.val(who)])]), '>', 0),
    )
  return query.execute()
}
