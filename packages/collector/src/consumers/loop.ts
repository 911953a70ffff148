import { backoffMs, type Clock, type Log } from '@vonggac/model'

const RETRY = { firstMs: 500, maxMs: 30_000 }

/** A task that runs until it is stopped. Disposing resolves when it has stopped. */
export interface Loop extends AsyncDisposable {
  readonly signal: AbortSignal
}

/**
 * Runs `turn` again and again until disposed. A turn that throws is our bug, or a disk that is full: it is logged when its
 * message changes, counted, and tried again later; it never ends the loop.
 */
export function startLoop(
  name: string,
  { clock, log, onError }: { clock: Clock; log: Log; onError: () => void },
  turn: (signal: AbortSignal) => Promise<void>,
): Loop {
  const stop = new AbortController()
  const { signal } = stop
  const run = async () => {
    let failures = 0
    let lastMessage = ''
    while (!signal.aborted) {
      try {
        await turn(signal)
        failures = 0
        lastMessage = ''
      } catch (error) {
        if (signal.aborted) return
        onError()
        const message = error instanceof Error ? error.message : String(error)
        if (message !== lastMessage) log.error(`${name} failed and is tried again`, { error })
        lastMessage = message
        await clock.sleep(backoffMs(failures++, RETRY), signal).catch(() => undefined)
      }
    }
  }
  const done = run()
  return {
    signal,
    async [Symbol.asyncDispose]() {
      stop.abort(new Error(`${name} stops`))
      await done
    },
  }
}
