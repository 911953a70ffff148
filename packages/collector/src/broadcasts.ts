import type { Clock, Log } from '@vonggac/model'
import type { AgentStatus, SelfFault } from './api-types.ts'
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
  let counted = ''
  stack.use(
    startTicker(clock, COUNTS_EVERY_MS, () => {
      if (hub.clients === 0) return
      const said = { checks: live.counts(clock.now()), self: faults() }
      const text = JSON.stringify(said)
      if (text !== counted) hub.send('counts', said)
      counted = text
    }),
  )
  let told = ''
  const tellAgents = async () => {
    if (hub.clients === 0) return
    const now = await agents()
    const text = JSON.stringify(now)
    if (text !== told) hub.send('agents', { agents: now })
    told = text
  }
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
