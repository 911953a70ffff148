import { type MemberState, type ServiceState, type ServiceVerdict, serviceVerdict } from '@vonggac/model'
import type { Incident, ServiceReport, Severity } from './contract.ts'
import { isMaintainedAway, isShielded, rootOf } from './reachability.ts'
import type { CheckRecord, ServiceRecord } from './record.ts'
import type { Evidence } from './world.ts'

/** Questions about services as they are now. All pure. */

/** So many results in a row that say nothing about the target, and nothing is known of it any more. */
export const UNSURE = 3

/** How a check counts for its services: by what is believed of it, not by its last result, so that nothing flaps. */
export function memberStateOf(record: CheckRecord): MemberState {
  const { state, node, excused, missing, decided, unsure, closed, maintained } = record
  if (closed) return 'closed'
  if (maintained ? excused || missing || state.belief !== 'ok' : excused && isMaintainedAway(node)) return 'closed'
  // Cut off from its own agent it may work well: only what lies behind a failed parent is lost to everybody.
  if (excused) return isShielded(node) ? 'failed' : 'unknown'
  if (state.belief === 'fail') return 'failed'
  if (missing || !decided || unsure >= UNSURE) return 'unknown'
  return state.belief === 'warn' ? 'impaired' : 'working'
}

/** What its rule makes of its checks. */
export const verdictOf = ({ shape, members }: ServiceRecord): ServiceVerdict =>
  serviceVerdict(shape, (id) => {
    const record = members.get(id)
    return record ? memberStateOf(record) : 'unknown'
  })

/** The checks that decide a verdict. */
export const decidingOf = ({ members }: ServiceRecord, { deciding }: ServiceVerdict): CheckRecord[] =>
  deciding.flatMap((id) => members.get(id) ?? [])

/** Down is critical, unless only checks of its own decide it and rules make them all warnings. Everything else is a warning. */
export function severityOfService(service: ServiceRecord): Severity {
  const verdict = verdictOf(service)
  if (verdict.state !== 'down') return 'warning'
  const mild = ({ node, rule }: CheckRecord) => node === service.node && rule.severity === 'warning'
  return decidingOf(service, verdict).every(mild) ? 'warning' : 'critical'
}

/** Whether people know already why this check counts against its services, as badly as the service is now. */
export function isTold(record: CheckRecord, state: ServiceState): boolean {
  if (record.excused) return true
  const { incident } = record.node
  return incident?.members.has(record.check.id) === true && (state !== 'down' || incident.severity === 'critical')
}

/** The incident that says what is wrong: its own, else the one that explains the first check that decides. */
export function incidentOfService(service: ServiceRecord, deciding: readonly CheckRecord[]): string | null {
  if (service.node.incident) return service.node.incident.id
  for (const record of deciding) {
    const { node, agent, excused } = record
    const incident = excused ? (rootOf(node) ?? rootOf(agent.node))?.incident : node.incident
    if (incident) return incident.id
  }
  return null
}

/** Whether the open incident of a service has still something to be about. */
export function serviceKeepsOpen(
  service: ServiceRecord,
  incident: Pick<Incident, 'id'> & { members: ReadonlySet<string> },
): boolean {
  const { state } = verdictOf(service)
  if (state === 'down' || state === 'degraded') return true
  if (service.node.checks.some(({ field, state: { belief } }) => field && belief !== 'ok')) return true
  return [...service.members.values()].some(
    (record) =>
      (record.node === service.node && record.missing && !record.agent.silent) ||
      (record.excused && incident.members.has(record.check.id)) ||
      (state === 'unknown' && record.state.belief !== 'ok' && incident.members.has(record.check.id)),
  )
}

/** All of its checks, the given ones first. */
export function evidenceOf({ members }: ServiceRecord, first: readonly CheckRecord[]): Evidence[] {
  const rest = [...members.values()].filter((record) => !first.includes(record))
  return [...first, ...rest].map((record) => ({ check: record.check, state: memberStateOf(record), why: record.why }))
}

/** A service for everybody else: plain JSON. */
export function serviceReport(service: ServiceRecord, from: ServiceState = service.state): ServiceReport {
  const { shape, state, since, incident, deciding, members } = service
  return {
    node: shape.node,
    from,
    state,
    since,
    incident,
    deciding: deciding.map((id) => ({ check: id, why: members.get(id)?.why ?? '' })),
    members: Object.fromEntries([...members].map(([id, record]) => [id, memberStateOf(record)])),
  }
}
