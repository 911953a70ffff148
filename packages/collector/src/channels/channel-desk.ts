import { type Notifier, type Recipient, testMessage } from '@vonggac/alerting'
import { type Clock, neededAddress } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { ChannelStatus, ChannelTest, HeartbeatStatus } from '../api-channel-types.ts'
import { HttpProblem } from '../problem.ts'
import { type By, writeAudit } from '../state/audit.ts'
import { channelOutcomes } from '../state/channel-outcomes.ts'
import type { State } from '../state/tables.ts'

/** The ways to reach people: how they did, and whether they work now. */
export interface ChannelDesk {
  list(): Promise<ChannelStatus[]>
  /** null: none is configured. */
  readonly heartbeat: HeartbeatStatus | null
  /** Sends a test message; the answer says what came of it. Throws an `HttpProblem` for what cannot be asked. */
  test(channel: string, asked: { readonly person?: string | undefined; readonly by: By }): Promise<ChannelTest>
}

/** Longest that whoever asked waits, ms: a channel's own timeout comes before. */
const MAX_TEST_MS = 60_000

export function createChannelDesk(parts: {
  readonly config: Config
  readonly notifiers: ReadonlyMap<string, Notifier>
  readonly state: State
  readonly clock: Clock
  readonly heartbeat: { readonly status: HeartbeatStatus | null }
}): ChannelDesk {
  const { config, notifiers, state, clock } = parts
  const { channels, people } = config.oncall
  return {
    get heartbeat() {
      return parts.heartbeat.status
    },
    async list() {
      const outcomes = await channelOutcomes(state)
      return channels.map((channel) => {
        const { delivered_at = null, failed_at = null, error = null } = outcomes.get(channel.id) ?? {}
        const reach = neededAddress(channel)
        const reached = reach === undefined ? [] : people.filter((person) => person[reach] !== undefined)
        return {
          id: channel.id,
          kind: channel.kind,
          state: stateOf(delivered_at, failed_at),
          delivered_at,
          failed_at,
          error,
          people: reach === undefined ? null : reached.map(({ id, name }) => ({ id, name })),
        }
      })
    },
    async test(id, { person: named, by }) {
      const channel = channels.find((one) => one.id === id)
      const notifier = notifiers.get(id)
      if (!channel || !notifier) throw new HttpProblem(404, `there is no channel ${JSON.stringify(id)}`)
      const person = named === undefined ? undefined : people.find((one) => one.id === named)
      if (named !== undefined && !person) throw new HttpProblem(404, `there is no person ${JSON.stringify(named)}`)
      if (neededAddress(channel) !== undefined && !person)
        throw new HttpProblem(400, 'this channel has no receivers of its own: say for which person the test is')
      const started = clock.monotonic()
      const at = clock.now()
      const error = await sendTest(notifier, { config, at, ...(person && { to: recipientOf(person) }) })
      await writeAudit(state, { at, by, what: 'channel tested', target: id, detail: error ?? 'delivered' })
      return { channel: id, at, delivered: error === null, error, took_ms: Math.round(clock.monotonic() - started) }
    },
  }
}

/** Sends one, and says what was wrong; null: nothing. */
export async function sendTest(
  notifier: Notifier,
  {
    config,
    at,
    to,
    signal,
  }: { readonly config: Config; readonly at: number; readonly to?: Recipient; readonly signal?: AbortSignal },
): Promise<string | null> {
  const { name, timezone } = config.organisation
  const message = testMessage(notifier.channel, at, { organisation: name, timezone })
  const limit = AbortSignal.timeout(MAX_TEST_MS)
  try {
    await notifier.send(message, {
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      key: `${message.incident.id}:test:${notifier.channel}`,
      ...(to && { to }),
    })
    return null
  } catch (error) {
    signal?.throwIfAborted()
    return error instanceof Error ? error.message : String(error)
  }
}

/** A person as a notifier takes it. */
export function recipientOf(person: Config['oncall']['people'][number]): Recipient {
  const { id, name, email, phone, telegram, zalo } = person
  return {
    id,
    name,
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(telegram !== undefined && { telegram }),
    ...(zalo !== undefined && { zalo }),
  }
}

const stateOf = (delivered: number | null, failed: number | null): ChannelStatus['state'] =>
  delivered === null && failed === null ? 'unused' : (failed ?? 0) > (delivered ?? 0) ? 'failing' : 'ok'
