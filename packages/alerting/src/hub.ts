import { showAlert } from './alert.ts'
import { leave } from './attribution/group.ts'
import { isOneProviders } from './attribution/provider.ts'
import { forget } from './check-state.ts'
import { countAgain, escalateIncident, isToldAlready, openIncident } from './incident.ts'
import { hubOfLink } from './reachability.ts'
import { reason } from './reason.ts'
import type { NodeRecord } from './record.ts'
import { endShield, shieldDescendants } from './shield.ts'
import { schedule } from './timer.ts'
import type { World } from './world.ts'

/** Keeps count of the links of a hub whose last result failed. */
export function countLink(link: NodeRecord): void {
  const hub = hubOfLink(link)
  if (!link.maintained && link.probes.some(({ state }) => state.last === 'fail')) hub?.failing.add(link)
  else hub?.failing.delete(link)
}

/** The last result of a link is another: with enough good ones the hub is back. */
export function noteLink(world: World, link: NodeRecord): void {
  countLink(link)
  const hub = hubOfLink(link)
  if (!hub?.massDown) return
  const back = hub.failing.size <= world.timing.hubBackShare * hub.links.length
  hub.massBackSince = back ? hub.massBackSince || world.now : 0
  schedule(world, hub)
}

/** Links that failed together lately, in the order of the configuration. */
const together = (world: World, hub: NodeRecord): NodeRecord[] =>
  [...hub.failing]
    .filter(({ failedAt }) => failedAt > 0 && failedAt > world.now - world.timing.hubWindowMs)
    .sort((a, b) => a.index - b.index)

const sitesOf = (links: readonly NodeRecord[]) => new Set(links.map(({ topology }) => topology.site)).size

/** Whether so many links failed together that the cause must be at our end. */
export function isMassFailure(world: World, hub: NodeRecord): boolean {
  const { hubSites, hubShare } = world.timing
  const failed = together(world, hub)
  if (failed.length < hubSites || sitesOf(failed) < hubSites || isOneProviders(failed, hub)) return false
  const longGone = [...hub.failing].length - failed.length
  return failed.length >= hubShare * (hub.links.length - longGone)
}

const sells = (provider: string | undefined, { topology }: NodeRecord) =>
  provider !== undefined && provider === topology.provider

/** Until when links should wait because several fail at once: it may become a mass failure. */
export function burstEnd(world: World, link: NodeRecord): number {
  const hub = hubOfLink(link)
  if (!hub) return 0
  const waiting = together(world, hub).filter(({ incident }) => !incident)
  const sister = waiting.some(({ topology }) => topology.site !== link.topology.site && sells(topology.provider, link))
  if (sitesOf(waiting) < 3 && !sister) return 0
  return Math.min(...waiting.map(({ failedAt }) => failedAt)) + world.timing.burstHoldMs
}

/** One incident for all: the links that failed together and have an incident already are folded into it. */
export function openMass(world: World, hub: NodeRecord): void {
  const links = together(world, hub)
  const records = links.flatMap(({ checks }) => checks.filter(({ state }) => state.belief !== 'ok'))
  const why = reason('hub-down', `${links.length} of ${hub.links.length} links failed together`)
  const since = Math.min(...records.map(({ state }) => state.badSince))
  hub.massDown = true
  hub.massBackSince = 0
  for (const record of records) {
    record.excused = true
    record.state = forget(record.state)
    record.failing = false
  }
  if (hub.incident) for (const { check } of records) hub.incident.members.add(check.id)
  if (hub.incident) {
    if (!isToldAlready(hub.incident, 'critical')) escalateIncident(world, hub.incident, 'critical', why)
    countAgain(world, hub.incident, why.slice(why.indexOf(':') + 2))
  } else if (!hub.maintained) openIncident(world, hub, { severity: 'critical', since, members: records, reason: why })
  for (const link of links) {
    link.openAt = 0
    leave(world, link, { nodes: links, into: hub.incident?.id ?? hub.id })
  }
  for (const record of records) showAlert(world, record, why)
  shieldDescendants(world, hub)
}

/** Most links answer again. Those that do not have to fail anew to be told of. */
export function endMass(world: World, hub: NodeRecord): void {
  hub.massDown = false
  hub.massBackSince = 0
  endShield(world, hub)
}
