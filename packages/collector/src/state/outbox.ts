import type { Delivery, Message, NewDelivery, Outbox, Outcome, Recipient } from '@vonggac/alerting'
import type { Receipt, Receipts } from './receipts.ts'
import type { State } from './tables.ts'
import { addEntry } from './timeline.ts'

/** Puts messages in the outbox, inside the transaction of the decision that they are about. A key goes out once a channel. */
export async function enqueue(state: State, deliveries: readonly NewDelivery[], dueAt: number): Promise<void> {
  for (const { key, channel, message, to } of deliveries) {
    const recipient = to ? JSON.stringify(to) : null
    const before = await waitingFor(state, { channel, incident: message.incident.id, recipient })
      .select((row) => row.fn.max('due_at').as('at'))
      .executeTakeFirst()
    await state
      .insertInto('outbox')
      .values({
        key,
        channel,
        incident: message.incident.id,
        message: JSON.stringify(message),
        attempts: 0,
        // An end never overtakes its beginning that is to be tried again.
        due_at: Math.max(dueAt, before?.at ?? 0),
        delivered_at: null,
        error: null,
        recipient,
        settled_at: null,
      })
      .onConflict((conflict) => conflict.columns(['key', 'channel']).doNothing())
      .execute()
  }
}

/** What waits to be said of an incident to one receiver. */
const waitingFor = (
  state: State,
  {
    channel,
    incident,
    recipient,
  }: { readonly channel: string; readonly incident: string; readonly recipient: string | null },
) =>
  state
    .selectFrom('outbox')
    .where('incident', '=', incident)
    .where('channel', '=', channel)
    .where('recipient', recipient === null ? 'is' : '=', recipient)
    .where('due_at', 'is not', null)

/** What happened to deliveries since the start, for `/metrics`. */
export interface DeliveryCounts {
  delivered: number
  failed: number
  abandoned: number
}

/** When the message that waits longest falls or fell due, Unix ms. */
export const outboxDueAt = (state: State) => async (): Promise<number | undefined> => {
  const row = await state
    .selectFrom('outbox')
    .select(['due_at'])
    .where('due_at', 'is not', null)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  return row?.due_at ?? undefined
}

interface OutboxOptions {
  readonly counts: DeliveryCounts
  /** Called after what became of a message is on disk. */
  readonly settled?: () => void
  /** Where it is noted at once that a message is under way or was taken over; without it a crash sends more often twice. */
  readonly receipts?: Receipts
}

/**
 * The outbox in the state database. Every attempt leaves a line on the timelines of the incidents that it is about, and what
 * finally became of a message is kept for the pager in the same transaction.
 */
export function openOutbox(state: State, { counts, settled = () => {}, receipts }: OutboxOptions): Outbox {
  const waiting = () => state.selectFrom('outbox').where('due_at', 'is not', null)
  /** What became of messages and the database does not know yet: a disk that is full must not let them be sent again and again. */
  const unwritten = new Map<number, Attempted>()
  const settle = async (id: number, attempted: Attempted) => {
    try {
      await writeAttempt(state, id, attempted)
    } catch (error) {
      unwritten.set(id, attempted)
      throw error
    }
    unwritten.delete(id)
    settled()
  }
  const catchUp = async () => {
    for (const [id, attempted] of unwritten) await settle(id, attempted)
  }

  return {
    async due(now, limit) {
      await catchUp()
      const rows = await waiting().selectAll().where('due_at', '<=', now).orderBy('id').limit(limit).execute()
      return rows.map(
        (row): Delivery => ({
          id: row.id,
          key: row.key,
          channel: row.channel,
          message: JSON.parse(row.message) as Message,
          ...(row.recipient !== null && { to: JSON.parse(row.recipient) as Recipient }),
          attempts: row.attempts,
          dueAt: row.due_at ?? 0,
        }),
      )
    },
    nextDueAt: outboxDueAt(state),
    isWanted: async (id) => (await waiting().select('id').where('id', '=', id).executeTakeFirst()) !== undefined,
    begun: ({ key, channel }, at) => receipts?.note({ key, channel, at, what: 'begun' }),
    async delivered({ id, key, channel }, at) {
      // Before anything else: the receiver has it, and a crash from here on must not send it again.
      receipts?.note({ key, channel, at })
      counts.delivered++
      await settle(id, { at, ...DELIVERED })
    },
    async failed({ id, key, channel }, { at, error, retryAt, isUncertain }) {
      counts[retryAt === null ? 'abandoned' : 'failed']++
      const close = () => receipts?.note({ key, channel, at, what: 'closed' })
      if (!isUncertain) close()
      await settle(id, { at, result: retryAt === null ? 'given-up' : 'failed', error, retryAt, isUncertain })
      if (isUncertain) close()
    },
    async setBack(byMs) {
      await state
        .updateTable('outbox')
        .set((row) => ({ due_at: row('due_at', '-', byMs) }))
        .where('due_at', 'is not', null)
        .execute()
    },
    idle: () => {
      if (unwritten.size === 0) receipts?.settled()
    },
  }
}

