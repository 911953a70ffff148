import { type Point, type Status, statuses, statusRanks } from '@vonggac/model'
import type { Config, Link } from '@vonggac/model/inventory'

/** A link as the account sees it: `undefined` outside the hours in which it is watched, which count on no side. */
export type LinkState = Status | undefined

/** What was measured of a link since its last point. */
interface Entry {
  readonly up: number
  readonly down: number
  readonly unknown: number
  /** How often it went down. */
  readonly outages: number
  readonly worst: number
}

/** Adds up how long each link was up and down. */
export interface LinkAccount {
  /** The `elapsedMs` since the last call were as it is now; of more than `mostMs` nothing is known. */
  add(elapsedMs: number, stateOf: (node: string) => LinkState): void
  /** A point for each link, and a new page. */
  close(at: number): Point[]
}

/** Longer than this between two looks, and we were not looking, ms: the machine slept or was overloaded. */
export const MOST_MS = 20_000

const nothing: Entry = { up: 0, down: 0, unknown: 0, outages: 0, worst: 0 }

/** Begins with nothing. Pure but for what it keeps. */
export function createLinkAccount(config: Config): LinkAccount {
  const links = config.sites.flatMap((site) =>
    site.links.map((link) => ({ node: `${site.id}/${link.id}`, site: site.id, link, promises: promisesOf(link) })),
  )
  const entries = new Map<string, Entry>()
  const states = new Map<string, LinkState>()
  return {
    add(elapsedMs, stateOf) {
      for (const { node } of links) {
        const state = stateOf(node)
        entries.set(node, extended(entries.get(node) ?? nothing, { was: states.get(node), state, elapsedMs }))
        states.set(node, state)
      }
    },
    close(at) {
      const points = links.flatMap(({ node, site, link, promises }) => {
        const entry = entries.get(node)
        const state = states.get(node)
        if (!entry || state === undefined) return []
        return [
          {
            measurement: 'link_state',
            tags: { site, link: link.id, provider: link.provider, ...portOf(link) },
            fields: { ...fieldsOf(entry, state), ...promises },
            timestamp: at,
          },
        ]
      })
      entries.clear()
      return points
    },
  }
}

function extended(
  entry: Entry,
  { was, state, elapsedMs }: { was: LinkState; state: LinkState; elapsedMs: number },
): Entry {
  if (state === undefined) return entry
  const known = Math.min(elapsedMs, MOST_MS)
  const up = state === 'ok' || state === 'warn'
  const down = state === 'fail'
  return {
    up: entry.up + (up ? known : 0),
    down: entry.down + (down ? known : 0),
    unknown: entry.unknown + (elapsedMs - known) + (up || down ? 0 : known),
    // What we do not know of in between ends no outage: see the report of service levels.
    outages: entry.outages + (down && (was === 'ok' || was === 'warn') ? 1 : 0),
    worst: Math.max(entry.worst, statusRanks.indexOf(state)),
  }
}

const fieldsOf = ({ up, down, unknown, outages, worst }: Entry, state: Status) => ({
  status: BigInt(statuses.indexOf(state)),
  rank: BigInt(worst),
  up_s: up / 1_000,
  down_s: down / 1_000,
  unknown_s: unknown / 1_000,
  outages: BigInt(outages),
})

/** The port that ends it, so that a panel finds its traffic. */
const portOf = ({ device, interface: ifName }: Link): Point['tags'] =>
  device !== undefined && ifName !== undefined ? { device, ifName } : {}

/** What the contract promises goes with every point, so that a panel holds each link against its own. */
const promisesOf = ({ sla, bandwidth }: Link): Point['fields'] => ({
  ...(sla.availability !== undefined && { sla_availability_pct: sla.availability }),
  ...(sla.latency !== undefined && { sla_latency_ms: sla.latency }),
  ...(sla.loss !== undefined && { sla_loss_pct: sla.loss }),
  ...(bandwidth !== undefined && { bandwidth_bps: bandwidth }),
})
