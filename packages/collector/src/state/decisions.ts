import type { AlertEvent, PagerDecision } from '@vonggac/alerting'
import type { IncidentNote } from '../consumers/path-notes.ts'
import { type Audited, nameOf, writeAudit } from './audit.ts'
import { type Circumstances, recordEvents, recordNotes } from './incident-record.ts'
import { enqueue } from './outbox.ts'
import { forgetOutcomes, unacknowledge, withdraw } from './outcomes.ts'
import { type NewServiceChange, recordServiceChanges } from './service-changes.ts'
import type { State } from './tables.ts'
import { addEntry } from './timeline.ts'

/** Everything that follows from reading the journal up to `position`. */
export interface Decision {
  readonly position: number
  readonly at: number
  readonly events: readonly AlertEvent[]
  /** What those are to be written with, beside who asked for it. */
  readonly circumstances: Omit<Circumstances, 'by'>
  /** What belongs on the timelines of incidents beside them. */
  readonly notes: readonly IncidentNote[]
  /** What became of services. */
  readonly services: readonly NewServiceChange[]
  /** Who is told what, in order. */
  readonly paging: readonly PagerDecision[]
  /** Up to which outcome of a delivery the pager knows all. */
  readonly outcomes: number
  /** Lines of line protocol that tell the store about incidents. */
  readonly lines: readonly string[]
  /** The consumer's memory as of `position`, by name. */
  readonly memory: Readonly<Record<string, unknown>>
  /** For what a person asked for: who, what and about which incident. */
  readonly audit?: Omit<Audited, 'at'>
}

/**
 * One transaction for all of it. Whatever moment a crash chooses, memory, incidents and messages agree on the position:
 * what comes after it is read again and decided for the first time, so that no page is lost and none is repeated.
 */
export async function commitDecision(state: State, decision: Decision): Promise<void> {
  const { position, at } = decision
  await state.transaction().execute(async (trx) => {
    for (const [name, value] of Object.entries(decision.memory)) {
      const row = { value: JSON.stringify(value), position, at }
      await trx
        .insertInto('memory')
        .values({ name, ...row })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
        .execute()
    }
    await recordEvents(trx, decision.events, {
      ...decision.circumstances,
      by: decision.audit ? nameOf(decision.audit.by) : null,
    })
    await recordNotes(trx, decision.notes)
    await recordServiceChanges(trx, decision.services)
    for (const decided of decision.paging) await recordPaging(trx, decided, at)
    await forgetOutcomes(trx, decision.outcomes)
    for (const line of decision.lines) await trx.insertInto('outgoing').values({ line }).execute()
    if (decision.audit) await writeAudit(trx, { at, ...decision.audit })
  })
}

/** In this order: what is told again under the same key is no case, but what was told and withdrawn in one decision is. */
async function recordPaging(state: State, { deliveries, withdrawn, notes, unacknowledged }: PagerDecision, at: number) {
  await enqueue(state, deliveries, at)
  await withdraw(state, withdrawn, at)
  await unacknowledge(state, unacknowledged)
  for (const { incident, ...line } of notes)
    await addEntry(state, incident, { ...line, kind: 'notification', by: null })
}

/** What the last committed decision left behind, how far it had read, and when that was. */
export async function recall(
  state: State,
): Promise<{ position: number; at: number | undefined; memory: Record<string, unknown> }> {
  const rows = await state.selectFrom('memory').select(['name', 'value', 'position', 'at']).execute()
  return {
    position: rows[0]?.position ?? 0,
    at: rows[0]?.at,
    memory: Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value)])),
  }
}

/** Hands the waiting lines to `send` and forgets them once it has resolved. A crash between sends them twice: points are idempotent. */
export async function flushOutgoing(state: State, send: (lines: string) => Promise<unknown>): Promise<void> {
  const rows = await state.selectFrom('outgoing').selectAll().orderBy('id').limit(1_000).execute()
  const last = rows.at(-1)
  if (!last) return
  await send(rows.map(({ line }) => line).join(''))
  await state.deleteFrom('outgoing').where('id', '<=', last.id).execute()
}
