import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A message that a receiver has taken over, as a telephone that rings does: at the last byte of the request, whatever becomes of the answer. */
export interface Arrival {
  readonly channel: string
  readonly key: string
  /** Unix ms. */
  readonly at: number
  /** Whether the whole answer went out; `false`: the sender was gone before, or it has not been given yet. */
  answered: boolean
}

/** How a channel's receiver behaves: `slow` answers after a moment, `holding` after seconds, `down` takes nothing over (503). */
export type Mood = 'good' | 'slow' | 'holding' | 'down'

/** How long an answer is held back, ms. */
const HOLD_MS: Readonly<Record<Mood, number>> = { good: 0, slow: 150, holding: 2_500, down: 0 }

/** One HTTP server for all channels: `URL/CHANNEL`. */
export interface PagingReceiver extends AsyncDisposable {
  readonly url: string
  readonly arrivals: readonly Arrival[]
  /** Requests that were answered with 503. */
  readonly refused: number
  mood(channel: string, mood: Mood): void
  /** Calls `then` once, at the next arrival. Returns how to stop that. */
  next(then: (mood: Mood) => void): () => void
}

export async function startPagingReceiver(): Promise<PagingReceiver> {
  const arrivals: Arrival[] = []
  const moods = new Map<string, Mood>()
  let refused = 0
  let listener: ((mood: Mood) => void) | undefined
  const take = (channel: string, key: string, response: ServerResponse) => {
    const mood = moods.get(channel) ?? 'good'
    if (mood === 'down') {
      refused++
      response.writeHead(503).end()
      return
    }
    const arrival: Arrival = { channel, key, at: Date.now(), answered: false }
    arrivals.push(arrival)
    response.on('finish', () => {
      arrival.answered = true
    })
    if (mood === 'good') response.writeHead(204).end()
    else setTimeout(() => response.destroyed || response.writeHead(204).end(), HOLD_MS[mood]).unref()
    const heard = listener
    listener = undefined
    heard?.(mood)
  }
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      take(
        new URL(request.url ?? '/', 'http://receiver').pathname.slice(1),
        String(request.headers['idempotency-key']),
        response,
      )
    })
    response.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    get refused() {
      return refused
    },
    mood: (channel, mood) => void moods.set(channel, mood),
    next(then) {
      listener = then
      return () => {
        if (listener === then) listener = undefined
      }
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
