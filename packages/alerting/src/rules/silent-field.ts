import { showAlert } from '../alert.ts'
import { forget } from '../check-state.ts'
import { isCheckShielded } from '../reachability.ts'
import { reason } from '../reason.ts'
import type { CheckRecord } from '../record.ts'
import { closeAround } from '../recovery.ts'
import { schedule } from '../timer.ts'
import type { World } from '../world.ts'

/**
 * No values of a series. Nobody is called for it: the check that measures it says so. What is not measured for an hour is no
 * longer there (a disk, an interface), and what was said of it ends. Not so while nothing of it can arrive.
 */
export function missField(world: World, record: CheckRecord): void {
  const { field } = record
  if (!field) return
  if (isCheckShielded(record) || record.agent.silent) {
    record.graceFrom = world.now
  } else if (field.stale) {
    forgetField(world, record)
    return
  } else {
    field.stale = true
    showAlert(world, record, reason('no-data', 'no values'))
  }
  schedule(world, record)
}

function forgetField(world: World, record: CheckRecord): void {
  const why = reason('gone')
  record.state = forget(record.state)
  record.excused = false
  record.failing = false
  if (record.field) record.field.stale = false
  record.unsure = 0
  // Never due again.
  record.lastSeen = Number.POSITIVE_INFINITY
  const { node, check } = record
  world.checks.delete(check.id)
  world.fields.records.delete(check.id)
  if (record.field?.watch.rule.deviation) world.fields.learning--
  node.checks.splice(node.checks.indexOf(record), 1)
  closeAround(world, record, why)
  node.incident?.members.delete(check.id)
  record.maintained = false
  showAlert(world, record, why)
}
