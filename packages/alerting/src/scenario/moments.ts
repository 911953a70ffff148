import { momentOf, wallTimeAt } from '@vonggac/model'
import type { Moment, Scenario } from '@vonggac/model/scenario'

/** Monday 23 November 2026, 09:00 in Việt Nam: an ordinary morning, when offices are open. */
const DEFAULT_START = Date.UTC(2026, 10, 23, 2, 0, 0)
/** What a scenario goes on for after the last thing that it speaks of, where it does not say how long it lasts. */
const TAIL_MS = 600_000
const DAY_MS = 86_400_000

/** When a scenario begins and ends, and what its moments are: all Unix ms. */
export interface TimePlan {
  readonly start: number
  readonly end: number
  at(moment: Moment): number
}

/** Works out the times of a scenario by the clocks of its organisation. */
export function timePlanOf(scenario: Scenario): TimePlan {
  const zone = scenario.config.organisation.timezone
  const start = scenario.start ? resolve(scenario.start, { start: 0, zone }) : DEFAULT_START
  const at = (moment: Moment) => resolve(moment, { start, zone })
  const end = start + (scenario.duration ?? lastMention(scenario, at) - start + TAIL_MS)
  return { start, end, at }
}

function resolve(moment: Moment, { start, zone }: { readonly start: number; readonly zone: string }): number {
  switch (moment.kind) {
    case 'after':
      return start + moment.ms
    case 'instant':
      return moment.at
    case 'wall':
      return momentOf(moment.wall, zone)
    case 'clock': {
      const day = (offset: number) => {
        const { year, month, day } = wallTimeAt(start + offset, zone)
        const { seconds } = moment
        const [hour, minute] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
        return momentOf({ year, month, day, hour, minute, second: seconds % 60 }, zone)
      }
      return day(0) >= start ? day(0) : day(DAY_MS)
    }
  }
}

function lastMention({ events, expect, restarts }: Scenario, at: (moment: Moment) => number): number {
  const times = [0]
  for (const event of events) {
    const one = event.kind === 'script' ? event.script : event.deed
    const begin = at(one.at)
    const length = 'for' in one && one.for !== undefined ? one.for : 0
    const again =
      event.kind === 'script' && event.script.every ? ((event.script.times ?? 1) - 1) * event.script.every : 0
    times.push(begin + again + length, ...('until' in one && one.until ? [at(one.until)] : []))
  }
  for (const { wanted } of expect) {
    if (!wanted.at) continue
    const within = 'within' in wanted ? (wanted.within ?? 0) : 0
    times.push(at(wanted.at) + within)
    if ('until' in wanted && wanted.until) times.push(at(wanted.until))
  }
  if (restarts) times.push(at(restarts.to))
  return Math.max(...times, at({ kind: 'after', ms: 0 }))
}

/** A moment as time since the start: `+2m03.4s`. */
export function sinceStart(at: number, { start }: Pick<TimePlan, 'start'>): string {
  const tenths = Math.round(Math.abs(at - start) / 100)
  const [hours, minutes] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60]
  const seconds = ((tenths % 600) / 10).toFixed(1)
  const sign = at < start ? '-' : '+'
  if (hours + minutes === 0) return `${sign}${seconds}s`
  return `${sign}${hours > 0 ? `${hours}h` : ''}${minutes}m${seconds.padStart(4, '0')}s`
}
