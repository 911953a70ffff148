import {
  type Check,
  checksOfService,
  type MemberState,
  type Name,
  type ServiceShape,
  type Topology,
  type TopologyNode,
} from '@vonggac/model'
import type { Rule } from '@vonggac/model/inventory'
import { type Cases, newCases } from './attribution/case.ts'
import type { Clues } from './attribution/clues.ts'
import { type Places, placesOf } from './attribution/places.ts'
import type { AlertEvent } from './contract.ts'
import { type DueQueue, dueQueue } from './due-queue.ts'
import { type Late, newLate } from './late/late-state.ts'
import { type Maintenance, noMaintenance } from './maintenance.ts'
import { INDEX_OF_CHECKS, newCheckRecord, newNodeRecord } from './new-record.ts'
import type { AgentRecord, CheckRecord, IncidentRecord, NodeRecord, ServiceRecord, TimedRecord } from './record.ts'
import { addGroups, findLinks } from './relations.ts'
import { ruleFinder } from './rule.ts'
import { type Fields, newFields } from './rules/field-state.ts'
import { fieldRulesByMeasurement } from './rules/watched-field.ts'
import { verdictOf } from './service-state.ts'
import { defaultTiming, type Timing } from './timing.ts'

/** What an engine is made of. */
export interface EngineInput {
  readonly topology: Topology
  readonly checks: readonly Check[]
  readonly rules: readonly Rule[]
  readonly timing?: Partial<Timing>
  /** What services are made of; a service that is not among them is all of the checks of its node. */
  readonly services?: readonly ServiceShape[]
  /** Says why a service is not up, for a title; nothing: in the words of the check that decides it. */
  readonly serviceCause?: ServiceCause
}

/** A check of a service: how it counts, and what was last wrong with it (`timeout: no answer within 5 s`). */
export interface Evidence {
  readonly check: Check
  readonly state: MemberState
  readonly why: string
}

/** Finds the cause of a service's trouble in all of its checks, those that decide its state first. Pure. */
export type ServiceCause = (service: ServiceShape, checks: readonly Evidence[]) => Name | undefined

/** Everything the engine works on: passed to each of its parts. */
export interface World {
  readonly timing: Timing
  /** Checks, and series that rules on fields are about. */
  readonly checks: Map<string, CheckRecord>
  readonly nodes: ReadonlyMap<string, NodeRecord>
  readonly agents: ReadonlyMap<string, AgentRecord>
  readonly services: ReadonlyMap<string, ServiceRecord>
  readonly serviceCause: ServiceCause | undefined
  /** Services of which a check has changed since they were worked out. */
  readonly touched: Set<ServiceRecord>
  /** Open incidents by id, oldest first. */
  readonly incidents: Map<string, IncidentRecord>
  readonly queue: DueQueue<TimedRecord>
  readonly fields: Fields
  readonly late: Late
  /** Why things fail: what is not certain yet, and what may tell. */
  readonly cases: Cases
  readonly clues: Clues
  readonly places: Places
  /** What is worked on, and when that changes. */
  maintenance: Maintenance
  /** The last time we heard of; 0 before the first. Never goes back. */
  now: number
  /** Silence before this is not the agents' fault: we were not running. */
  graceFrom: number
  /** Incidents that checks have joined since the last event about them, and why the last one did. */
  readonly joined: Map<IncidentRecord, string>
  /** What has happened and was not handed out yet. */
  events: AlertEvent[]
}

