import { isOpen, nextChange, type Schedule } from '../schedule.ts'
import type { Name } from '../topology.ts'
import { momentOf, parseWallTime, wallDigitsAt } from '../zoned-time.ts'
import { scheduleFrom } from './schedule-of.ts'
import { weekdays } from './schedule-schema.ts'
import type { Config, MaintenanceConfig } from './schema.ts'

/** A time in which somebody works on something. Plain JSON. */
export interface PlannedWork {
  /** Of one that recurs with the moment: `backup-20261129t0100`. */
  readonly id: string
  readonly title: Name
  /** Unix ms. */
  readonly from: number
  readonly to: number
  readonly match: readonly string[]
}

/** A window that lasts longer is not one: hours that never end, ms. */
const LONGEST_MS = 31 * 86_400_000
/** More windows than a program of work has. */
const MAX_OCCURRENCES = 1_000

/** The maintenance windows of the configuration that lie, be it in part, between two moments, in order. Pure. */
export function plannedWork(config: Config, from: number, to: number): PlannedWork[] {
  return config.alerts.maintenance
    .flatMap((entry) => (entry.days || entry.hours ? occurrences(config, entry, from, to) : once(config, entry)))
    .filter((window) => window.to > from && window.from < to)
    .sort((a, b) => a.from - b.from)
}

const zoneOf = ({ organisation }: Config, { timezone }: MaintenanceConfig): string => timezone ?? organisation.timezone

const titleOf = ({ id, title }: MaintenanceConfig): Name => title ?? { vi: id, en: id }

const momentIn = (text: string | undefined, zone: string): number | undefined => {
  const wall = text === undefined ? undefined : parseWallTime(text)
  return wall && momentOf(wall, zone)
}

function once(config: Config, entry: MaintenanceConfig): PlannedWork[] {
  const zone = zoneOf(config, entry)
  const from = momentIn(entry.start, zone)
  if (from === undefined) return []
  const to = momentIn(entry.end, zone) ?? from + (entry.duration ?? 0)
  return [{ id: entry.id, title: titleOf(entry), from, to, match: entry.match }]
}

/** The hours of its schedule, as far as they lie within `start` and `end`. */
function occurrences(config: Config, entry: MaintenanceConfig, from: number, to: number): PlannedWork[] {
  const zone = zoneOf(config, entry)
  const schedule = scheduleFrom(config, { ...entry, days: entry.days ?? [...weekdays], invert: false }, zone)
  const first = momentIn(entry.start, zone) ?? Number.NEGATIVE_INFINITY
  const last = momentIn(entry.end, zone) ?? Number.POSITIVE_INFINITY
  const found: PlannedWork[] = []
  // What is under way at `from` began before it.
  let at: number | undefined = Math.max(from - LONGEST_MS, first)
  while (at !== undefined && at < Math.min(to, last) && found.length < MAX_OCCURRENCES) {
    const begin: number | undefined = isOpen(schedule, at) ? at : nextChange(schedule, at)
    if (begin === undefined || begin >= Math.min(to, last)) break
    const end: number = Math.min(nextChange(schedule, begin) ?? last, last, begin + LONGEST_MS)
    if (end > from)
      found.push({
        id: occurrenceId(entry.id, begin, schedule),
        title: titleOf(entry),
        from: begin,
        to: end,
        match: entry.match,
      })
    at = end
  }
  return found
}

/** The same whenever it is worked out. */
function occurrenceId(id: string, at: number, { zone }: Schedule): string {
  const { year, month, day, hour, minute } = wallDigitsAt(at, zone)
  return `${id}-${year}${month}${day}t${hour}${minute}`
}
