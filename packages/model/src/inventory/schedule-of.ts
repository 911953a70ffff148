import type { Schedule } from '../schedule.ts'
import { type ScheduleConfig, weekdays } from './schedule-schema.ts'
import type { Config } from './schema.ts'

/** The schedule of this id for a check of a site, ready to be looked at: in the site's time zone, with its days off. */
export function scheduleOf(config: Config, id: string, site: string | undefined): Schedule | undefined {
  const found = config.schedules.find((schedule) => schedule.id === id)
  if (!found) return undefined
  const { timezone } = found
  const zone = timezone ?? config.sites.find((one) => one.id === site)?.timezone ?? config.organisation.timezone
  return scheduleFrom(config, found, zone)
}

/** Days and hours as they are written, by the clocks of a zone. */
export function scheduleFrom(
  config: Config,
  {
    id,
    days,
    hours,
    at,
    holidays,
    invert,
  }: Pick<ScheduleConfig, 'id' | 'days' | 'hours' | 'holidays' | 'invert'> & { at?: ScheduleConfig['at'] },
  zone: string,
): Schedule {
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
