import type { AlertState } from './contract.ts'
import type { CheckRecord } from './record.ts'
import { UNSURE } from './service-state.ts'
import { severityOf } from './severity.ts'
import type { World } from './world.ts'

/** What people see of a check, from everything that is known of it. */
function alertOf(record: CheckRecord): AlertState {
  const { state, node } = record
  if (record.maintained) return 'maintenance'
  if (node.incident?.flapping && !record.excused && node.incident.members.has(record.check.id)) return 'flapping'
  if (state.belief === 'ok') {
    if (record.excused) return 'unreachable'
    if (record.missing || record.field?.stale) return 'missing'
    if (record.unsure >= UNSURE) return 'unknown'
    return state.fails.length > 0 ? 'pending' : 'ok'
  }
  return node.incident || isHeld(record) ? severityOf(record) : 'pending'
}

/** A service that it takes down has the incident for it. */
const isHeld = ({ services, check }: CheckRecord): boolean =>
  services.some(({ node }) => node.incident?.members.has(check.id))

/** Its services have to be worked out anew. */
export function touch(world: World, { services }: CheckRecord): void {
  for (const service of services) world.touched.add(service)
}

/** An incident has come or gone: it may be what explains any service, for its checks hang on more than they are members of. */
export function touchServices({ services, touched }: World): void {
  for (const service of services.values()) touched.add(service)
}

/** Tells when the alert state of a check is another than before. */
export function showAlert(world: World, record: CheckRecord, why: string): void {
  touch(world, record)
  const to = alertOf(record)
  const from = record.alert
  if (to === from) return
  record.alert = to
  const incident = to === 'ok' ? null : incidentOf(world, record)
  world.events.push({ kind: 'transition', at: world.now, check: record.check.id, from, to, reason: why, incident })
}

/** The open incident that explains the check: its own node's, or, when it is behind something else, the one that it joined. */
function incidentOf(world: World, { node, check, excused }: CheckRecord): string | null {
  if (!excused && node.incident?.members.has(check.id)) return node.incident.id
  for (const incident of world.incidents.values()) {
    if (incident.node !== node && incident.members.has(check.id)) return incident.id
  }
  return node.incident?.id ?? null
}
