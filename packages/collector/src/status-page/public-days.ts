import { DAY_MS, dateOf, midnightOf, momentsOf, wallClock } from '@vonggac/model'
import type { PublicDay } from '../api-types.ts'
import { availability, type Spell } from '../services/availability.ts'

/** A calendar day as clocks of a zone have it. Unix ms. */
interface Day {
  readonly date: string
  readonly from: number
  readonly to: number
}

/** The last so many days of a zone, oldest first; today, which ends at `now`, is the last. */
export function daysUntil(now: number, count: number, zone: string): Day[] {
  const today = midnightOf(wallClock(zone, now))
  const begins = (back: number) => momentsOf(zone, today - back * DAY_MS)[0]!
  return Array.from({ length: count }, (_, index) => {
    const back = count - 1 - index
    return { date: dateOf(today - back * DAY_MS), from: begins(back), to: back === 0 ? now : begins(back - 1) }
  })
}

/** What was of a service on each of the days. */
export const publicDays = (spells: readonly Spell[], days: readonly Day[]): PublicDay[] =>
  days.map(({ date, from, to }) => ({
    date,
    availability: availability(spells, from, to),
    down_s: Math.round(
      spells
        .filter(({ state }) => state === 'down')
        .reduce((sum, spell) => sum + Math.max(0, Math.min(spell.to ?? to, to) - Math.max(spell.at, from)), 0) / 1_000,
    ),
  }))
