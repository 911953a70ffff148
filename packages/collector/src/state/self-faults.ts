import type { NewDelivery } from '@vonggac/alerting'
import { enqueue } from './outbox.ts'
import type { SelfFaultRow, State } from './tables.ts'

/** Remembers what stands, and says what is to be said of it, in one: neither is lost nor doubled by a crash between. */
export async function putSelfFaults(
  state: State,
  {
    standing,
    deliveries,
    at,
  }: { readonly standing: readonly SelfFaultRow[]; readonly deliveries: readonly NewDelivery[]; readonly at: number },
): Promise<void> {
  await state.transaction().execute(async (trx) => {
    await trx.deleteFrom('self_faults').execute()
    if (standing.length > 0)
      await trx
        .insertInto('self_faults')
        .values([...standing])
        .execute()
    await enqueue(trx, deliveries, at)
  })
}

export const selfFaults = (state: State): Promise<SelfFaultRow[]> =>
  state.selectFrom('self_faults').selectAll().execute()

/** After so many attempts a message is not merely late. */
const FAILED_ATTEMPTS = 3

/** Channels whose last attempt failed, and that have given a message up or tried one several times in vain. */
export async function failingChannels(state: State): Promise<{ channel: string; error: string }[]> {
  const rows = await state
    .selectFrom('channel_outcomes')
    .select(['channel', 'delivered_at', 'failed_at', 'error'])
    .where('failed_at', 'is not', null)
    .execute()
  const last = rows.filter(({ delivered_at, failed_at }) => (failed_at ?? 0) > (delivered_at ?? 0))
  const found: { channel: string; error: string }[] = []
  for (const { channel, error } of last) {
    const message = await state
      .selectFrom('outbox')
      .select('id')
      .where('channel', '=', channel)
      .where('delivered_at', 'is', null)
      .where('error', 'is not', null)
      .where((where) => where.or([where('attempts', '>=', FAILED_ATTEMPTS), where('due_at', 'is', null)]))
      .limit(1)
      .executeTakeFirst()
    if (message) found.push({ channel, error: error ?? '' })
  }
  return found
}
