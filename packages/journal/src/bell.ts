/** Wakes those who wait for something to have happened. */
export interface Bell {
  /** Has everybody look again. */
  ring(): void
  /** Resolves as soon as it has happened, maybe at once; rejects with the signal's reason, leaving nothing behind. */
  until(happened: () => boolean, signal: AbortSignal): Promise<void>
}

/** Makes a bell that nobody waits at. */
export function createBell(): Bell {
  const waiting = new Set<() => void>()
  return {
    ring() {
      for (const look of [...waiting]) look()
    },
    until(happened, signal) {
      if (signal.aborted) return Promise.reject(signal.reason)
      if (happened()) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.delete(look)
          signal.removeEventListener('abort', stop)
        }
        const look = () => {
          if (!happened()) return
          leave()
          resolve()
        }
        const stop = () => {
          leave()
          reject(signal.reason)
        }
        waiting.add(look)
        signal.addEventListener('abort', stop, { once: true })
      })
    },
  }
}