/** Links topology, checks and agents with each other; checks that are only context are left out. A check whose node the topology does not know gets one of its own. */
export function createWorld({
  topology,
  checks,
  rules,
  timing: given,
  services = [],
  serviceCause,
}: EngineInput): World {
  const timing = { ...defaultTiming, ...given }
  const nodes = new Map(topology.nodes.map((node, index) => [node.id, newNodeRecord(node, index)]))
  for (const node of nodes.values()) {
    for (const id of node.topology.parents) {
      const parent = nodes.get(id)
      if (!parent) continue
      node.parents.push(parent)
      parent.children.push(node)
    }
  }
  addGroups(nodes)
  const records = new Map<string, CheckRecord>()
  const world = {
    timing,
    nodes,
    checks: records,
    agents: new Map(),
    services: new Map<string, ServiceRecord>(),
    serviceCause,
    touched: new Set<ServiceRecord>(),
    incidents: new Map(),
    joined: new Map<IncidentRecord, string>(),
    maintenance: noMaintenance,
    queue: dueQueue<TimedRecord>(),
    late: newLate(),
    cases: newCases(),
    clues: new Map(),
    fields: newFields(fieldRulesByMeasurement(rules, timing)),
    now: 0,
    graceFrom: 0,
    events: [],
  }
  const ruleOf = ruleFinder(rules, timing)
  for (const check of checks) if (!check.context) addCheck(world, check, ruleOf(check))
  for (const node of nodes.values()) {
    const pings = node.checks.filter(({ check }) => check.kind === 'icmp')
    // A copy: what rules on fields add to its checks later says nothing about whether it is up.
    node.probes = pings.length > 0 ? pings : [...node.checks]
    if (node.topology.kind === 'service')
      addService(
        world,
        node,
        services.find((shape) => shape.node === node.id),
      )
  }
  findLinks(nodes)
  return { ...world, places: placesOf(nodes, records) }
}

interface Building {
  readonly timing: Timing
  readonly nodes: Map<string, NodeRecord>
  readonly checks: Map<string, CheckRecord>
  readonly agents: Map<string, AgentRecord>
}

function addCheck(world: Building, check: Check, rule: CheckRecord['rule']): void {
  const { timing } = world
  const node = nodeOf(world, check.node, 'service', check.tags.site ?? '')
  const agent = agentOf(world, check.vantage)
  const record = newCheckRecord(check, rule, { node, agent, index: INDEX_OF_CHECKS + world.checks.size }, timing)
  world.checks.set(check.id, record)
  node.checks.push(record)
  agent.checks.push(record)
  // A check that is run at some hours only is no sign of life in the others.
  if (!check.schedule) agent.silentMs = Math.min(agent.silentMs, record.missingMs)
}

function addService(
  { checks, services }: { checks: ReadonlyMap<string, CheckRecord>; services: Map<string, ServiceRecord> },
  node: NodeRecord,
  given: ServiceShape | undefined,
): void {
  const shape = given ?? allOf(node)
  const members = new Map(
    checksOfService(shape).flatMap((id) => {
      const record = checks.get(id)
      return record ? [[id, record] as const] : []
    }),
  )
  const service: ServiceRecord = { shape, node, members, state: 'unknown', since: 0, deciding: [], incident: null }
  service.deciding = verdictOf(service).deciding
  services.set(node.id, service)
  node.service = service
  for (const record of members.values()) record.services.push(service)
}

const allOf = ({ id, topology, checks }: NodeRecord): ServiceShape => ({
  node: id,
  id: id.slice(id.lastIndexOf('/') + 1),
  site: topology.site,
  kind: 'other',
  name: topology.name,
  rule: { kind: 'all' },
  members: checks.map(({ check }) => check.id),
})

function nodeOf(world: Building, id: string, kind: TopologyNode['kind'], site: string): NodeRecord {
  const known = world.nodes.get(id)
  if (known) return known
  const made = newNodeRecord({ id, kind, name: { vi: id, en: id }, site, parents: [] }, world.nodes.size)
  world.nodes.set(id, made)
  return made
}

function agentOf(world: Building, id: string): AgentRecord {
  const known = world.agents.get(id)
  if (known) return known
  const node =
    [...world.nodes.values()].find((n) => n.topology.kind === 'agent' && n.id.endsWith(`@${id}`)) ??
    nodeOf(world, `@${id}`, 'agent', '')
  const made: AgentRecord = {
    type: 'agent',
    index: world.agents.size,
    queuedAt: Number.POSITIVE_INFINITY,
    id,
    node,
    checks: [],
    silentMs: Number.POSITIVE_INFINITY,
    lastSeen: 0,
    graceFrom: 0,
    silent: false,
    muted: false,
    backSince: 0,
    blind: new Set(),
    blindSince: 0,
    blindTold: false,
  }
  world.agents.set(id, made)
  node.agents.push(made)
  return made
}
