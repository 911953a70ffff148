import type { Check } from '@vonggac/model'
import { quiet } from './check-state.ts'
import type { AgentRecord, CheckRecord, NodeRecord } from './record.ts'
import type { CheckRule } from './rule.ts'
import { defaultTiming, type Timing } from './timing.ts'

/** Of what nobody waits for. */
export const NEVER_MISSING = Number.POSITIVE_INFINITY

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
