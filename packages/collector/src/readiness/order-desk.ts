import { randomBytes } from 'node:crypto'
import type { Clock, Order, OrderAnswer, Round, WatchOrder } from '@vonggac/model'

/** What an agent is offered when it asks. */
export interface Offered {
  /** Number of the newest order there was; the agent asks for what comes after it. */
  readonly last: number
  readonly orders: readonly Order[]
}

/** How long whoever orders something waits for it. */
export interface RunOptions {
  /** From when the agent has taken the order up, ms. */
  readonly limitMs: number
  /** How long an agent may take to ask for it, ms; as long as one that runs may need unless given. */
  readonly takeUpMs?: number
  readonly signal: AbortSignal
}

/** Orders to agents: they ask for them, for we do not reach them. In memory: who ordered is gone with us, too. */
export interface OrderDesk {
  /** What is newer than `after` for this agent: at once when there is something, otherwise when something comes, or after `waitMs`. */
  take(
    agent: string,
    after: number,
    options: { readonly waitMs: number; readonly signal: AbortSignal },
  ): Promise<Offered>
  /** Takes an answer in; false when nobody waits for it. */
  answer(agent: string, id: string, answer: OrderAnswer): boolean
  /** Has checks run, and gives what came of it. Rejects with a sentence for people when the agent does not do it in time. */
  run(agent: string, rounds: readonly Round[], options: RunOptions): Promise<OrderAnswer>
  /** Answers every open question, and keeps none open from then on: for the end of the collector. */
  close(): void
  /** Wants checks to run more often for a while. A later one for the same agent takes the place of an earlier. */
  watch(agent: string, order: Pick<WatchOrder, 'checks' | 'intervalMs' | 'leaseMs'>): void
}

/** An agent that runs asks again within half a minute; one that has not by then does not run. */
const TAKE_UP_MS = 35_000
/** Orders that wait for one agent. */
const MAX_WAITING = 20

interface Numbered {
  readonly number: number
  readonly order: Order
  /** After this it is worth nothing, by the monotonic clock, ms. */
  readonly until: number
  offered: boolean
}

interface Waiter {
  readonly agent: string
  answer(answer: OrderAnswer): void
}

export function createOrderDesk(clock: Clock): OrderDesk {
  const queues = new Map<string, Numbered[]>()
  const waiters = new Map<string, Waiter>()
  const bells = createBells(clock)
  // Above every number of an earlier life of ours, so that agents need not know of it.
  let last = clock.now()

  const queueOf = (agent: string) => {
    const now = clock.monotonic()
    const queue = (queues.get(agent) ?? []).filter(({ until }) => until > now)
    queues.set(agent, queue)
    return queue
  }
  const put = (agent: string, order: Order, lifeMs: number) => {
    const kept = queueOf(agent).filter((each) => order.kind !== 'watch' || each.order.kind !== 'watch')
    if (kept.length >= MAX_WAITING) throw new Error(`too many orders wait for the agent ${agent}`)
    const numbered = { number: ++last, order, until: clock.monotonic() + lifeMs, offered: false }
    queues.set(agent, [...kept, numbered])
    bells.ring(agent)
    return numbered
  }
  const offer = (agent: string, after: number): Offered => {
    // A number that is yet to come is of a life of ours whose clock was ahead.
    const from = after > last ? 0 : after
    const due = queueOf(agent).filter(({ number }) => number > from)
    for (const each of due) each.offered = true
    return { last: Math.max(from, ...due.map(({ number }) => number)), orders: due.map(({ order }) => order) }
  }
  const drop = (agent: string, id: string) => {
    queues.set(
      agent,
      queueOf(agent).filter(({ order }) => order.id !== id),
    )
    waiters.delete(id)
  }

  return {
    async take(agent, after, { waitMs, signal }) {
      const now = offer(agent, after)
      if (now.orders.length > 0 || waitMs <= 0) return now
      await bells.wait(agent, waitMs, signal)
      return offer(agent, after)
    },
    answer(agent, id, answer) {
      const waiter = waiters.get(id)
      if (waiter?.agent !== agent) return false
      waiter.answer(answer)
      return true
    },
    async run(agent, rounds, { limitMs, takeUpMs = TAKE_UP_MS, signal }) {
      signal.throwIfAborted()
      const id = randomBytes(9).toString('base64url')
      const { promise, resolve, reject } = Promise.withResolvers<OrderAnswer>()
      const numbered = put(agent, { kind: 'run', id, rounds }, takeUpMs + limitMs)
      waiters.set(id, { agent, answer: resolve })
      const stop = () => reject(signal.reason)
      signal.addEventListener('abort', stop, { once: true })
      const cancel = patience(numbered, { agent, limitMs, takeUpMs, clock, giveUp: reject })
      try {
        return await promise
      } finally {
        cancel()
        signal.removeEventListener('abort', stop)
        drop(agent, id)
      }
    },
    close: bells.close,
    watch(agent, { checks, intervalMs, leaseMs }) {
      put(agent, { kind: 'watch', id: `watch-${last + 1}`, checks, intervalMs, leaseMs }, leaseMs)
    },
  }
}

interface Patience {
  readonly agent: string
  /** From when it is taken up, ms. */
  readonly limitMs: number
  readonly takeUpMs: number
  readonly clock: Clock
  giveUp(why: Error): void
}

/** Waits for an order to be taken up, then for it to be answered. What it gives ends the waiting. */
function patience(order: Numbered, { agent, limitMs, takeUpMs, clock, giveUp }: Patience): () => void {
  const cancels = [
    clock.after(takeUpMs, () => {
      if (!order.offered) giveUp(new Error(notTaken(agent, takeUpMs)))
    }),
    clock.after(takeUpMs + limitMs, () =>
      giveUp(new Error(`the agent ${agent} took the order and did not answer it in time`)),
    ),
  ]
  return () => {
    for (const cancel of cancels) cancel()
  }
}

const notTaken = (agent: string, takeUpMs: number) =>
  `the agent ${agent} did not ask for orders within ${takeUpMs / 1_000} s: does it run, does it report to this collector, and is it as new?`

/** Who waits for something to come for an agent. */
function createBells(clock: Clock) {
  const waiting = new Map<string, Set<() => void>>()
  let closed = false
  return {
    ring(agent: string) {
      for (const wake of waiting.get(agent) ?? []) wake()
    },
    /** Resolves when something comes, when the time is over, when the signal fires, or at the end of all waiting. */
    async wait(agent: string, waitMs: number, signal: AbortSignal): Promise<void> {
      if (closed) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const mine = waiting.get(agent) ?? new Set()
      waiting.set(agent, mine.add(resolve))
      const cancel = clock.after(waitMs, resolve)
      signal.addEventListener('abort', () => resolve(), { once: true })
      await promise
      cancel()
      mine.delete(resolve)
      if (mine.size === 0) waiting.delete(agent)
    },
    close() {
      closed = true
      for (const each of waiting.values()) for (const wake of each) wake()
    },
  }
}
