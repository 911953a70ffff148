import type { Delivery, Message, Outbox } from '@vonggac/alerting'
import type { State } from './tables.ts'
import { addEntry } from './timeline.ts'

/** A message to one channel that has not been stored yet. */
export type NewDelivery = Pick<Delivery, 'key' | 'channel' | 'message'>

/** Puts messages in the outbox, inside the transaction of the decision that they are about. A key goes out once a channel. */
export async function enqueue(state: State, deliveries: readonly NewDelivery[], dueAt: number): Promise<void> {
  for (const { key, channel, message } of deliveries) {
    await state
      .insertInto('outbox')
      .values({
        key,
        channel,
        incident: message.incident.id,
        message: JSON.stringify(message),
        attempts: 0,
        due_at: dueAt,
        delivered_at: null,
        error: null,
      })
      .onConflict((conflict) => conflict.columns(['key', 'channel']).doNothing())
      .execute()
  }
}

/** What happened to deliveries since the start, for `/metrics`. */
export interface DeliveryCounts {
  delivered: number
  failed: number
  abandoned: number
}

/** The outbox in the state database. Every attempt leaves a line on the incident's timeline. */
export function createOutbox(state: State, counts: DeliveryCounts): Outbox {
  const waiting = () => state.selectFrom('outbox').where('due_at', 'is not', null)
  const settle = (
    id: number,
    set: Record<string, number | string | null>,
    at: number,
    describe: (channel: string) => string,
  ) =>
    state.transaction().execute(async (trx) => {
      const row = await trx
        .updateTable('outbox')
        .set((eb) => ({ ...set, attempts: eb('attempts', '+', 1) }))
        .where('id', '=', id)
        .returning(['incident', 'channel'])
        .executeTakeFirst()
      if (!row) return
      await addEntry(trx, row.incident, { at, kind: 'notification', text: describe(row.channel), by: null })
    })

  return {
    async due(now, limit) {
      const rows = await waiting().selectAll().where('due_at', '<=', now).orderBy('id').limit(limit).execute()
      return rows.map(
        (row): Delivery => ({
          id: row.id,
          key: row.key,
          channel: row.channel,
          message: JSON.parse(row.message) as Message,
          attempts: row.attempts,
          dueAt: row.due_at ?? 0,
        }),
      )
    },
    async nextDueAt() {
      const row = await waiting().select(['due_at']).orderBy('due_at').limit(1).executeTakeFirst()
      return row?.due_at ?? undefined
    },
    async delivered(id, at) {
      counts.delivered++
      await settle(id, { due_at: null, delivered_at: at, error: null }, at, (channel) => `${channel}: delivered`)
    },
    async failed(id, at, error, retryAt) {
      counts[retryAt === null ? 'abandoned' : 'failed']++
      const what = retryAt === null ? 'given up' : 'failed, will be tried again'
      await settle(id, { due_at: retryAt, error }, at, (channel) => `${channel}: ${what}: ${error}`)
    },
  }
}
