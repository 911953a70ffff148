import type { Check, Topology, TopologyNode } from '@vonggac/model'

/** A small province for tests: a hub, sites with links, on each site a router (snmp) and endpoints (icmp, tcp), an agent. */
export interface ProvinceShape {
  readonly sites: number
  /** Links of site i. */
  readonly links?: (site: number) => number
  readonly endpoints?: number
  readonly siteAgents?: boolean
}

export interface Province {
  readonly topology: Topology
  readonly checks: readonly Check[]
}

const named = (text: string) => ({ vi: text, en: text })

const check = (node: string, kind: string, intervalMs: number, vantage = 'hub'): Check => ({
  id: `${node}/${kind}@${vantage}`,
  kind: kind.split('-')[0]!,
  target: node,
  vantage,
  node,
  intervalMs,
  timeoutMs: intervalMs,
  tags: { site: node.split('/')[0]! },
  config: {},
})

/** Builds it: sites `s0`, `s1` …; links `s0/l0`; router `s0/rt`; endpoints `s0/e0`; the hub's site is `dc`. */
export function province({ sites, links = () => 1, endpoints = 1, siteAgents = false }: ProvinceShape): Province {
  const node = (id: string, kind: TopologyNode['kind'], parents: string[]): TopologyNode => ({
    id,
    kind,
    name: named(id),
    site: id.split('/')[0]!,
    parents,
  })
  const nodes = [node('dc', 'hub', []), node('dc/@hub', 'agent', ['dc']), node('dc/mail', 'service', ['dc'])]
  const checks = [check('dc/mail', 'tcp-25', 15_000)]
  for (let i = 0; i < sites; i++) {
    const circuits = Array.from({ length: links(i) }, (_, n) => `s${i}/l${n}`)
    for (const link of circuits) {
      nodes.push(node(link, 'link', ['dc']))
      checks.push(check(link, 'icmp', 10_000))
    }
    nodes.push(node(`s${i}/rt`, 'device', circuits))
    checks.push(check(`s${i}/rt`, 'snmp', 60_000))
    for (let n = 0; n < endpoints; n++) {
      nodes.push(node(`s${i}/e${n}`, 'device', circuits))
      checks.push(check(`s${i}/e${n}`, 'icmp', 15_000), check(`s${i}/e${n}`, 'tcp-5060', 15_000))
    }
    if (siteAgents) {
      nodes.push(node(`s${i}/@a${i}`, 'agent', circuits))
      checks.push(check(`s${i}/e0`, 'host', 15_000, `a${i}`))
    }
  }
  return { topology: { nodes }, checks }
}
