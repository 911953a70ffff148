import { isOpen, nextChange } from '@vonggac/model'
import { showAlert, touch } from './alert.ts'
import { forget } from './check-state.ts'
import { reason } from './reason.ts'
import type { CheckRecord } from './record.ts'
import { closeAround } from './recovery.ts'
import { schedule } from './timer.ts'
import type { World } from './world.ts'

/** Looks up whether a check is within its hours as of `world.now`: at the start, and after a change of configuration. */
export function findHours(world: World, record: CheckRecord): void {
  const hours = record.check.schedule
  // A check that is run at a time is judged by its last run all day long.
  if (!hours || hours.at) {
    record.closed = false
    record.hoursAt = 0
    return
  }
  touch(world, record)
  record.closed = !isOpen(hours, world.now)
  record.hoursAt = nextChange(hours, world.now) ?? 0
}

/**
 * The hours of a check begin or end. When they end, what counted against it is forgotten, and with it the incident that it
 * alone kept open: nobody is called at night for something that nobody looks at. When they begin, it has to fail anew.
 */
export function changeHours(world: World, record: CheckRecord): void {
  findHours(world, record)
  record.graceFrom = world.now
  schedule(world, record)
  if (!record.closed) return
  record.state = forget(record.state)
  record.failing = false
  record.missing = false
  record.missingAgainAt = 0
  record.excused = false
  const why = reason('closed')
  showAlert(world, record, why)
  closeAround(world, record, why)
}
