import type { State } from './tables.ts'

/** How a channel did of late. Unix ms; null: never, as far as anybody remembers. */
export interface ChannelOutcome {
  readonly channel: string
  readonly delivered_at: number | null
  readonly failed_at: number | null
  /** What was wrong the last time that it failed. */
  readonly error: string | null
}

/** Remembers that a channel has delivered (`error` null), or how it failed. */
export async function recordOutcome(
  state: State,
  { channel, at, error }: { readonly channel: string; readonly at: number; readonly error: string | null },
): Promise<void> {
  const set = error === null ? { delivered_at: at } : { failed_at: at, error }
  await state
    .insertInto('channel_outcomes')
    .values({ channel, delivered_at: null, failed_at: null, error: null, ...set })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet(set))
    .execute()
}

/** All that is remembered, by channel id. */
export async function channelOutcomes(state: State): Promise<Map<string, ChannelOutcome>> {
  const rows = await state.selectFrom('channel_outcomes').selectAll().execute()
  return new Map(rows.map((row) => [row.channel, row]))
}
