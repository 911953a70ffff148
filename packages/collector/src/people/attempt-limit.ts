import type { Clock } from '@vonggac/model'

/** How many attempts are free, how long is waited after the next one, and how long at most, ms. It doubles with each. */
interface Patience {
  readonly free: number
  readonly firstMs: number
  readonly mostMs: number
}
/** Of a user: short enough that a stranger who guesses keeps nobody out for long. */
const USER: Patience = { free: 5, firstMs: 1_000, mostMs: 60_000 }
/** Of an address: a control room behind one is patient with itself; a guesser has few tries a day. */
const ADDRESS: Patience = { free: 20, firstMs: 2_000, mostMs: 15 * 60_000 }
/** After so long without an attempt all is forgotten, ms. */
const FORGET_MS = 3_600_000
/** Users and addresses that are remembered at the same time, each: some 2 MB. The one that was quiet longest gives way. */
const MAX_REMEMBERED = 10_000

/** Slows guessing down: by user, so that many addresses do not help; by address, so that many names do not. In memory only. */
export interface AttemptLimit {
  /** Counts an attempt before it is judged, so that a hundred at once are a hundred. How long to wait, ms; 0: go on. */
  attempt(user: string, address: string): number
  /** It was the right password. */
  succeeded(user: string, address: string): void
}

export function createAttemptLimit(clock: Pick<Clock, 'monotonic'>): AttemptLimit {
  const users = createCounts(USER, clock)
  const addresses = createCounts(ADDRESS, clock)
  return {
    attempt(user, address) {
      const wait = Math.max(users.wait(user), addresses.wait(address))
      if (wait > 0) return wait
      users.count(user)
      addresses.count(address)
      return 0
    },
    succeeded(user, address) {
      users.forget(user)
      addresses.uncount(address)
    },
  }
}

interface Count {
  readonly count: number
  /** By the monotonic clock, ms. */
  readonly last: number
  readonly until: number
}

function createCounts({ free, firstMs, mostMs }: Patience, clock: Pick<Clock, 'monotonic'>) {
  /** In the order of their last attempt. */
  const counts = new Map<string, Count>()
  const known = (key: string): Count | undefined => {
    const found = counts.get(key)
    return found && clock.monotonic() - found.last < FORGET_MS ? found : undefined
  }
  const put = (key: string, count: Count) => {
    counts.delete(key)
    counts.set(key, count)
    const [oldest] = counts.keys()
    if (counts.size > MAX_REMEMBERED && oldest !== undefined) counts.delete(oldest)
  }
  return {
    wait: (key: string) => Math.max(0, (known(key)?.until ?? 0) - clock.monotonic()),
    count(key: string) {
      const now = clock.monotonic()
      const count = (known(key)?.count ?? 0) + 1
      const beyond = count - free
      put(key, {
        count,
        last: now,
        until: beyond < 0 ? 0 : now + Math.min(mostMs, firstMs * 2 ** Math.min(beyond, 30)),
      })
    },
    uncount(key: string) {
      const found = known(key)
      if (found) put(key, { ...found, count: found.count - 1, until: 0 })
    },
    forget: (key: string) => void counts.delete(key),
  }
}
