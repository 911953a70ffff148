import type { Clock, SecretRef } from '@vonggac/model'
import type { Config, MaintenanceCalendar, PlannedWork } from '@vonggac/model/inventory'
import type { CalendarEvent } from '../calendars/calendar.ts'
import { readCalendarApart } from '../calendars/calendar-reader.ts'
import { calendarText } from '../calendars/calendar-text.ts'

interface Deps {
  readonly config: Config
  readonly clock: Clock
  readonly secret: (ref: SecretRef) => string
}

/** What a calendar says of a time, and what in it could not be understood. */
export interface CalendarWork {
  readonly windows: readonly PlannedWork[]
  readonly problems: readonly string[]
}

/** The events of a calendar within a time as windows. Rejects with a sentence where it cannot be read. */
export async function calendarWork(
  source: MaintenanceCalendar,
  { config, clock, secret }: Deps,
  { from, to, signal }: { readonly from: number; readonly to: number; readonly signal: AbortSignal },
): Promise<CalendarWork> {
  const text = await calendarText(source, secret, signal)
  const options = { from, to, timezone: config.organisation.timezone }
  const { events, problems } = await readCalendarApart(text, options, { clock, signal })
  return { problems, windows: events.map((event) => eventWork(source, event)) }
}

/** All calendars of maintenance of the configuration. What cannot be read is a problem. Rejects for the signal alone. */
export async function allCalendarWork(
  deps: Deps,
  range: { readonly from: number; readonly to: number; readonly signal: AbortSignal },
): Promise<CalendarWork> {
  const windows: PlannedWork[] = []
  const problems: string[] = []
  for (const source of deps.config.alerts.calendars) {
    try {
      const work = await calendarWork(source, deps, range)
      windows.push(...work.windows)
      problems.push(...work.problems.map((text) => `${source.id}: ${text}`))
    } catch (error) {
      range.signal.throwIfAborted()
      problems.push(`${source.id}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { windows, problems }
}

const eventWork = ({ id, match }: MaintenanceCalendar, event: CalendarEvent): PlannedWork => ({
  id: eventId(id, event),
  title: { vi: event.title || id, en: event.title || id },
  from: event.start,
  to: event.end,
  match,
})

/** The same whenever the calendar is read. */
export const eventId = (calendar: string, { uid, start }: CalendarEvent): string =>
  `${calendar}-${uid.replace(/[^\w-]+/g, '.').slice(0, 40)}-${start.toString(36)}`
