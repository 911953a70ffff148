import type { Clock } from '@vonggac/model'

/** Calls `work` every `everyMs` until disposed. Runs never overlap; disposing does not wait for a run. */
export function startTicker(clock: Clock, everyMs: number, work: () => void): Disposable {
  let cancel = clock.after(everyMs, run)
  function run() {
    cancel = clock.after(everyMs, run)
    work()
  }
  return { [Symbol.dispose]: () => cancel() }
}
