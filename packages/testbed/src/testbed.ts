import { type Clock, ConfigError, type Log } from '@vonggac/model'
import { type Cuts, cutsOf, isDark, prefixesOf, type TestbedSite } from './cuts.ts'
import { deviceMib } from './device-mib.ts'
import { createState, type DeviceState } from './device-state.ts'
import type { SimulatedDevice } from './devices.ts'
import { answerCall, H323_PORT } from './h323.ts'
import { type Listener, listenTcp, listenUdp } from './listener.ts'
import { DEMO_COMMUNITY } from './loopback.ts'
import { answer } from './responder.ts'
import { NeedsPrivilege, type Routes, routesByCommand } from './routes.ts'
import { answerOptions, SIP_PORT } from './sip.ts'

export interface TestbedOptions {
  readonly devices: readonly SimulatedDevice[]
  /** What SNMP requests must carry, on every device; `DEMO_COMMUNITY` unless said otherwise. */
  readonly community?: string
  readonly clock: Clock
  readonly log: Log
  /** How addresses are made unreachable; by `ip route` unless said otherwise. */
  readonly routes?: Routes
}

/** A link, or a site without links, and whether it works. */
export interface LinkState {
  /** `tam-ky/vnpt`, or `ttdl` for a site without links. */
  readonly target: string
  readonly up: boolean
}

/** A running province. Disposing it frees its ports and takes its routes away; idempotent. */
export interface Testbed extends AsyncDisposable {
  /**
   * Takes a site (`tam-ky`) or one of its links (`tam-ky/vnpt`) off the network. Rejects with `ConfigError` for one that
   * does not exist, and with `NeedsPrivilege` where this process may not: then SNMP and TCP fall silent, but ICMP answers.
   */
  cut(target: string): Promise<void>
  /** Brings it back. */
  mend(target: string): Promise<void>
  /** Mains fail at a site, or come back: its UPSes run on battery. Throws `ConfigError` for a site that has none. */
  setMains(site: string, present: boolean): void
  state(): LinkState[]
}

/** A device that runs. */
interface Running {
  readonly device: SimulatedDevice
  readonly state: DeviceState
  readonly listeners: readonly Listener[]
}

/** Starts every device on its own address. Rejects when a port is taken, leaving nothing behind. The caller owns it. */
export async function startTestbed({
  devices,
  community = DEMO_COMMUNITY,
  clock,
  log,
  routes = routesByCommand(),
}: TestbedOptions): Promise<Testbed> {
  const sites = sitesOf(devices)
  await clearStale(routes, log)
  await using stack = new AsyncDisposableStack()
  const running: Running[] = []
  for (const device of devices) running.push(await startDevice(device, community, clock, stack))
  const started = stack.move()

  let cuts: Cuts = new Set()
  let last: Promise<unknown> = Promise.resolve()
  let open = true
  const change = (next: (cuts: Cuts) => Cuts): Promise<void> => {
    const turn = last.then(async () => {
      cuts = next(cuts)
      apply(running, sites, cuts, clock.now() / 1_000)
      await routes.block(prefixesOf(cuts, sites))
    })
    last = turn.catch(() => {})
    return turn
  }
  return {
    cut: async (target) => {
      const ids = cutsOf(target, sites)
      await change((before) => new Set([...before, ...ids]))
    },
    mend: async (target) => {
      const ids = new Set(cutsOf(target, sites))
      await change((before) => before.difference(ids))
    },
    setMains(site, present) {
      const units = running.flatMap(({ device, state }) => (device.site === site && state.ups ? [state.ups] : []))
      if (units.length === 0)
        throw new ConfigError(`there is no UPS at \`${site}\` in the testbed; ${upsSites(running)}`)
      for (const ups of units) ups.setMains(present, clock.now() / 1_000)
    },
    state: () =>
      sites.flatMap(({ id, links }) =>
        (links.length > 0 ? links.map((link) => `${id}/${link.id}`) : [id]).map((target) => ({
          target,
          up: !cuts.has(target),
        })),
      ),
    async [Symbol.asyncDispose]() {
      if (!open) return
      open = false
      await change(() => new Set()).catch((error) => {
        if (!(error instanceof NeedsPrivilege)) log.error('the routes of the testbed could not be removed', { error })
      })
      await started.disposeAsync()
    },
  }
}

/** A run that was killed leaves its cuts behind: without this, its sites would stay dark. */
async function clearStale(routes: Routes, log: Log): Promise<void> {
  try {
    await routes.block([])
  } catch (error) {
    if (!(error instanceof NeedsPrivilege)) throw error
    log.info('links can only be cut for SNMP and TCP', { reason: error.message })
  }
}

async function startDevice(
  device: SimulatedDevice,
  community: string,
  clock: Clock,
  stack: AsyncDisposableStack,
): Promise<Running> {
  const state = createState(device, clock.now() / 1_000)
  const listeners: Listener[] = []
  const { snmpPort, address } = device
  if (snmpPort !== undefined) {
    const mib = deviceMib(device, state)
    const reply = (bytes: Uint8Array) => answer(bytes, community, mib, clock.now() / 1_000)
    listeners.push(stack.use(await listenUdp(address, snmpPort, reply)))
  }
  if (device.sip) listeners.push(stack.use(await listenUdp(address, SIP_PORT, answerOptions)))
  if (device.h323) listeners.push(stack.use(await listenTcp(address, H323_PORT, answerCall)))
  for (const port of device.tcp) {
    if (!(device.h323 && port === H323_PORT)) listeners.push(stack.use(await listenTcp(address, port)))
  }
  return { device, state, listeners }
}

/** What a cut means to the devices themselves: interfaces go down with their link, and a dark site says nothing. */
function apply(running: readonly Running[], sites: readonly TestbedSite[], cuts: Cuts, atS: number): void {
  for (const { device, state, listeners } of running) {
    for (const port of state.ports) {
      if (port.port.link !== undefined) port.setUp(!cuts.has(`${device.site}/${port.port.link}`), atS)
    }
    const site = sites.find(({ id }) => id === device.site)!
    const gone = site.links.some(({ id, gateway }) => gateway === device.address && cuts.has(`${site.id}/${id}`))
    for (const listener of listeners) listener.silent = gone || isDark(site, cuts)
  }
}

function upsSites(running: readonly Running[]): string {
  const sites = new Set(running.flatMap(({ device, state }) => (state.ups ? [device.site] : [])))
  return sites.size > 0 ? `there are at: ${[...sites].join(', ')}` : 'there is none anywhere'
}

function sitesOf(devices: readonly SimulatedDevice[]): TestbedSite[] {
  const sites = new Map<string, TestbedSite>()
  for (const { site, links, address } of devices) sites.set(site, { id: site, links, address })
  return [...sites.values()]
}
