import type { KeyObject } from 'node:crypto'
import { type Clock, ConfigError, int, type Log, type Point, type ReflectorPlan } from '@vonggac/model'
import { createNameCache } from '../../probes/name-cache.ts'
import { createClockQuality } from '../../stamp/clock-quality.ts'
import { stampKey } from '../../stamp/key.ts'
import { socketDrops } from '../../stamp/socket-drops.ts'
import type { Listener, ListenerDeps } from '../listener.ts'
import { createPeerList } from './peer-list.ts'
import { type Reflector, startReflector } from './reflector.ts'

/** How often the reflector reports itself, ms. */
const REPORT_MS = 60_000
/** Strangers that are told of in the log, each once: a scan of the net must not fill it. */
const MAX_STRANGERS = 32

/** Answers the STAMP packets of other agents, where the plan says so. */
export const reflectorListener: Listener = async (plan, { emitter, clock, log, secret }) => {
  if (!plan.reflector) return undefined
  await using stack = new AsyncDisposableStack()
  const key = keyOf(plan.reflector, secret)
  const reflector = stack.use(await openReflector(plan.reflector, key, { clock, log }))
  const report = async () => {
    const drops = await socketDrops(reflector.port)
    emitter.points([reflectorPoint(reflector, { agent: plan.agent, site: plan.site }, { drops, now: clock.now() })])
  }
  let cancel = clock.after(REPORT_MS, function again() {
    void report()
    cancel = clock.after(REPORT_MS, again)
  })
  stack.defer(() => cancel())
  return stack.move()
}

/** Without its key it would have to answer everybody or nobody: the agent does not start, and says why. */
function keyOf({ key }: ReflectorPlan, secret: ListenerDeps['secret']): KeyObject | undefined {
  try {
    return stampKey(key, secret)
  } catch (error) {
    throw new ConfigError(`the reflector has no key: ${(error as Error).message}`, { cause: error })
  }
}

/** A reflector that listens. Rejects with a `ConfigError` that says what to do when it cannot. Disposing closes it. */
export async function openReflector(
  { listen, peers, packetsPerSecond }: Omit<ReflectorPlan, 'key'>,
  key: KeyObject | undefined,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<Reflector> {
  const { address, port } = listen
  const list = await createPeerList(peers, { clock, names: createNameCache(clock) })
  const strangers = new Set<string>()
  const onStranger = (stranger: string) => {
    if (strangers.size >= MAX_STRANGERS || strangers.has(stranger)) return
    strangers.add(stranger)
    log.warn('the reflector does not answer a packet: its sender is no peer', { from: stranger })
  }
  const options = { address, port, packetsPerSecond, key }
  const deps = { clock, peers: list, quality: createClockQuality(clock), onStranger }
  return await startReflector(options, deps).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(cannotListen(address, port, error), { cause: error })
  })
}

function cannotListen(address: string, port: number, { code, message }: NodeJS.ErrnoException): string {
  const where = `the reflector cannot listen on ${address.includes(':') ? `[${address}]` : address}:${port}`
  if (code === 'EACCES' && port < 1_024)
    return `${where}: ports below 1024 need root or the capability CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities=); or choose another port, such as 8620`
  if (code === 'EADDRINUSE') return `${where}: another program does already`
  if (code === 'EADDRNOTAVAIL') return `${where}: this machine does not have the address`
  return `${where}: ${message}`
}

function reflectorPoint(
  { counters, sessions, peers }: Reflector,
  tags: { readonly agent: string; readonly site: string },
  { drops, now }: { readonly drops: number; readonly now: number },
): Point {
  const fields = Object.fromEntries(Object.entries(counters).map(([name, count]) => [name, int(count)]))
  return {
    measurement: 'stamp_reflector',
    tags,
    fields: { ...fields, sessions: int(sessions), peers: int(peers), socket_drops: int(drops) },
    timestamp: now,
  }
}
