import type { Clock } from '@vonggac/model'

/** A time limit of our own within that of the check. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal
}

/** Fires after `ms`, or with `parent`. Disposing leaves no timer behind. */
export function deadline(clock: Clock, ms: number, parent?: AbortSignal): Deadline {
  const own = new AbortController()
  // The name is what tells a deadline from the agent's stopping.
  const late = Object.assign(new Error(`not done within ${ms} ms`), { name: 'TimeoutError' })
  const cancel = clock.after(ms, () => own.abort(late))
  return { signal: parent ? AbortSignal.any([own.signal, parent]) : own.signal, [Symbol.dispose]: cancel }
}
