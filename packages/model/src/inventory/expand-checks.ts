import type { Check, Plan } from '../check.ts'
import { ConfigError } from '../errors.ts'
import type { Tags } from '../point.ts'
import type { Profile } from '../profile.ts'
import type { Schedule } from '../schedule.ts'
import { addedName, addedOptions, addedTarget } from './added-check.ts'
import { agentsOf, type FleetMember, hubOf } from './fleet.ts'
import { checkKinds, type ProbeKind, type SnmpConfig } from './kinds/index.ts'
import { reflectorPlan, reflectorTargets } from './reflectors.ts'
import { scheduleOf } from './schedule-of.ts'
import type { Config, Device, Link, Service, Site } from './schema.ts'
import { didYouMean } from './suggestion.ts'
import { agentNode } from './topology-of.ts'
import { trapListening } from './trap-plan.ts'
import { tune } from './tuning.ts'

/**
 * Devices are pinged every 5 s and not every second as links are: a province has more of them, and the agent shall need
 * less than 2 % of a core for all. Three lost packets in a row are still noticed within 15 s. One lost of the three of an
 * interval is no warning.
 */
const DEVICE_ICMP = { periodMs: 5_000, lossRun: 3, warnLossPct: 34 }
const DEVICE_ICMP_PACE = { intervalMs: 15_000, timeoutMs: 8_000 }

/** Roles of devices that tell who they are connected to (LLDP, CDP). */
const HAVE_NEIGHBOURS: ReadonlySet<Device['role']> = new Set(['router', 'switch', 'firewall'])

/** What was derived already: every plan of an agent asks for it again, and it takes a twentieth of a second for a province. */
const derived = new WeakMap<Config, readonly Check[]>()

/**
 * Everything that is watched, derived from what there is: the one place that decides it. Pure; sorted by id.
 * Expects a configuration that `loadConfig` has passed. Without a hub agent only what agents watch on themselves is left.
 */
export function expandChecks(config: Config): readonly Check[] {
  const known = derived.get(config)
  if (known) return known
  const checks = derive(config)
  derived.set(config, checks)
  return checks
}

