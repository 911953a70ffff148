/**
 * Time is injected: only this file touches `Date`, `performance` and timers.
 * `now` stamps, `monotonic` measures, `sleep` and `after` wait.
 */
export interface Clock {
  /** Wall-clock time, Unix epoch milliseconds. Jumps when somebody sets the clock: never subtract two of these. */
  now(): number
  /** Milliseconds from an arbitrary start, never going back. The only source of durations. */
  monotonic(): number
  /** Resolves after `ms`; rejects with `signal.reason` as soon as the signal aborts, leaving no timer behind. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls back once after `ms`. The returned function cancels it. */
  after(ms: number, call: () => void): () => void
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const stop = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop)
        resolve()
      }, ms)
      signal?.addEventListener('abort', stop, { once: true })
    })
  },
  after(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}

/** Returns a function that gives the milliseconds since its last call (the first time: since `laps` itself was called). */
export function laps(clock: Clock): () => number {
  let last = clock.monotonic()
  return () => {
    const before = last
    last = clock.monotonic()
    return last - before
  }
}
