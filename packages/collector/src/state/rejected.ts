import type { State } from './tables.ts'

/** How many refused points are kept for people to look at; the counter in `/metrics` knows them all. */
const MAX_KEPT = 100_000
/** Rows an INSERT: few statements, and far from SQLite's limit of placeholders. */
const ROWS_PER_INSERT = 100
/** A line longer than this says nothing more to a person. */
const MAX_LINE = 4_096

/** A point that will never be stored, and why. */
export interface RejectedLine {
  readonly record: number
  readonly agent: string
  readonly reason: string
  readonly line: string
}

/** Sets points aside with the reason. The oldest go when there are too many. */
export async function setAside(state: State, at: number, lines: readonly RejectedLine[]): Promise<void> {
  if (lines.length === 0) return
  await state.transaction().execute(async (trx) => {
    for (let first = 0; first < lines.length; first += ROWS_PER_INSERT) {
      const rows = lines
        .slice(first, first + ROWS_PER_INSERT)
        .map((line) => ({ at, ...line, line: line.line.slice(0, MAX_LINE) }))
      await trx.insertInto('rejected').values(rows).execute()
    }
    const { newest } = await trx
      .selectFrom('rejected')
      .select((eb) => eb.fn.max('id').as('newest'))
      .executeTakeFirstOrThrow()
    await trx
      .deleteFrom('rejected')
      .where('id', '<=', Number(newest) - MAX_KEPT)
      .execute()
  })
}
