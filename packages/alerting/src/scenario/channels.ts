import type { Channel } from '@vonggac/model/inventory'
import type { NewDelivery } from '../paging/pager-contract.ts'
import { retryTime } from '../retry.ts'
import type { Agenda } from './agenda.ts'

/** How a channel behaves while it is down. */
export type Fault = 'refuse' | 'hang' | 'reject' | 'drop'

/** One attempt to send, over. True time, Unix ms. */
export interface Attempt {
  readonly at: number
  readonly delivery: NewDelivery
  /** Since when it waited to be sent. */
  readonly queuedAt: number
  readonly outcome: 'delivered' | 'failed' | 'given up' | 'lost'
  readonly error?: string
}

/** The channels of a configuration, modelled: what is put in the outbox leaves it one by one, with the dispatcher's retries. */
export interface Channels {
  /** A key goes out once a channel. */
  send(deliveries: readonly NewDelivery[]): void
  /** What need not be sent any more, by key. What is under way is not called back. */
  withdraw(keys: readonly string[]): void
  /** Begins a fault and returns what ends it. */
  fail(channel: string, fault: Fault): () => void
}

/** What it takes until the other side has a message, by the kind of channel. */
const LATENCY_MS: Readonly<Record<string, number>> = { webhook: 100, email: 1_000, sms: 2_000 }
const OTHER_LATENCY_MS = 300
const REFUSED_MS = 20
/** The jitter of retries. */
const MIDDLE = () => 0.5

interface Line {
  readonly channel: Channel
  readonly waiting: Queued[]
  readonly faults: Fault[]
  /** What is being sent. */
  current: Queued | undefined
}

interface Queued {
  readonly delivery: NewDelivery
  readonly queuedAt: number
  attempts: number
  dueAt: number
}

/** Makes them. `onAttempt` hears of every attempt when it is over. */
export function createChannels(
  channels: readonly Channel[],
  agenda: Agenda,
  onAttempt: (attempt: Attempt) => void,
): Channels {
  const seen = new Set<string>()
  const lines = new Map(
    channels.map((channel): [string, Line] => [channel.id, { channel, waiting: [], faults: [], current: undefined }]),
  )

  const look = (line: Line) => {
    if (line.current) return
    const next = line.waiting.find(({ dueAt }) => dueAt <= agenda.now)
    if (!next) return
    line.current = next
    const fault = line.faults.at(-1)
    agenda.plan(agenda.now + durationOf(line.channel, fault), () => {
      line.current = undefined
      settle(line, next, fault)
      look(line)
    })
  }
  const settle = (line: Line, queued: Queued, fault: Fault | undefined) => {
    const { delivery, queuedAt } = queued
    const done = (outcome: Attempt['outcome'], error?: string) =>
      onAttempt({ at: agenda.now, delivery, queuedAt, outcome, ...(error !== undefined && { error }) })
    const remove = () => void line.waiting.splice(line.waiting.indexOf(queued), 1)
    if (fault === undefined || fault === 'drop') {
      remove()
      return done(fault === 'drop' ? 'lost' : 'delivered')
    }
    const attempts = queued.attempts++
    const retryAt =
      fault === 'reject' ? null : retryTime({ message: delivery.message, attempts, now: agenda.now }, MIDDLE)
    if (retryAt === null) {
      remove()
      return done('given up', ERRORS[fault])
    }
    queued.dueAt = retryAt
    agenda.plan(queued.dueAt, () => look(line))
    done('failed', ERRORS[fault])
  }
  return {
    send(deliveries) {
      for (const delivery of deliveries) {
        const line = lines.get(delivery.channel)
        const key = `${delivery.channel} ${delivery.key}`
        if (!line || seen.has(key)) continue
        seen.add(key)
        line.waiting.push({ delivery, queuedAt: agenda.now, attempts: 0, dueAt: agenda.now })
        look(line)
      }
    },
    withdraw(keys) {
      for (const { waiting, current } of lines.values())
        for (const queued of waiting.filter((one) => one !== current && keys.includes(one.delivery.key)))
          waiting.splice(waiting.indexOf(queued), 1)
    },
    fail(channel, fault) {
      const line = lines.get(channel)
      line?.faults.push(fault)
      return () => void line?.faults.splice(line.faults.indexOf(fault), 1)
    },
  }
}

const ERRORS = { refuse: 'connection refused', hang: 'no answer in time', reject: 'refused for good' } as const

function durationOf(channel: Channel, fault: Fault | undefined): number {
  if (fault === 'hang') return 'timeout' in channel ? channel.timeout : 10_000
  return fault === 'refuse' || fault === 'reject' ? REFUSED_MS : (LATENCY_MS[channel.kind] ?? OTHER_LATENCY_MS)
}
