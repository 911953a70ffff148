import type { Clock, Log } from '@vonggac/model'
import type { AgentStatus, SelfFault, ServerEvents } from './api-types.ts'
import type { EventHub } from './event-hub.ts'
import type { Live } from './live/live.ts'
import { startTicker } from './ticker.ts'

const SITES_EVERY_MS = 1_000
const AGENTS_EVERY_MS = 5_000
const COUNTS_EVERY_MS = 5_000
const HEARTBEAT_EVERY_MS = 15_000

/** Tells listeners what changed: sites every second, agents, counts and our own faults every five, and that we are still there. */
export function startBroadcasts(parts: {
  readonly live: Live
  readonly hub: EventHub
  readonly agents: () => Promise<readonly AgentStatus[]>
  /** What is wrong with the collector itself. */
  readonly faults: () => readonly SelfFault[]
  readonly clock: Clock
  readonly log: Log
}): Disposable {
  const { live, hub, agents, faults, clock, log } = parts
  const stack = new DisposableStack()
  live.refresh(clock.now())
  stack.use(
    startTicker(clock, SITES_EVERY_MS, () => {
      const at = clock.now()
      const sites = live.refresh(at)
      if (sites.length > 0) hub.send('sites', { at, sites })
    }),
  )
  const tellCounts = createTeller(hub, 'counts')
  stack.use(
    startTicker(clock, COUNTS_EVERY_MS, () => {
      tellCounts(hub.clients > 0 ? { checks: live.counts(clock.now()), self: faults() } : undefined)
    }),
  )
  const tell = createTeller(hub, 'agents')
  const tellAgents = async () => tell(hub.clients > 0 ? { agents: await agents() } : undefined)
  stack.use(
    startTicker(
      clock,
      AGENTS_EVERY_MS,
      () => void tellAgents().catch((error: unknown) => log.error('cannot list the agents', { error })),
    ),
  )
  stack.use(startTicker(clock, HEARTBEAT_EVERY_MS, () => hub.heartbeat()))
  return { [Symbol.dispose]: () => stack.dispose() }
}

/**
 * Tells what is now when that is other than what was told last, or when more or fewer listen: who came meanwhile has asked for the state,
 * and may have been answered something in between. `undefined`: nobody listens, what was told is forgotten.
 */
function createTeller<Name extends keyof ServerEvents>(hub: Pick<EventHub, 'clients' | 'send'>, name: Name) {
  let told: string | undefined
  let listeners = 0
  return (now: ServerEvents[Name] | undefined): void => {
    const text = now && JSON.stringify(now)
    if (now && (text !== told || hub.clients !== listeners)) hub.send(name, now)
    told = text
    listeners = hub.clients
  }
}
