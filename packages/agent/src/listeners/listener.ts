import type { Clock, Log, Plan } from '@vonggac/model'
import type { Emitter } from '../emitter.ts'
import type { ProbeContext } from '../probe.ts'

/** What a listener is given beside its own part of the plan. */
export interface ListenerDeps {
  /** Takes what it heard, as points. */
  readonly emitter: Pick<Emitter, 'points' | 'result'>
  /** Has a check run at once: what was heard hints that its answer has changed. */
  readonly expedite: (checkId: string) => void
  readonly clock: Clock
  readonly log: Log
  readonly secret: ProbeContext['secret']
}

/**
 * A part of the agent that waits to be spoken to, where a probe asks: the other half of what an agent does.
 * Opens its sockets when it is started; `undefined` when the plan wants none of it. Rejects with a `ConfigError` that names
 * the address when it cannot listen there. Nothing that arrives may end it. Disposing closes what it opened.
 */
export type Listener = (plan: Plan, deps: ListenerDeps) => Promise<AsyncDisposable | undefined>
