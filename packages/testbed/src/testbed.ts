import { type Clock, ConfigError, type Log } from '@vonggac/model'
import { type Authority, createAuthority } from './authority.ts'
import { type Cuts, cutsOf, isDark, prefixesOf, type TestbedSite } from './cuts.ts'
import { deviceMib } from './device-mib.ts'
import { createState, type DeviceState } from './device-state.ts'
import type { SimulatedDevice } from './devices.ts'
import type { Zone } from './dns/zone.ts'
import { answerCall, H323_PORT } from './h323.ts'
import { type Listener, listenTcp, listenUdp } from './listener.ts'
import { DEMO_COMMUNITY, DEMO_PASSWORD } from './loopback.ts'
import { type Mailboxes, openMailboxes } from './mail/mailboxes.ts'
import { listenRelay } from './relay.ts'
import { answer } from './responder.ts'
import { NeedsPrivilege, type Routes, routesByCommand } from './routes.ts'
import { certificateOf, startServer } from './servers.ts'
import { answerCalls, answerOptions, answerSound, ECHO_PORT, SIP_PORT } from './sip.ts'
import { createOffice, type Office } from './web/office.ts'

export interface TestbedOptions {
  readonly devices: readonly SimulatedDevice[]
  /** What SNMP requests must carry, on every device; `DEMO_COMMUNITY` unless said otherwise. */
  readonly community?: string
  /** Of every account of simulated servers; `DEMO_PASSWORD` unless said otherwise. */
  readonly password?: string
  /** What the simulated name servers know; nothing unless given. */
  readonly zone?: Zone
  /** Where the certificates of simulated servers come from; one of its own unless given. */
  readonly authority?: Authority
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
  /** The web applications of these addresses answer 500, or work again. */
  setBroken(addresses: readonly string[], broken: boolean): void
  /** Makes a port of this machine reachable at an address of the testbed, for as long as its site is. Rejects when the port is taken there. */
  relay(address: string, port: number, to: number): Promise<void>
  state(): LinkState[]
}

/** A device that runs. */
interface Running {
  readonly device: SimulatedDevice
  readonly state: DeviceState
  readonly office: Office
  readonly listeners: Listener[]
}

/** Starts every device on its own address. Rejects when a port is taken, leaving nothing behind. The caller owns it. */
export async function startTestbed(options: TestbedOptions): Promise<Testbed> {
  const { devices, clock, log, routes = routesByCommand() } = options
  const sites = sitesOf(devices)
  await clearStale(routes, log)
  await using stack = new AsyncDisposableStack()
  const password = options.password ?? DEMO_PASSWORD
  const shared: Shared = {
    community: options.community ?? DEMO_COMMUNITY,
    password,
    zone: options.zone ?? new Map(),
    authority: authorityOf(options),
    mailboxes: stack.use(openMailboxes(password, clock)),
    clock,
  }
  const running: Running[] = []
  for (const device of devices) running.push(await startDevice(device, shared, stack))
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
    setBroken(addresses, broken) {
      for (const { device, office } of running) if (addresses.includes(device.address)) office.broken = broken
    },
    async relay(address, port, to) {
      const listener = started.use(await listenRelay(address, port, to))
      running.find(({ device }) => device.address === address)?.listeners.push(listener)
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

/** What all devices have in common. */
interface Shared {
  readonly community: string
  readonly password: string
  readonly zone: Zone
  readonly authority: () => Authority
  readonly mailboxes: Mailboxes
  readonly clock: Clock
}

/** Made when the first certificate is needed: a testbed without servers needs none. */
function authorityOf({ authority: given, clock }: TestbedOptions): () => Authority {
  let authority = given
  return () => {
    authority ??= createAuthority(clock.now())
    return authority
  }
}

async function startDevice(device: SimulatedDevice, shared: Shared, stack: AsyncDisposableStack): Promise<Running> {
  const { community, password, zone, mailboxes, clock } = shared
  const state = createState(device, clock.now() / 1_000)
  const office = createOffice({ name: device.id, password, clock })
  const listeners: Listener[] = []
  const { snmpPort, address, servers = [], names = [] } = device
  if (snmpPort !== undefined) {
    const mib = deviceMib(device, state)
    const reply = (bytes: Uint8Array) => answer(bytes, community, mib, clock.now() / 1_000)
    listeners.push(stack.use(await listenUdp(address, snmpPort, reply)))
  }
  if (device.sip && device.role === 'mcu') {
    listeners.push(stack.use(await listenUdp(address, SIP_PORT, (bytes) => answerCalls(bytes, address))))
    listeners.push(stack.use(await listenUdp(address, ECHO_PORT, answerSound)))
  } else if (device.sip) listeners.push(stack.use(await listenUdp(address, SIP_PORT, answerOptions)))
  if (device.h323) listeners.push(stack.use(await listenTcp(address, H323_PORT, answerCall)))
  for (const port of device.tcp) {
    if (!(device.h323 && port === H323_PORT)) listeners.push(stack.use(await listenTcp(address, port)))
  }
  const certificate = certificateOf(shared.authority, { address, names })
  for (const server of servers)
    listeners.push(stack.use(await startServer(server, { address, certificate, office, mailboxes, zone, clock })))
  return { device, state, office, listeners }
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
