import type { Delivery, Outbox } from '../contract.ts'

/** An outbox in memory that writes down what is done with it. */
export interface MemoryOutbox extends Outbox {
  put(delivery: Pick<Delivery, 'key' | 'channel' | 'message' | 'dueAt'>): void
  readonly log: readonly string[]
  /** Nobody wants it any more. */
  withdraw(key: string): void
  /** Lets the next `n` readings fail. */
  breakFor(n: number): void
}

export function memoryOutbox(): MemoryOutbox {
  let waiting: Delivery[] = []
  let broken = 0
  let count = 0
  const log: string[] = []
  return {
    log,
    put(delivery) {
      waiting.push({ ...delivery, id: ++count, attempts: 0 })
    },
    withdraw(key) {
      waiting = waiting.filter((delivery) => delivery.key !== key)
    },
    isWanted: async (id) => waiting.some((delivery) => delivery.id === id),
    breakFor(n) {
      broken = n
    },
    async due(now, limit) {
      if (broken-- > 0) throw new Error('database is locked')
      return waiting.filter(({ dueAt }) => dueAt <= now).slice(0, limit)
    },
    async nextDueAt() {
      return waiting.length === 0 ? undefined : Math.min(...waiting.map(({ dueAt }) => dueAt))
    },
    async setBack(byMs) {
      waiting = waiting.map((delivery) => ({ ...delivery, dueAt: delivery.dueAt - byMs }))
    },
    begun({ id }) {
      log.push(`${id} begun`)
    },
    async delivered({ id }) {
      log.push(`${id} delivered`)
      waiting = waiting.filter((delivery) => delivery.id !== id)
    },
    async failed({ id }, { error, retryAt, isUncertain }) {
      const { openedAt } = waiting.find((delivery) => delivery.id === id)!.message.incident
      const sure = isUncertain ? ', perhaps arrived' : ''
      log.push(`${id} failed ${error}${sure}, ${retryAt === null ? 'given up' : `again +${retryAt - openedAt}`}`)
      waiting = waiting.flatMap((delivery) =>
        delivery.id !== id
          ? [delivery]
          : retryAt === null
            ? []
            : [{ ...delivery, dueAt: retryAt, attempts: delivery.attempts + 1 }],
      )
    },
  }
}