/**
 * Brings to the database what a crash kept from it: what was taken over is not sent again, and of what was under way nobody knows whether
 * it is there. To be called before anything is decided or sent; hands out the same receipts.
 */
export async function bringIn(state: State, receipts: Receipts): Promise<Receipts> {
  for (const receipt of receipts.left) await bringInOne(state, receipt)
  receipts.broughtIn()
  return receipts
}

async function bringInOne(state: State, { key, channel, at, what }: Receipt): Promise<void> {
  const found = state
    .selectFrom('outbox')
    .select(['id', 'delivered_at'])
    .where('key', '=', key)
    .where('channel', '=', channel)
  const row = await found.executeTakeFirst()
  if (!row || row.delivered_at !== null) return
  if (what === 'begun') await state.insertInto('outcomes').values({ key, at, result: 'uncertain' }).execute()
  else await writeAttempt(state, row.id, { at, ...DELIVERED })
}

interface Attempted {
  readonly at: number
  readonly result: Exclude<Outcome['result'], 'uncertain'>
  readonly error: string | null
  readonly retryAt: number | null
  readonly isUncertain: boolean
}

const DELIVERED = { result: 'delivered', error: null, retryAt: null, isUncertain: false } as const

/** An attempt, what follows from it, and what the pager has to hear of it: in one transaction. */
async function writeAttempt(state: State, id: number, attempted: Attempted): Promise<void> {
  const { at, result, error, retryAt, isUncertain } = attempted
  await state.transaction().execute(async (trx) => {
    const row = await trx.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row || row.delivered_at !== null) return
    // What was withdrawn meanwhile is not tried again.
    const again = row.due_at === null ? null : retryAt
    await trx
      .updateTable('outbox')
      .set({
        attempts: row.attempts + 1,
        due_at: again,
        settled_at: again === null ? at : null,
        error,
        ...(result === 'delivered' && { delivered_at: at }),
      })
      .where('id', '=', id)
      .execute()
    if (again !== null) {
      const later = await waitingFor(trx, row).where('id', '>', id).where('due_at', '<', again).select('id').execute()
      const ids = later.map((one) => one.id)
      if (ids.length > 0) await trx.updateTable('outbox').set({ due_at: again }).where('id', 'in', ids).execute()
    }
    const { incidents } = JSON.parse(row.message) as Message
    const entry = { at, kind: 'notification' as const, text: `${wayOf(row)}: ${wordsOf(result, error)}`, by: null }
    for (const incident of incidents ?? [row.incident]) await addEntry(trx, incident, entry)
    if (isUncertain) await trx.insertInto('outcomes').values({ key: row.key, at, result: 'uncertain' }).execute()
    if (result !== 'failed') await trx.insertInto('outcomes').values({ key: row.key, at, result }).execute()
  })
}

/** `sms → Nguyễn Văn An`, or the channel alone. */
function wayOf({ channel, recipient }: { readonly channel: string; readonly recipient: string | null }): string {
  return recipient === null ? channel : `${channel} → ${(JSON.parse(recipient) as Recipient).name}`
}

function wordsOf(result: Attempted['result'], error: string | null): string {
  if (result === 'delivered') return 'delivered'
  return `${result === 'failed' ? 'failed, will be tried again' : 'given up'}: ${error}`
}
