import type { Clock } from '@vonggac/model'

/** Requests of one address in a minute: a person presses a button a few times; a scanner looks at a handful of links. */
const PER_MINUTE = 30
/** Addresses that are counted at the same time; beyond that all share what is left. */
const MAX_ADDRESSES = 1_000
const WINDOW_MS = 60_000

/** Counts requests of those who have no key. `false`: this address has had enough for now. */
export function requestBudget(clock: Clock): (address: string) => boolean {
  let counts = new Map<string, number>()
  let since = clock.monotonic()
  return (address) => {
    if (clock.monotonic() - since >= WINDOW_MS) {
      counts = new Map()
      since = clock.monotonic()
    }
    const who = counts.has(address) || counts.size < MAX_ADDRESSES ? address : ''
    const count = (counts.get(who) ?? 0) + 1
    counts.set(who, count)
    return count <= PER_MINUTE
  }
}
