import { at, idsOf, itemsAt, type Located } from './located.ts'
import { refer, type Say } from './references.ts'

/** Checks that name a schedule, and schedules that name a calendar, which nobody has written. `calendars`: those in files of their own. */
export function scheduleProblems(root: Located, calendars: readonly string[] | undefined, say: Say): void {
  const ids = idsOf(itemsAt(root, 'schedules'))
  const named = [
    ...itemsAt(root, 'checks'),
    ...itemsAt(root, 'services').flatMap(({ node, path }) => itemsAt(node, 'checks', path)),
  ]
  for (const check of named) refer(check, 'schedule', { what: 'schedule', ids, say })
  if (calendars === undefined) return
  const holidays = [...idsOf(itemsAt(root, 'holidays')), ...calendars]
  for (const schedule of [...itemsAt(root, 'schedules'), ...itemsAt(at(root, ['alerts']), 'maintenance', ['alerts'])])
    if (at(schedule.node, ['holidays']))
      refer(schedule, 'holidays', { what: 'calendar of holidays', ids: holidays, say })
}
