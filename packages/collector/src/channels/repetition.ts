import type { Message, Notifier, Repetition } from '@vonggac/alerting'
import type { Clock, Log } from '@vonggac/model'
import { startLoop } from '../consumers/loop.ts'
import type { State } from '../state/tables.ts'

interface Parts {
  readonly notifiers: ReadonlyMap<string, Notifier>
  readonly state: State
  readonly clock: Clock
  readonly log: Log
}

/**
 * Says again what is open, to receivers that forget it otherwise (Alertmanager). What is said comes from the state database, so that
 * a restart changes nothing: the first repetition comes at once. Disposing stops it.
 */
export function startRepetitions({ notifiers, state, clock, log }: Parts): AsyncDisposable {
  const stack = new AsyncDisposableStack()
  for (const { channel, repetition } of notifiers.values()) {
    if (!repetition) continue
    const repeat = repeater(channel, repetition, { state, clock, log })
    stack.use(
      startLoop(`repetition to ${channel}`, { clock, log, onError: () => {} }, async (signal) => {
        await repeat(signal)
        await clock.sleep(repetition.everyMs, signal)
      }),
    )
  }
  return stack
}

function repeater(channel: string, repetition: Repetition, { state, clock, log }: Omit<Parts, 'notifiers'>) {
  let told = ''
  return async (signal: AbortSignal) => {
    const readAt = clock.now()
    const open = await lastMessages(state, channel)
    try {
      await repetition.send(open, { signal, readAt })
      if (told !== '') log.info('what is open is said again', { channel })
      told = ''
    } catch (error) {
      signal.throwIfAborted()
      // Nothing is lost by it: the next repetition says everything.
      const text = error instanceof Error ? error.message : String(error)
      if (text !== told) log.warn('what is open cannot be said again', { channel, error: text })
      told = text
    }
  }
}

/** Of each open incident the last message that the channel was given. */
export async function lastMessages(state: State, channel: string): Promise<Message[]> {
  const rows = await state
    .selectFrom('outbox')
    .innerJoin('incidents', 'incidents.id', 'outbox.incident')
    .where('outbox.channel', '=', channel)
    .where('incidents.resolved_at', 'is', null)
    .select(['outbox.incident', 'outbox.message'])
    .orderBy('outbox.id')
    .execute()
  const last = new Map(rows.map(({ incident, message }) => [incident, JSON.parse(message) as Message]))
  return [...last.values()].filter(({ kind }) => kind !== 'resolved')
}
