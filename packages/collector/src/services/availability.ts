import type { Name, ServiceState } from '@vonggac/model'

/** A service came to be in a state. */
export interface ServiceChange {
  /** Unix ms. */
  readonly at: number
  readonly state: ServiceState
  readonly cause: Name
  readonly incident: string | null
  /** The checks that decided it. */
  readonly checks: readonly string[]
}

/** A time in which a service was in one state; `to` null: it still is. */
export interface Spell extends ServiceChange {
  readonly to: number | null
}

/** What lies between changes, which are in order of time. Clocks that went back make a spell empty, not negative. */
export function spellsOf(changes: readonly ServiceChange[]): Spell[] {
  return changes.map((change, index) => {
    const next = changes[index + 1]
    return { ...change, to: next ? Math.max(change.at, next.at) : null }
  })
}

/** Decimals of a per cent: one second of a month is four of them. */
const SHOWN = 10_000

/**
 * Per cent of the time between `from` and `to` in which the service worked, be it degraded. What is not known and what is
 * outside its hours counts on neither side; `null` when nothing else is left. Rounded down: 100 means not a second lost.
 */
export function availability(spells: readonly Spell[], from: number, to: number): number | null {
  let good = 0
  let bad = 0
  for (const { at, to: end, state } of spells) {
    const lasts = Math.max(0, Math.min(end ?? to, to) - Math.max(at, from))
    if (state === 'up' || state === 'degraded') good += lasts
    if (state === 'down') bad += lasts
  }
  return good + bad === 0 ? null : Math.floor(((100 * good) / (good + bad)) * SHOWN) / SHOWN
}
