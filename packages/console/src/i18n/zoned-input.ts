import { ZONE } from './format.ts'

/** Moments in inputs of kind `datetime-local`, by the clocks that everything here is shown by, not by those of the browser. */

const walls = new Map<string, Intl.DateTimeFormat>()
const wallOf = (timeZone: string) => {
  const known = walls.get(timeZone)
  if (known) return known
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  walls.set(timeZone, wall)
  return wall
}

/** What clocks show at a moment, as if it were UTC. */
const shown = (at: number, zone: string): number => Date.parse(`${wallOf(zone).format(at).replace(' ', 'T')}Z`)

/** `2026-11-28T22:00`. */
export const inputOf = (at: number, zone: string = ZONE): string => new Date(shown(at, zone)).toISOString().slice(0, 16)

/** The moment that somebody chose, Unix ms; NaN: none. */
export function momentOfInput(text: string, zone: string = ZONE): number {
  const chosen = Date.parse(`${text}Z`)
  if (Number.isNaN(chosen)) return chosen
  // The offset of the moment itself: twice, as it may be another one than that of the first guess.
  const guess = chosen - (shown(chosen, zone) - chosen)
  return guess - (shown(guess, zone) - chosen)
}