function derive(config: Config): Check[] {
  const hub = hubOf(config)
  const fromHub = hub
    ? [
        ...config.sites.flatMap((site) => siteChecks(config, site, hub)),
        ...config.services.flatMap((service) => serviceChecks(config, service, hub)),
        ...pathChecks(config, hub),
      ]
    : []
  const checks = [...fromHub, ...hostChecks(config), ...selfChecks(config)]
  return tune(checks, config.checks, (id, site) => scheduleOf(config, id, site)).sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** What one agent has to do. Throws `ConfigError` when the configuration does not speak of it. */
export function planFor(config: Config, agentId: string, profiles: readonly Profile[] = []): Plan {
  const agents = agentsOf(config)
  const agent = agents.find(({ id }) => id === agentId)
  if (!agent) {
    const ids = agents.map(({ id }) => id)
    throw new ConfigError(
      `the configuration has no agent \`${agentId}\`${didYouMean(agentId, ids) || '; add it under `agents` or to a device'}`,
    )
  }
  const checks = expandChecks(config).filter(({ vantage }) => vantage === agentId)
  const reflector = reflectorPlan(config, agentId)
  const traps = trapListening(config, agentId)
  const needed = checks.some(({ kind }) => kind === 'snmp') || traps ? profiles : []
  return {
    agent: agentId,
    site: agent.site,
    checks,
    ...(reflector && { reflector }),
    ...(traps && { traps }),
    ...(needed.length > 0 && { profiles: needed }),
  }
}

function siteChecks(config: Config, site: Site, hub: FleetMember): Check[] {
  return [
    ...site.links.flatMap((link) => [linkCheck(site, link, hub), pathCheck(site, link, hub)]),
    ...site.devices.flatMap((device) => deviceChecks(config, site, device, hub)),
  ]
}

function linkCheck(site: Site, link: Link, hub: FleetMember): Check {
  const { loss, latency } = link.sla
  return check('icmp', `${site.id}/${link.id}`, hub.id, {
    tags: { site: site.id, link: link.id, provider: link.provider },
    config: {
      address: link.gateway,
      ...(loss !== undefined && { warnLossPct: loss }),
      ...(latency !== undefined && { warnRttMs: latency }),
    },
  })
}

/** The way that a link takes: looked at now and then, and at once when its pings are lost. */
function pathCheck(site: Site, link: Link, hub: FleetMember): Check {
  return check('traceroute', `${site.id}/${link.id}`, hub.id, {
    tags: { site: site.id, link: link.id, provider: link.provider },
    config: { address: link.gateway },
  })
}

function deviceChecks(config: Config, site: Site, device: Device, hub: FleetMember): Check[] {
  const node = `${site.id}/${device.id}`
  const tags = { site: site.id, device: device.id }
  const { address } = device
  const checks = device.tcp.map((port) => check('tcp', node, hub.id, { tags, config: { host: address, port } }))
  if (isPinged(site, device, hub)) {
    checks.push(check('icmp', node, hub.id, { tags, config: { address, ...DEVICE_ICMP }, ...DEVICE_ICMP_PACE }))
  }
  if (device.sip) checks.push(check('sip', node, hub.id, { tags, config: { host: address } }))
  if (device.h323) checks.push(check('h323', node, hub.id, { tags, config: { host: address } }))
  const credential = device.snmp === undefined ? undefined : config.snmp.credentials[device.snmp]
  if (credential) {
    const profile = device.profile === undefined ? {} : { profile: device.profile }
    checks.push(
      check('snmp', node, hub.id, { tags, config: { address, credential, ...profile, watch: watchOf(site, device) } }),
    )
    if (HAVE_NEIGHBOURS.has(device.role))
      checks.push(check('neighbours', node, hub.id, { tags, config: { address, credential } }))
  }
  return checks
}

type Watch = NonNullable<SnmpConfig['watch']>

/** Whose interfaces are missed when they go down, beside those that links name. */
const WATCHED_BY_ROLE: Partial<Record<Device['role'], Watch['others']>> = {
  router: 'all',
  firewall: 'all',
  server: 'all',
  mcu: 'all',
  switch: 'aliased',
  other: 'aliased',
}

/** The interfaces of a device that shall be up: those that end links, and by what the device is. */
const watchOf = (site: Site, { id, role }: Device): Watch => ({
  links: site.links.flatMap(({ id: link, device, interface: name }) =>
    device === id && name !== undefined ? [{ interface: name, link }] : [],
  ),
  others: WATCHED_BY_ROLE[role] ?? 'none',
})

/** The far end of a link is pinged as a link, and a machine that pings itself always answers. */
function isPinged(site: Site, device: Device, hub: FleetMember): boolean {
  if (hub.site === site.id && hub.device === device.id) return false
  return !site.links.some(({ gateway }) => gateway === device.address)
}

function serviceChecks(config: Config, service: Service, hub: FleetMember): Check[] {
  const node = `${service.site}/${service.id}`
  const tags = { site: service.site, service: service.id }
  return service.checks.map((added) => {
    const { kind, interval, timeout, agent = hub.id } = added
    const schedule = added.schedule === undefined ? undefined : scheduleOf(config, added.schedule, service.site)
    return check(kind, node, agent, {
      name: addedName(added),
      target: addedTarget(added),
      tags,
      config: addedOptions(added),
      ...(schedule && { schedule }),
      ...(interval !== undefined && { intervalMs: interval }),
      ...(timeout !== undefined && { timeoutMs: timeout }),
    })
  })
}

/** The path to every other agent that answers STAMP. */
function pathChecks(config: Config, hub: FleetMember): Check[] {
  return reflectorTargets(config)
    .filter(({ agent }) => agent.id !== hub.id)
    .map(({ node, name, tags, config }) => check('stamp', node, hub.id, { name, tags, config }))
}

function hostChecks(config: Config): Check[] {
  return agentsOf(config).flatMap(({ id, site, device }) => {
    if (device === undefined) return []
    return [check('host', `${site}/${device}`, id, { target: device, tags: { site, device }, config: {} })]
  })
}

/** An agent that is cut off says so of itself, so that what it cannot see is not taken for an outage of everything else. */
function selfChecks(config: Config): Check[] {
  return agentsOf(config).map((agent) =>
    check('self', agentNode(agent), agent.id, { target: agent.id, tags: { site: agent.site }, config: {} }),
  )
}

interface Parts {
  /** Between node and `@` in the id; what the kind says unless given. */
  readonly name?: string
  /** For people; what the kind says unless given. */
  readonly target?: string
  readonly tags: Tags
  readonly config: Record<string, unknown>
  readonly schedule?: Schedule
  readonly intervalMs?: number
  readonly timeoutMs?: number
}

function check(kind: ProbeKind, node: string, vantage: string, parts: Parts): Check {
  const { pace, config: schema, context, nameOf, targetOf, leastTimeoutMs } = checkKinds[kind]
  const { intervalMs, timeoutMs } = { ...pace, ...parts }
  const config = schema.parse(parts.config)
  return {
    id: `${node}/${parts.name ?? nameOf?.(config) ?? kind}@${vantage}`,
    kind,
    target: parts.target ?? targetOf(config),
    vantage,
    node,
    intervalMs,
    timeoutMs: Math.min(parts.timeoutMs ?? Math.max(timeoutMs, leastTimeoutMs?.(config) ?? 0), intervalMs),
    ...(parts.schedule && { schedule: parts.schedule }),
    ...(context && { context }),
    tags: parts.tags,
    config,
  }
}
