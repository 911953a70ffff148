import { createSseParser, type ServerSentEvent } from './sse-parser.ts'

/** Reconnection waits 0.5 s, doubling to this, each time spread by ± 30 % so that many consoles do not come at once. */
const MAX_WAIT_MS = 15_000
const FIRST_WAIT_MS = 500
/** The collector says at least a comment every 15 s; three missed mean that the line is dead. */
const SILENCE_MS = 45_000

export interface StreamListener {
  /** The stream is open. Events that were missed meanwhile are not repeated: fetch the state anew. */
  opened(): void
  event(event: ServerSentEvent): void
  /** Something came, be it only the sign that the collector is still there. */
  heard(): void
  /** The stream broke. Answer `false` to give up, for instance because a token is needed first. */
  lost(error: unknown): boolean
}

/**
 * Follows the event stream until `signal` fires. `EventSource` cannot send an Authorization header, so this reads
 * the body of a `fetch` itself.
 */
export async function followEvents(
  open: (signal: AbortSignal) => Promise<Response>,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<void> {
  let wait = FIRST_WAIT_MS
  while (!signal.aborted) {
    try {
      await readOnce(
        open,
        {
          ...listener,
          opened: () => {
            wait = FIRST_WAIT_MS
            listener.opened()
          },
        },
        signal,
      )
      if (!listener.lost(undefined)) return
    } catch (error) {
      if (signal.aborted || !listener.lost(error)) return
    }
    await pause(wait * (0.7 + Math.random() * 0.6), signal)
    wait = Math.min(wait * 2, MAX_WAIT_MS)
  }
}

async function readOnce(
  open: (signal: AbortSignal) => Promise<Response>,
  listener: StreamListener,
  signal: AbortSignal,
) {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), SILENCE_MS)
  try {
    const response = await open(AbortSignal.any([signal, silence.signal]))
    const parse = createSseParser()
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    listener.opened()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENCE_MS)
      listener.heard()
      for (const event of parse(value)) listener.event(event)
    }
  } finally {
    clearTimeout(timer)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      // The network is back: no need to sit out the wait.
      removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
    addEventListener('online', done)
  })
}
