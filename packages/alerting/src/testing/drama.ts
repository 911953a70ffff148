import type { Check, CheckReport, Topology, TopologyNode } from '@vonggac/model'
import type { AlertEvent, Engine, Incident, Sample } from '../contract.ts'
import { createEngine } from '../engine.ts'
import { type IncidentEvent, isIncidentEvent } from '../message.ts'
import { START } from './simulation.ts'

/** A province that tells why it fails: sites with a router, a UPS and a server with an agent, and devices at the hub. */

export interface Scene {
  /** Seconds after the start. */
  readonly from: number
  readonly to: number
}

/** What a check reports in a scene: `lost` until the scene is over, `late`: it arrives then. */
export type Part = Partial<Pick<CheckReport, 'status' | 'error' | 'detail'>> | 'late'

export interface Drama {
  readonly until: number
  /** What checks report otherwise than `ok`: the last that is about a check has its way. */
  readonly parts?: readonly (Scene & { readonly checks: RegExp; readonly report: Part })[]
  /** Points, and when they arrive: with what is measured, or later. */
  readonly points?: readonly {
    readonly at: number
    readonly arrives?: number
    readonly sample: Omit<Sample, 'timestamp'>
  }[]
  readonly restarts?: boolean
  /** Each site has a second link, of the other provider. */
  readonly twoLinks?: boolean
  readonly sites?: number
  /** Whose link a site has. */
  readonly provider?: (site: number) => string
}

const STEP_S = 5
const named = (text: string) => ({ vi: text, en: text })

const check = (node: string, kind: string, intervalMs: number, more: Partial<Check> = {}): Check => {
  const vantage = more.vantage ?? 'hub'
  const tags = { site: node.split('/')[0]! }
  return {
    id: `${node}/${kind}@${vantage}`,
    kind,
    target: node,
    vantage,
    node,
    intervalMs,
    timeoutMs: 2_000,
    tags,
    config: {},
    ...more,
  }
}

/** The network of the drama. */
export function stageOf({
  sites = 4,
  twoLinks = false,
  provider = (site) => (site % 2 === 0 ? 'vnpt' : 'viettel'),
}: Pick<Drama, 'sites' | 'twoLinks' | 'provider'>): { topology: Topology; checks: Check[] } {
  const node = (id: string, kind: TopologyNode['kind'], parents: string[], more: Partial<TopologyNode> = {}) => ({
    id,
    kind,
    name: named(id),
    site: id.split('/')[0]!,
    parents,
    ...more,
  })
  const nodes: TopologyNode[] = [node('dc', 'hub', []), node('dc/@hub', 'agent', ['dc'])]
  const checks: Check[] = []
  for (const [i, name] of ['core', 'mail', 'web'].entries()) {
    nodes.push(node(`dc/${name}`, 'device', ['dc'], { role: 'server' }))
    checks.push(check(`dc/${name}`, 'icmp', 15_000, { config: { address: `10.0.0.${i + 1}` } }))
  }
  for (let i = 0; i < sites; i++) {
    const links = twoLinks ? [`s${i}/l0`, `s${i}/l1`] : [`s${i}/l0`]
    for (const [n, link] of links.entries()) {
      const seller = provider(i + n)
      const more = {
        provider: seller,
        providerName: named(seller.toUpperCase()),
        endsOn: `s${i}/rt`,
        place: named(`Site ${i}`),
      }
      nodes.push(node(link, 'link', ['dc'], more))
      checks.push(check(link, 'icmp', 10_000, { config: { address: `10.0.${i + 1}.${n + 1}` } }))
    }
    for (const [name, role] of [
      ['rt', 'router'],
      ['ups', 'ups'],
      ['srv', 'server'],
      ['pc0', 'other'],
      ['pc1', 'other'],
    ] as const)
      nodes.push(node(`s${i}/${name}`, 'device', links, { role }))
    nodes.push(node(`s${i}/@a${i}`, 'agent', links))
    const watch = { links: links.map((link, n) => ({ interface: `wan${n}`, link: link.split('/')[1] })) }
    checks.push(
      check(`s${i}/rt`, 'snmp', 60_000, { config: { address: `10.0.${i + 1}.1`, watch } }),
      check(`s${i}/srv`, 'icmp', 15_000, { config: { address: `10.0.${i + 1}.10` } }),
      check(`s${i}/srv`, 'host', 15_000, { vantage: `a${i}` }),
      check(`s${i}/ups`, 'snmp', 60_000, { vantage: `a${i}` }),
      check(`s${i}/pc0`, 'icmp', 15_000),
      check(`s${i}/pc1`, 'icmp', 15_000),
    )
  }
  return { topology: { nodes }, checks }
}

interface Waiting {
  readonly arrives: number
  readonly report?: CheckReport
  readonly sample?: Sample
}

/** Plays it; all that was decided about incidents, and the last word about each. */
export function play(drama: Drama) {
  const { topology, checks } = stageOf(drama)
  const open = (snapshot?: unknown): Engine => createEngine({ topology, checks, rules: [] }, snapshot)
  let engine = open()
  const events: AlertEvent[] = [...engine.tick(START)]
  const waiting: Waiting[] = (drama.points ?? []).map(({ at, arrives = at, sample }) => ({
    arrives: START + arrives * 1_000,
    sample: { ...sample, timestamp: START + at * 1_000 },
  }))
  for (let second = 0; second < drama.until; second += STEP_S) {
    const now = START + second * 1_000
    for (let due = engine.nextDue(); due !== undefined && due < now; due = engine.nextDue())
      events.push(...engine.tick(due))
    if (drama.restarts) engine = open(JSON.parse(JSON.stringify(engine.snapshot())))
    for (const one of checks) {
      if ((second * 1_000) % one.intervalMs !== 0) continue
      const part = drama.parts?.findLast(
        ({ from, to, checks: which }) => second >= from && second < to && which.test(one.id),
      )
      const late = part?.report === 'late'
      const said = drama.parts?.findLast(
        ({ from, to, checks: which, report }) =>
          report !== 'late' && second >= from && second < to && which.test(one.id),
      )
      const report = reportOf(one, said?.report === 'late' ? undefined : said?.report, now)
      if (late) waiting.push({ arrives: START + (part.to + STEP_S) * 1_000, report })
      else events.push(...engine.observe(report, now))
    }
    for (const one of waiting.filter(({ arrives }) => arrives === now)) {
      if (one.report) events.push(...engine.observe(one.report, now))
      if (one.sample) events.push(...engine.measure([one.sample], now))
    }
  }
  const told = events.filter(isIncidentEvent)
  return {
    told,
    engine,
    last: lastOf(told),
    pages: told.filter(({ kind, reason }) => kind !== 'updated' && !reason.startsWith('merged')),
  }
}

const reportOf = (one: Check, part: Exclude<Part, 'late'> | undefined, at: number): CheckReport => {
  const status = part?.status ?? 'ok'
  const error = part?.error ?? (status === 'fail' ? 'timeout' : '')
  return { check: one.id, status, error, detail: part?.detail ?? '', at, durationMs: 1, agent: one.vantage }
}

/** The last that was said of each incident, by node. */
const lastOf = (told: readonly IncidentEvent[]): ReadonlyMap<string, Incident> =>
  new Map(told.map(({ incident }) => [incident.node, incident]))

/** How long a thing is up, as its poll or its agent says. */
export const upFor = (node: string, seconds: number): Omit<Sample, 'timestamp'> => {
  const [site, device] = node.split('/') as [string, string]
  return { measurement: 'snmp', tags: { site, device, agent: 'hub' }, fields: { uptime_s: seconds } }
}
