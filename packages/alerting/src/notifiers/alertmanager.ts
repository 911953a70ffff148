import { TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import type { Message, Notifier, SendOptions } from '../contract.ts'
import { type Alert, alertOf, endedAt, sameLabels } from './alerts-of.ts'
import { ask, judgeStatus, under } from './http-notifier.ts'
import type { NotifierOptions } from './registry.ts'
import { openSecrets } from './secrets.ts'

type AlertmanagerChannel = Extract<Channel, { kind: 'alertmanager' }>

/** An alert that is not said again ends by itself after so long: Alertmanager's own `resolve_timeout`, or four repetitions. */
const MIN_HOLD_MS = 300_000
const HOLD_REPETITIONS = 4
/** A test message is an alert for so long. */
const TEST_MS = 60_000
/** Alerts in one request: a province in one storm. */
const MAX_BATCH = 500
/** Incidents whose end is remembered, so that a repetition that was read before it does not begin them anew. */
const MAX_ENDED = 1_000

/**
 * Hands incidents to Alertmanager as alerts (API v2), and says again every `repeat` what is open: Alertmanager keeps alerts in memory,
 * and ends what it does not hear of. Whoever of the cluster can be reached gets it; one is enough. Sendings are one after the other,
 * so that an end and a repetition cannot overtake each other.
 */
export function alertmanagerNotifier(channel: AlertmanagerChannel, options: NotifierOptions): Notifier {
  const { clock, providerOf } = options
  const labels = { extra: channel.labels, providerOf }
  const holdMs = Math.max(MIN_HOLD_MS, HOLD_REPETITIONS * channel.repeat)
  const open = new Map<string, Alert>()
  /** When we said that they are over. */
  const ended = new Map<string, number>()
  const inTurn = createTurns()

  const firing = (messages: readonly Message[]): Alert[] => {
    const now = clock.now()
    return messages.flatMap((message) => {
      const alert = alertOf(message, now + holdMs, labels)
      return [...outdated(message, alert, now), alert]
    })
  }
  /** It was known by other labels before: as a warning, or with another cause. */
  const outdated = (message: Message, alert: Alert, now: number): Alert[] => {
    const before = open.get(message.incident.id)
    if (before) return sameLabels(before, alert) ? [] : [endedAt(before, now)]
    const { openedAs } = message.incident
    if (openedAs === undefined || openedAs === message.incident.severity) return []
    return [endedAt(alertOf({ ...message, incident: { ...message.incident, severity: openedAs } }, now, labels), now)]
  }
  const remember = (messages: readonly Message[]) => {
    for (const message of messages) open.set(message.incident.id, alertOf(message, clock.now() + holdMs, labels))
  }
  const over = (message: Message): Alert[] => {
    const at = message.incident.resolvedAt ?? clock.now()
    const alert = alertOf(message, at, labels)
    const before = open.get(message.incident.id)
    return [...(before && !sameLabels(before, alert) ? [endedAt(before, at)] : []), alert]
  }

  return {
    channel: channel.id,
    send: (message, sending) =>
      inTurn(async () => {
        const { id } = message.incident
        if (message.kind === 'test')
          return post([alertOf(message, clock.now() + TEST_MS, labels)], channel, options, sending)
        if (message.kind !== 'resolved') {
          await post(firing([message]), channel, options, sending)
          ended.delete(id)
          if (message.kind !== 'notice') remember([message])
          return
        }
        await post(over(message), channel, options, sending)
        open.delete(id)
        ended.set(id, clock.now())
        if (ended.size > MAX_ENDED) ended.delete(ended.keys().next().value!)
      }),
    repetition: {
      everyMs: channel.repeat,
      send: (messages, { signal, readAt }) =>
        inTurn(async () => {
          const now = clock.now()
          const wanted = messages.filter(({ incident }) => (ended.get(incident.id) ?? -1) < readAt)
          const ids = new Set(wanted.map(({ incident }) => incident.id))
          // Told to nobody that it is over, because it is part of something else now.
          const gone = [...open].filter(([id]) => !ids.has(id))
          const alerts = [...gone.map(([, alert]) => endedAt(alert, now)), ...firing(wanted)]
          for (let i = 0; i < alerts.length; i += MAX_BATCH)
            await post(alerts.slice(i, i + MAX_BATCH), channel, options, { signal, key: `${channel.id}:${now}` })
          for (const [id] of gone) open.delete(id)
          remember(wanted)
        }),
    },
  }
}

/** To every Alertmanager of the cluster; rejects only when none has taken it. */
async function post(
  alerts: readonly Alert[],
  channel: AlertmanagerChannel,
  options: NotifierOptions,
  { signal, key, underWay }: SendOptions,
): Promise<void> {
  signal.throwIfAborted()
  const secrets = openSecrets(options.secret)
  const { username, password } = channel
  const pair = () => Buffer.from(`${username}:${password ? secrets.read(password) : ''}`).toString('base64')
  const headers = username === undefined ? {} : { authorization: `Basic ${secrets.hide(pair())}` }
  const body = JSON.stringify(alerts)
  const outcomes = await Promise.allSettled(
    channel.urls.map(async (base) => {
      const request = { method: 'POST' as const, url: under(base, '/api/v2/alerts'), headers, body }
      judgeStatus(await ask(request, { ...options, channel, key, secrets, signal, underWay }), secrets)
    }),
  )
  signal.throwIfAborted()
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
  if (failures.length === outcomes.length)
    throw failures.find((error) => error instanceof TransientError) ?? failures[0]
}

/** One at a time, in order. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve()
  return (work: () => Promise<void>): Promise<void> => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}
