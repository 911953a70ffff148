import { gzipSync } from 'node:zlib'
import { backoffMs, type Clock, type Log, type Order, type OrderAnswer, type RunOrder } from '@vonggac/model'
import type { Answer, Post } from '../http-post.ts'

/** The collector that is asked for orders. */
export interface OrdersOptions {
  readonly url: string
  readonly key: string | undefined
  readonly agent: string
  readonly version: string
}

export interface OrdersDeps {
  readonly post: Post
  readonly clock: Clock
  readonly log: Log
  /** Does what an order says. Rejects only with the signal's reason. */
  readonly run: (order: RunOrder, signal: AbortSignal) => Promise<OrderAnswer>
  readonly watch: (order: Extract<Order, { kind: 'watch' }>) => void
}

/** How long the collector may keep a question open until there is an order, s; then it is asked anew. */
const WAIT_S = 25
const POLL_TIMEOUT_MS = (WAIT_S + 15) * 1_000
const ANSWER_TIMEOUT_MS = 30_000
/** Attempts to hand an answer in: whoever ordered it does not wait for ever. */
const ANSWER_ATTEMPTS = 4
const RETRY = { firstMs: 1_000, maxMs: 30_000 }
/** A collector that is too old to have orders, or that does not let us in, is asked again after this, ms. */
const NOT_NOW_MS = 300_000
/** Orders that run at the same time; one more is refused. */
const MAX_RUNNING = 2
/** An answer to a question for orders, bytes: ids of some thousand checks. */
const MAX_ORDERS_BYTES = 2_097_152

/** What the collector answers. */
interface Offered {
  /** The number of the last order that is in it: what is newer is asked for next. */
  readonly last: number
  readonly orders: readonly Order[]
}

/**
 * Asks the collector for orders, all the time, over one open request (long polling: no port of the agent's is open, and a firewall
 * sees what it knows). Disposing stops; an order under way is dropped, and offered again after the next start.
 */
export function startOrders(options: OrdersOptions, deps: OrdersDeps): AsyncDisposable {
  const { post, clock, log, run, watch } = deps
  const stopping = new AbortController()
  const { signal } = stopping
  const running = new Set<Promise<void>>()
  const headers = {
    accept: 'application/json',
    'user-agent': `vonggac-agent/${options.version}`,
    'x-vonggac-agent': options.agent,
    ...(options.key && { authorization: `Bearer ${options.key}` }),
  }

  const poll = (last: number): Promise<Answer> => {
    const url = new URL(`/api/v1/agents/self/orders?after=${last}&wait=${WAIT_S}`, options.url)
    const nothing = new Uint8Array()
    const limits = { timeoutMs: POLL_TIMEOUT_MS, maxAnswerBytes: MAX_ORDERS_BYTES }
    return post(url, nothing, { method: 'GET', headers, signal, ...limits })
  }
  const hand = async (id: string, answer: OrderAnswer) => {
    const url = new URL(`/api/v1/agents/self/orders/${encodeURIComponent(id)}`, options.url)
    const body = gzipSync(JSON.stringify(answer), { level: 1 })
    const more = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    for (let attempt = 0; attempt < ANSWER_ATTEMPTS; attempt++) {
      const sent = await post(url, body, {
        headers: { ...headers, ...more },
        signal,
        timeoutMs: ANSWER_TIMEOUT_MS,
      }).catch((error: Error) => error)
      signal.throwIfAborted()
      const status = sent instanceof Error ? 0 : sent.status
      if (status >= 200 && status < 300) return
      const reason = sent instanceof Error ? sent.message : `HTTP ${status}`
      log.warn('the answer to an order was not taken', { order: id, reason })
      if (status >= 400 && status < 500 && status !== 429) return
      await clock.sleep(backoffMs(attempt, RETRY), signal)
    }
  }
  const take = (order: Order) => {
    if (order.kind === 'watch') return watch(order)
    if (running.size >= MAX_RUNNING)
      return void hand(order.id, { results: [], problem: 'the agent is busy with other orders' }).catch(() => {})
    const work = run(order, signal)
      .then((answer) => hand(order.id, answer))
      .catch((error: unknown) => {
        if (!signal.aborted) log.error('an order failed by our own fault', { order: order.id, error })
      })
      .finally(() => running.delete(work))
    running.add(work)
  }
  const loop = async () => {
    let last = 0
    for (let attempt = 0; ; ) {
      const answer = await poll(last).catch((error: Error) => error)
      signal.throwIfAborted()
      const offered = answer instanceof Error ? undefined : offeredIn(answer)
      attempt = offered ? 0 : attempt + 1
      for (const order of offered?.orders ?? []) take(order)
      last = offered?.last ?? last
      if (!offered) await clock.sleep(pauseMs(answer, attempt), signal)
    }
  }
  const looping = loop().catch(() => {})
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error('the agent is stopping'))
      await looping
      await Promise.allSettled(running)
    },
  }
}

/** What an answer offers; `undefined` when it is none. */
function offeredIn({ status, body }: Answer): Offered | undefined {
  if (status !== 200) return undefined
  try {
    const { last, orders } = JSON.parse(body) as Partial<Offered>
    return typeof last === 'number' && Array.isArray(orders) ? { last, orders: orders.filter(isOrder) } : undefined
  } catch {
    return undefined
  }
}

/** A newer collector may order what this agent does not know; that is nobody's trouble. */
const isOrder = (order: unknown): order is Order => {
  const { kind, id, rounds, checks } = (order ?? {}) as {
    kind?: unknown
    id?: unknown
    rounds?: unknown
    checks?: unknown
  }
  return (
    typeof id === 'string' && ((kind === 'run' && Array.isArray(rounds)) || (kind === 'watch' && Array.isArray(checks)))
  )
}

function pauseMs(answer: Answer | Error, attempt: number): number {
  const refused = !(answer instanceof Error) && [401, 403, 404, 405].includes(answer.status)
  return refused ? NOT_NOW_MS : backoffMs(attempt, RETRY)
}
