import type { Check, Name, NodeKind, ServiceShape, ServiceState, TopologyNode } from '@vonggac/model'
import type { Sign } from './attribution/sign.ts'
import type { CheckState } from './check-state.ts'
import type { AlertState, Attribution, Cause, Severity } from './contract.ts'
import type { CheckRule } from './rule.ts'
import type { FieldState } from './rules/field-state.ts'

/** What the engine keeps, mutable, one record a thing. Times are ours (`now`) unless said otherwise; 0 means never. */
interface Timed {
  /** Breaks ties between things due at the same moment: the order of the configuration. */
  readonly index: number
  /** When the earliest entry of this record in the queue is due. */
  queuedAt: number
}

export interface CheckRecord extends Timed {
  readonly type: 'check'
  readonly check: Check
  readonly rule: CheckRule
  readonly node: NodeRecord
  readonly agent: AgentRecord
  /** What it is part of: its own service, and those that use it. */
  readonly services: ServiceRecord[]
  /** Its deadlines: without a result for this long it is missing, and older results are backfill. */
  readonly missingMs: number
  readonly lateMs: number
  state: CheckState
  alert: AlertState
  /** What was wrong last, for people. */
  why: string
  /** Its last bad result was an answer: the way to its node works, whatever is wrong there. */
  answered: boolean
  /** What the agent's clock said of the last result. */
  lastAt: number
  lastSeen: number
  /** Silence before this is not its fault. */
  graceFrom: number
  /** Its last result only told of its agent's own trouble. */
  blind: boolean
  /** Failing behind a failed parent. */
  excused: boolean
  missing: boolean
  /** Somebody works on it or on its node. */
  maintained: boolean
  /** Outside the hours in which it is run; when that changes next, 0: never. */
  closed: boolean
  hoursAt: number
  /** It has had a result that said something about its target; how many since then said nothing. */
  decided: boolean
  unsure: number
  /** When to look again whether its agent is silent as a whole. */
  missingAgainAt: number
  /** Believed to fail and not yet good for the ordinary hold: what is behind it counts as cut off. The alert itself may last longer. */
  failing: boolean
  /** Set when it is no check but a series that a rule on a field is about. */
  readonly field?: FieldState
}

/** What stands for things that fail together of one cause: the engine makes it, the inventory has none. */
export type GroupKind = 'provider' | 'lan' | 'self'

export type EngineNode = Omit<TopologyNode, 'kind'> & { readonly kind: NodeKind | GroupKind }

/** Whether the inventory has it: not so what only stands for others. */
export const isOfInventory = (node: EngineNode): node is TopologyNode =>
  node.kind !== 'provider' && node.kind !== 'lan' && node.kind !== 'self'

export interface NodeRecord extends Timed {
  readonly type: 'node'
  readonly id: string
  readonly topology: EngineNode
  readonly parents: NodeRecord[]
  readonly children: NodeRecord[]
  readonly checks: CheckRecord[]
  /** The checks that tell whether it is up: pings where there are any. */
  probes: readonly CheckRecord[]
  /** Links that are watched, in the order of the configuration: those to this hub; of a link those of its site, itself among them. */
  links: readonly NodeRecord[]
  siteLinks: readonly NodeRecord[]
  /** Only of nodes that stand for others: all of those, in the order of the configuration. */
  readonly peers: NodeRecord[]
  /** Agents that stand here. */
  readonly agents: AgentRecord[]
  /** It fails: when it began, and when its incident opens unless something else explains it. */
  suspectSince: number
  openAt: number
  /** When a warning that became a failure is told. */
  escalateAt: number
  /** Results older than this were measured while it could not be reached. */
  shieldEnd: number
  /** Somebody works on it. */
  maintained: boolean
  /** Only of links: when it was found failing. */
  failedAt: number
  /** Only of hubs: whether most links failed together, and since when they answer again. */
  massDown: boolean
  massBackSince: number
  /** Only of hubs: the links whose last result failed. */
  readonly failing: Set<NodeRecord>
  incident: IncidentRecord | undefined
  /** Only of services. */
  service: ServiceRecord | undefined
  lastOpenedAt: number
  /** When it failed lately, and when its last incident ended because all was well: what tells flapping. */
  onsets: readonly number[]
  closedAt: number
  /** When the flapping incident ends unless it fails again before. */
  steadyAt: number
}

export interface AgentRecord extends Timed {
  readonly type: 'agent'
  readonly id: string
  readonly node: NodeRecord
  readonly checks: CheckRecord[]
  /** Without any result for this long it is silent. */
  silentMs: number
  lastSeen: number
  graceFrom: number
  silent: boolean
  /** An operator closed the incident: silence counts again once it was heard. */
  muted: boolean
  backSince: number
  /** Its checks that end with its own trouble, since when they are too many, and whether that is told. */
  readonly blind: Set<CheckRecord>
  blindSince: number
  blindTold: boolean
}

/** A service and how it is. Follows from its checks; kept to tell changes. */
export interface ServiceRecord {
  readonly shape: ServiceShape
  readonly node: NodeRecord
  /** All checks that it is made of, by id. */
  readonly members: ReadonlyMap<string, CheckRecord>
  state: ServiceState
  /** When it came to be so; 0: it never was otherwise. */
  since: number
  deciding: readonly string[]
  /** What explains it, by id. */
  incident: string | null
}

/** An open incident. */
export interface IncidentRecord {
  readonly id: string
  readonly node: NodeRecord
  cause: Cause
  severity: Severity
  openedAs: Severity
  /** As it was when it opened or last changed: afterwards the checks are good again and tell nothing. */
  title: Name
  since: number
  readonly openedAt: number
  /** Check ids in order of joining. */
  readonly members: Set<string>
  /** When checks of it were well again, by the agents' clocks, so far as they were the ones that failed. */
  readonly ends: Map<string, number>
  flapping: boolean
  /** Every node whose incident this is: its own, and those that fail with it of one cause. */
  readonly held: Set<NodeRecord>
  /** None of the several links of its site works. */
  cutOff: boolean
  /** How often it was told anew as critical. */
  escalations: number
  /** As what it is seen; `cause` is what is thought to be behind it. */
  base: Cause
  /** What speaks for a cause and could be seen only at that moment. */
  signs: readonly Sign[]
  attribution: Attribution | undefined
}

export type TimedRecord = CheckRecord | NodeRecord | AgentRecord
