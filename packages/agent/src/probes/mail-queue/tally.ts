import { type ReasonClass, reasonClass } from './reason-class.ts'

/** Where a message of a mail server can be. Exim's queue is one: frozen messages are on `hold`, all others `deferred`. */
export const queueNames = ['active', 'hold', 'incoming', 'deferred', 'maildrop'] as const
export type QueueName = (typeof queueNames)[number]

/** A message as the server tells of it. */
export interface QueuedMessage {
  readonly queue: QueueName
  readonly bytes: number
  readonly ageS: number
  /** Why it waits, once for each receiver; empty where the server does not say. */
  readonly reasons: readonly string[]
}

/** A part of the queue. */
export interface QueueSum {
  readonly length: number
  readonly bytes: number
  /** Of the oldest message, seconds; 0 of an empty queue. */
  readonly oldestS: number
}

/** Messages that wait for the same kind of reason. */
export interface ReasonSum {
  readonly reason: ReasonClass
  readonly messages: number
  readonly oldestS: number
  /** One of the reasons as the server tells it. */
  readonly example: string
}

/** A whole queue, counted. */
export interface QueueTally {
  readonly queues: Readonly<Record<QueueName, QueueSum>>
  readonly all: QueueSum
  /** The most frequent first. A message with receivers of several kinds is in several. */
  readonly reasons: readonly ReasonSum[]
}

/** Texts whose kind is remembered. */
const MAX_KNOWN = 1_000

/** Counts messages one by one: the queue itself is never in memory. */
export function createTally() {
  const queues = Object.fromEntries(queueNames.map((name) => [name, emptySum()])) as Record<QueueName, Sum>
  const all = emptySum()
  /** In a long queue nearly all messages wait for the same few reasons. */
  const known = new Map<string, ReasonClass>()
  const classOf = (text: string): ReasonClass => {
    const reason = known.get(text) ?? reasonClass(text)
    if (known.size < MAX_KNOWN) known.set(text, reason)
    return reason
  }
  const reasons = new Map<ReasonClass, { messages: number; oldestS: number; example: string }>()
  return {
    add({ queue, bytes, ageS, reasons: told }: QueuedMessage): void {
      for (const sum of [queues[queue], all]) {
        sum.length += 1
        sum.bytes += bytes
        sum.oldestS = Math.max(sum.oldestS, ageS)
      }
      const seen = new Set<ReasonClass>()
      for (const text of told) {
        const reason = classOf(text)
        if (seen.has(reason)) continue
        seen.add(reason)
        const entry = reasons.get(reason) ?? { messages: 0, oldestS: 0, example: text }
        entry.messages += 1
        entry.oldestS = Math.max(entry.oldestS, ageS)
        reasons.set(reason, entry)
      }
    },
    result: (): QueueTally => ({
      queues,
      all,
      reasons: [...reasons]
        .map(([reason, entry]) => ({ reason, ...entry }))
        .sort((a, b) => b.messages - a.messages || (a.reason < b.reason ? -1 : 1)),
    }),
  }
}

type Sum = { -readonly [Key in keyof QueueSum]: QueueSum[Key] }
const emptySum = (): Sum => ({ length: 0, bytes: 0, oldestS: 0 })
