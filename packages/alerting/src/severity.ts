import type { Cause, Severity } from './contract.ts'
import { failsItself, isDown, isPinged } from './reachability.ts'
import type { CheckRecord, NodeRecord } from './record.ts'
import { severityOfService, verdictOf } from './service-state.ts'

/** How bad it is that this check fails. */
export function severityOf({ state, rule, node, missing, field }: CheckRecord): Severity {
  if (state.belief === 'warn' || (missing && state.belief === 'ok')) return 'warning'
  if (field) return rule.severity ?? 'warning'
  if (node.service && severityOfService(node.service) === 'warning') return 'warning'
  if (rule.severity) return rule.severity
  if (node.topology.kind !== 'link') return 'critical'
  return answersPings(node) || node.siteLinks.some((link) => link !== node && isUp(link)) ? 'warning' : 'critical'
}

/** A link that is pinged, and well by its pings: what fails on it is not the link itself. */
const answersPings = (node: NodeRecord): boolean =>
  isPinged(node) && node.probes.every(({ state, missing }) => state.belief === 'ok' && !missing)

/** Another way to the site that is known to work. */
const isUp = (link: NodeRecord): boolean =>
  link.probes.length > 0 &&
  !isDown(link) &&
  link.probes.every(
    ({ state, missing, lastSeen }) => lastSeen > 0 && !missing && state.last !== 'fail' && state.belief !== 'fail',
  )

/** How bad it is what happens to this node, by the worst of its checks. */
export const worstOf = (records: readonly CheckRecord[]): Severity =>
  records.some((record) => severityOf(record) === 'critical') ? 'critical' : 'warning'

/** A silent agent that watches links leaves the province blind. */
export const severityOfSilence = (node: NodeRecord): Severity =>
  node.agents.some(({ checks }) => checks.some((check) => check.node.topology.kind === 'link')) ? 'critical' : 'warning'

/** What is broken: the thing itself, or, while it still answers, only one of its checks. */
export function causeOf(node: NodeRecord): Cause {
  const { kind } = node.topology
  if (node.agents.some(({ silent }) => silent)) return 'agent'
  if (kind === 'link') return answersPings(node) && hasTrouble(node) ? 'check' : 'link'
  // Of another collector all that there is to see is whether it works.
  if (kind === 'agent') return hasTrouble(node) && !node.id.startsWith('@peer/') ? 'check' : 'agent'
  if (kind === 'service' && node.service && verdictOf(node.service).state === 'up' && hasTrouble(node)) return 'check'
  if (kind !== 'device') return kind
  // What a rule on a field finds is what somebody measured of it: no sign that it is gone, before a check of it says so.
  const isWell = ({ field, state, missing, failing }: CheckRecord) =>
    field !== undefined || (state.belief === 'ok' && !missing && !failing)
  if (node.checks.every(isWell)) return 'check'
  const answers = node.checks.some(
    ({ state, missing, lastSeen, answered, field }) =>
      !field && lastSeen > 0 && (state.belief !== 'fail' || answered) && !missing,
  )
  return failsItself(node) || !answers ? 'device' : 'check'
}

const hasTrouble = ({ checks }: NodeRecord): boolean =>
  checks.some(({ state, missing }) => state.belief !== 'ok' || missing)
