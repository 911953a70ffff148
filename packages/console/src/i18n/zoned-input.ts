import { ZONE } from './format.ts'

/** Moments in inputs of kind `datetime-local`, by the clocks that everything here is shown by, not by those of the browser. */

const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'medium' })

/** What clocks show at a moment, as if it were UTC. */
const shown = (at: number): number => Date.parse(`${wall.format(at).replace(' ', 'T')}Z`)

/** `2026-11-28T22:00`. */
export const inputOf = (at: number): string => new Date(shown(at)).toISOString().slice(0, 16)

/** The moment that somebody chose, Unix ms; NaN: none. */
export function momentOfInput(text: string): number {
  const chosen = Date.parse(`${text}Z`)
  if (Number.isNaN(chosen)) return chosen
  // The offset of the moment itself: twice, as it may be another one than that of the first guess.
  const guess = chosen - (shown(chosen) - chosen)
  return guess - (shown(guess) - chosen)
}
