import { failsItself, isPinged, isShielded } from '../reachability.ts'
import { reason } from '../reason.ts'
import type { NodeRecord } from '../record.ts'
import type { World } from '../world.ts'
import { joinGroup, openGroup } from './group.ts'

/** The node of a site's local network. No link, device or service can have this name. */
export const lanNode = (site: string): string => `${site}/@lan`

/**
 * The devices of the site that are pinged and can be reached as far as its links go. What is not pinged is the far end of a link,
 * which is pinged in its place: it is up while the link is, and the network behind it says nothing of that.
 */
const devicesOf = (lan: NodeRecord): NodeRecord[] =>
  lan.peers.filter((node) => isPinged(node) && !node.maintained && !isShielded(node))

/** It fails, and has begun to lately. */
const isFreshlyOut = ({ now, timing }: World, node: NodeRecord): boolean =>
  failsItself(node) && node.failedAt > now - timing.lanWindowMs

/** How long a failing device waits for others of its site: failing together they are one page. */
export function lanEnd(world: World, node: NodeRecord): number {
  const lan = world.nodes.get(lanNode(node.topology.site))
  if (!lan?.peers.includes(node) || !failsItself(node)) return 0
  const isDoubtful = (other: NodeRecord) => !other.incident && other.probes.some(({ state }) => state.last !== 'ok')
  return devicesOf(lan).some((other) => other !== node && isDoubtful(other))
    ? node.suspectSince + world.timing.lanHoldMs
    : 0
}

/** A failing device whose whole site fails with it although the way there works: the local network is the cause. Returns whether it is. */
export function blameLan(world: World, node: NodeRecord): boolean {
  const lan = world.nodes.get(lanNode(node.topology.site))
  if (!lan?.peers.includes(node) || !failsItself(node)) return false
  const devices = devicesOf(lan)
  const failed = devices.filter((device) => device === node || isFreshlyOut(world, device))
  const why = reason('lan-down', `${failed.length} of ${devices.length} devices of ${lan.topology.site} fail together`)
  if (lan.incident) {
    joinGroup(world, lan, { node, why })
    return true
  }
  const { lanDevices, lanShare } = world.timing
  if (failed.length < Math.min(lanDevices, devices.length) || failed.length < 2) return false
  if (failed.length < lanShare * devices.length) return false
  openGroup(world, lan, { nodes: failed, why })
  return true
}
