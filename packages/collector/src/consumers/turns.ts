import type { Journal } from '@vonggac/journal'
import type { Clock } from '@vonggac/model'

/** One at a time, in order: the engine must not be asked while what it said before is being committed. */
export function createMutex() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}

/** Wakes whoever waits, or who waits next. */
export interface Bell {
  ring(): void
  /** Whether it has rung since this was last asked. */
  taken(): boolean
  /** Called when it rings, at once when it has rung; returns how to stop that. */
  heard(then: () => void): () => void
}

export function createBell(): Bell {
  let rung = false
  let listener: (() => void) | undefined
  return {
    ring() {
      rung = true
      listener?.()
    },
    taken() {
      const was = rung
      rung = false
      return was
    },
    heard(then) {
      listener = then
      if (rung) then()
      return () => {
        listener = undefined
      }
    },
  }
}

/** Waits for the next record after one, for a moment, or for the bell. */
export async function pause(
  { journal, clock, bell }: { readonly journal: Journal; readonly clock: Clock; readonly bell: Bell },
  { after, waits }: { readonly after: number; readonly waits: readonly number[] },
  signal: AbortSignal,
) {
  const wake = new AbortController()
  const stop = () => wake.abort(signal.reason)
  const cancel = waits.length > 0 ? clock.after(Math.max(1, Math.min(...waits)), () => wake.abort(wake)) : () => {}
  signal.addEventListener('abort', stop, { once: true })
  const unheard = bell.heard(() => wake.abort(wake))
  try {
    await journal.appended(after, wake.signal)
  } catch (reason) {
    if (reason !== wake) throw reason
  } finally {
    signal.removeEventListener('abort', stop)
    unheard()
    cancel()
  }
}
