import type { Check } from '../check.ts'
import type { TopologyNode } from '../topology.ts'
import { hubOf } from './fleet.ts'
import type { Config } from './schema.ts'

/** In whose name the collector's own results are written. */
export const COLLECTOR_VANTAGE = 'collector'

/** The node of another collector. No site can have this name. */
export const peerNode = (id: string): string => `@peer/${id}`

/** The collectors that this one watches, as nodes of the topology: reached by themselves, whatever links do. */
export function peerNodes(config: Config): TopologyNode[] {
  const site = hubOf(config)?.site ?? config.sites.find(({ kind }) => kind === 'hub')?.id ?? ''
  return config.collector.peers.map(({ id }) => ({
    id: peerNode(id),
    kind: 'agent',
    name: { vi: `trạm giám sát ${id}`, en: `watch post ${id}` },
    site,
    parents: [],
  }))
}

/** The checks of them, which the collector runs itself. */
export const peerChecks = ({ collector }: Config): Check[] =>
  collector.peers.map(({ id, url, every, timeout }) => ({
    id: `${peerNode(id)}/readyz@${COLLECTOR_VANTAGE}`,
    kind: 'collector',
    target: url,
    vantage: COLLECTOR_VANTAGE,
    node: peerNode(id),
    intervalMs: every,
    timeoutMs: timeout,
    tags: {},
    config: {},
  }))
