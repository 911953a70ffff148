import type { CheckRecord, NodeRecord } from './record.ts'

/** Questions about the topology as it is now. All pure. */

/** Whether pings tell if it is up. */
export const isPinged = ({ probes }: NodeRecord): boolean => probes[0]?.check.kind === 'icmp'

/** It fails by its own results: its pings, where it has any, or everything that is checked on it. */
export function failsItself(node: NodeRecord): boolean {
  const { probes } = node
  if (probes.length === 0) return false
  const failing = (record: CheckRecord) => record.failing
  return isPinged(node) ? probes.some(failing) : probes.every(failing)
}

/** Down: known to fail, or not to be reached at all. */
export const isDown = (node: NodeRecord): boolean =>
  node.massDown || ((node.incident !== undefined || node.maintained) && failsItself(node)) || isShielded(node)

/** Not to be reached: everything that it is reached through is down. */
export const isShielded = ({ parents }: NodeRecord): boolean => parents.length > 0 && parents.every(isDown)

/** Something is wrong with it that is nobody else's affair. */
export const isTroubled = ({ state, missing, excused, maintained }: CheckRecord): boolean =>
  !excused && !maintained && (state.belief !== 'ok' || missing)

/** Not to be reached because of something that somebody works on. */
export const isMaintainedAway = ({ parents }: NodeRecord): boolean =>
  parents.some((parent) => isDown(parent) && (parent.maintained || isMaintainedAway(parent)))

/** A result of this check cannot come, or can say nothing: its node or its agent is cut off. */
export const isCheckShielded = ({ node, agent }: CheckRecord): boolean =>
  isShielded(node) || isAgentShielded(agent.node)

/** An agent is also cut off when the thing it runs on is down, which is what its node's parents say. */
const isAgentShielded = (node: NodeRecord): boolean => node.massDown || isShielded(node)

/** Its last result failed, but that is not believed yet. */
const isSuspicious = (node: NodeRecord): boolean =>
  isDown(node) ||
  (node.openAt > 0 && node.probes.some(lastFailed)) ||
  (node.probes.length > 0 && node.probes.every(lastFailed))

const lastFailed = ({ state }: CheckRecord) => state.last === 'fail'

/** Maybe its parents are the cause: worth waiting for. */
export const mayBeShielded = ({ parents }: NodeRecord): boolean => parents.length > 0 && parents.every(isSuspicious)

/** The nearest thing above that has an incident and explains why this one cannot be reached. */
export function rootOf(node: NodeRecord): NodeRecord | undefined {
  for (const parent of node.parents) {
    if (parent.incident && (parent.massDown || failsItself(parent))) return parent
  }
  for (const parent of node.parents) {
    const root = rootOf(parent)
    if (root) return root
  }
  return undefined
}

/** The hub that a link hangs on; `undefined` for everything else. */
export const hubOfLink = ({ topology, parents }: NodeRecord): NodeRecord | undefined =>
  topology.kind === 'link' ? parents.find((parent) => parent.topology.kind === 'hub') : undefined

/** Everything that is reached through this node, nearest first, each once. */
export function descendantsOf(node: NodeRecord): NodeRecord[] {
  const found = new Set<NodeRecord>()
  const queue = [...node.children]
  for (const next of queue) {
    if (found.has(next)) continue
    found.add(next)
    queue.push(...next.children)
  }
  return [...found]
}
