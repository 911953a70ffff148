import type { Clock } from './clock.ts'

/** A clock for tests of logic: time moves only by `advance`. */
export interface FakeClock extends Clock {
  /** Moves both clocks on by `ms`, running what falls due in order and letting promises settle between. */
  advance(ms: number): Promise<void>
  /** Sets the wall clock alone, as an operator or NTP would. */
  setWall(now: number): void
}

/** Makes a clock that stands at `start` (Unix epoch milliseconds) until it is advanced. */
export function fakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let wall = start
  let mono = 0
  let order = 0
  const waiting = new Map<number, { at: number; call: () => void }>()

  const after = (ms: number, call: () => void) => {
    const id = order++
    waiting.set(id, { at: mono + Math.max(0, ms), call })
    return () => void waiting.delete(id)
  }
  const next = (until: number) =>
    [...waiting].filter(([, w]) => w.at <= until).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0]

  return {
    now: () => wall,
    monotonic: () => mono,
    after,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const cancel = after(ms, resolve)
        signal?.addEventListener(
          'abort',
          () => {
            cancel()
            reject(signal.reason)
          },
          { once: true },
        )
      })
    },
    async advance(ms) {
      const until = mono + ms
      await settle()
      for (let due = next(until); due; due = next(until)) {
        waiting.delete(due[0])
        wall += due[1].at - mono
        mono = due[1].at
        due[1].call()
        await settle()
      }
      wall += until - mono
      mono = until
    },
    setWall(now) {
      wall = now
    },
  }
}

/** Lets every promise that can settle do so: a macrotask runs only when the microtasks are done. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
