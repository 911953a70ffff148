import type { Check } from '@vonggac/model'
import { quiet } from './check-state.ts'
import { NO_ONSETS } from './flapping.ts'
import type { AgentRecord, CheckRecord, EngineNode, NodeRecord } from './record.ts'
import type { CheckRule } from './rule.ts'
import { defaultTiming, type Timing } from './timing.ts'

/** Of what nobody waits for. */
export const NEVER_MISSING = Number.POSITIVE_INFINITY

/** Agents fall due before nodes and nodes before checks, so that the cause is known before the effects. */
const INDEX_OF_NODES = 1_000_000
export const INDEX_OF_CHECKS = 2_000_000

/** The record of a check that nothing is known of yet. */
export function newCheckRecord(
  check: Check,
  rule: CheckRule,
  { node, agent, index }: { readonly node: NodeRecord; readonly agent: AgentRecord; readonly index: number },
  timing: Timing = defaultTiming,
): CheckRecord {
  return {
    type: 'check',
    index,
    queuedAt: Number.POSITIVE_INFINITY,
    check,
    rule,
    node,
    agent,
    services: [],
    missingMs: Math.max(timing.missingIntervals * check.intervalMs, timing.missingMinMs),
    lateMs: Math.max(timing.lateIntervals * check.intervalMs, timing.lateMinMs),
    state: quiet,
    alert: 'ok',
    why: '',
    answered: false,
    lastAt: 0,
    lastSeen: 0,
    graceFrom: 0,
    blind: false,
    excused: false,
    missing: false,
    maintained: false,
    closed: false,
    hoursAt: 0,
    decided: false,
    unsure: 0,
    missingAgainAt: 0,
    failing: false,
  }
}

/** The record of a node that nothing is known of yet; `order`: its place in the configuration. */
export const newNodeRecord = (topology: EngineNode, order: number): NodeRecord => ({
  type: 'node',
  index: INDEX_OF_NODES + order,
  queuedAt: Number.POSITIVE_INFINITY,
  id: topology.id,
  topology,
  parents: [],
  children: [],
  checks: [],
  probes: [],
  links: [],
  siteLinks: [],
  peers: [],
  agents: [],
  suspectSince: 0,
  openAt: 0,
  escalateAt: 0,
  shieldEnd: 0,
  maintained: false,
  failedAt: 0,
  massDown: false,
  massBackSince: 0,
  failing: new Set(),
  incident: undefined,
  service: undefined,
  lastOpenedAt: 0,
  onsets: NO_ONSETS,
  closedAt: 0,
  steadyAt: 0,
})
