import type { Schedule } from '../schedule.ts'
import { weekdays } from './schedule-schema.ts'
import type { Config } from './schema.ts'

/** The schedule of this id for a check of a site, ready to be looked at: in the site's time zone, with its days off. */
export function scheduleOf(config: Config, id: string, site: string | undefined): Schedule | undefined {
  const found = config.schedules.find((schedule) => schedule.id === id)
  if (!found) return undefined
  const { days, hours, at, timezone, holidays, invert } = found
  const zone = timezone ?? config.sites.find((one) => one.id === site)?.timezone ?? config.organisation.timezone
  const calendar = config.holidays.find((one) => one.id === holidays)
  return {
    id,
    zone,
    days: days.map((day) => weekdays.indexOf(day)),
    ...(hours && { hours }),
    ...(at && { at }),
    ...(calendar && { closed: calendar.dates, working: calendar.working }),
    ...(invert && { invert: true as const }),
  }
}
