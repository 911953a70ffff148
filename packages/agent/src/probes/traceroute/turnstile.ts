/** Lets work through, so much at once; the rest waits its turn, first come, first served. */
export type Turnstile = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>

/** Makes one. Who waits when its signal fires rejects with its reason and leaves the queue. */
export function createTurnstile(most: number): Turnstile {
  const waiting = new Set<() => void>()
  let running = 0
  const enter = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const leave = () => {
        waiting.delete(turn)
        reject(signal.reason)
      }
      const turn = () => {
        waiting.delete(turn)
        signal.removeEventListener('abort', leave)
        running++
        resolve()
      }
      if (signal.aborted) return leave()
      if (running < most) return turn()
      waiting.add(turn)
      signal.addEventListener('abort', leave, { once: true })
    })
  return async (signal, work) => {
    await enter(signal)
    try {
      return await work()
    } finally {
      running--
      const [next] = waiting
      next?.()
    }
  }
}
