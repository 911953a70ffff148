import type { Plan } from '@vonggac/model'
import type { Listener, ListenerDeps } from './listener.ts'
import { reflectorListener } from './reflector/index.ts'
import { listenForTraps } from './traps/index.ts'

/** Everything that an agent may listen for. A listener is its folder and one line here. */
const listeners: readonly Listener[] = [reflectorListener, listenForTraps]

/** Starts those that the plan asks for. Disposing closes them. */
export async function startListeners(plan: Plan, deps: ListenerDeps): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack()
  for (const start of listeners) {
    const started = await start(plan, deps)
    if (started) stack.use(started)
  }
  return stack.move()
}
