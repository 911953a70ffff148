import type { Check } from '../check.ts'
import type { Round, RoundCheck } from '../order.ts'
import type { Name } from '../topology.ts'
import { expandChecks } from './expand-checks.ts'
import { hubOf } from './fleet.ts'
import type { Config, Device, Link, Site } from './schema.ts'

/** What is tested of a site before a conference. */
export interface SitePlan {
  readonly site: Site
  readonly links: readonly { readonly link: Link; readonly checks: readonly Check[] }[]
  readonly endpoints: readonly { readonly device: Device; readonly checks: readonly Check[] }[]
  /** Streams of test packets to the site, sent at the same time as those of all others. */
  readonly streams: readonly Check[]
  /** Devices whose interface counters tell how busy a link is, by the id of the device. */
  readonly routers: readonly { readonly device: string; readonly check: Check }[]
}

/** A test of sites: what is asked of whom, and how the answers are to be read. */
export interface PreflightPlan {
  /** The agent that does it. */
  readonly agent: string
  readonly sites: readonly SitePlan[]
  /** What all of them need: the MCU, and the checks of conferencing services. */
  readonly common: readonly {
    readonly kind: 'mcu' | 'service'
    readonly name: Name
    readonly checks: readonly Check[]
  }[]
  /** Three: everything; the counters of routers once more; the streams. */
  readonly rounds: readonly [Round, Round, Round]
}

/** A check that was not answered for this long is not going to be, ms: a preflight must end. */
const MAX_TIMEOUT_MS = 10_000
/** Between two readings of the counters of an interface, ms: many devices bring them up to date every few seconds only. */
const COUNTERS_APART_MS = 10_000
/** A link that was just read is given this long to become quiet before it is loaded, ms. */
const BEFORE_STREAMS_MS = 500
/** What a stream needs beyond its packets, ms: see the kind `stamp`. */
const STREAM_SPARE_MS = 5_000

/** Kinds that say something about one machine there and then, and end by themselves. */
const NOT_ASKED: ReadonlySet<string> = new Set([
  'self',
  'host',
  'traceroute',
  'neighbours',
  'snmp',
  'stamp',
  'sip_call',
])

/**
 * Everything that is asked of the sites `ids`, as seen from the hub. Pure. `undefined` when the configuration has no hub agent:
 * then there is nobody to ask. Sites that do not exist are left out.
 */
export function preflightPlan(config: Config, ids: readonly string[]): PreflightPlan | undefined {
  const hub = hubOf(config)
  if (!hub) return undefined
  const own = expandChecks(config).filter(({ vantage }) => vantage === hub.id)
  const byNode = Map.groupBy(own, ({ node }) => node)
  const asked = (node: string): Check[] => (byNode.get(node) ?? []).filter(({ kind }) => !NOT_ASKED.has(kind))
  const streams = Map.groupBy(
    own.filter(({ kind }) => kind === 'stamp'),
    ({ tags }) => tags.site ?? '',
  )

  const sites = config.sites
    .filter(({ id }) => ids.includes(id))
    .map((site): SitePlan => {
      const node = (id: string) => `${site.id}/${id}`
      return {
        site,
        links: site.links.map((link) => ({ link, checks: asked(node(link.id)) })),
        endpoints: site.devices
          .filter(({ role }) => role === 'conference-endpoint')
          .map((device) => ({ device, checks: asked(node(device.id)) })),
        streams: streams.get(site.id) ?? [],
        routers: routersOf(site, byNode),
      }
    })
  const common = [...mcusOf(config), ...conferencingOf(config)].map(({ node, ...each }) => ({
    ...each,
    checks: asked(node),
  }))
  const counters = sites.flatMap(({ routers }) => routers.map(({ check }) => check))
  const once = [
    ...sites.flatMap(({ links, endpoints }) => [...links, ...endpoints].flatMap(({ checks }) => checks)),
    ...common.flatMap(({ checks }) => checks),
  ]
  return {
    agent: hub.id,
    sites,
    common,
    rounds: [
      { pauseMs: 0, checks: [...new Set([...once, ...counters].map(({ id }) => id))].map(inHaste) },
      { pauseMs: counters.length > 0 ? COUNTERS_APART_MS : 0, checks: counters.map(({ id }) => inHaste(id)) },
      { pauseMs: BEFORE_STREAMS_MS, checks: sites.flatMap((site) => site.streams.map(({ id }) => asCall(id, config))) },
    ],
  }
}

const inHaste = (id: string): RoundCheck => ({ id, timeoutMs: MAX_TIMEOUT_MS })

/** The stream of an all-day check, but as heavy as a call. */
const asCall = (id: string, { readiness: { stream, loss, jitter } }: Config): RoundCheck => ({
  id,
  timeoutMs: stream.duration + STREAM_SPARE_MS,
  set: {
    profile: stream.profile,
    durationMs: Math.max(1_000, Math.round(stream.duration)),
    warnLossPct: loss.risk,
    warnJitterMs: jitter.risk,
  },
})

/** The devices that end links of the site, so far as they are polled. */
function routersOf(site: Site, byNode: ReadonlyMap<string, readonly Check[]>) {
  const ends = new Set(site.links.flatMap(({ device, interface: name }) => (device && name ? [device] : [])))
  return [...ends].flatMap((device) => {
    const check = byNode.get(`${site.id}/${device}`)?.find(({ kind }) => kind === 'snmp')
    return check ? [{ device, check }] : []
  })
}

function mcusOf({ sites, readiness }: Config) {
  return sites.flatMap((site) =>
    site.devices
      .filter(({ id, role }) => role === 'mcu' && (readiness.mcu === undefined || readiness.mcu === id))
      .map(({ id, name }) => ({ kind: 'mcu' as const, name: name ?? { vi: id, en: id }, node: `${site.id}/${id}` })),
  )
}

const conferencingOf = ({ services }: Config) =>
  services
    .filter(({ kind }) => kind === 'conferencing')
    .map(({ id, site, name }) => ({ kind: 'service' as const, name, node: `${site}/${id}` }))
