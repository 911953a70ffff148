import type { Clock, WatchOrder } from '@vonggac/model'

/** Nothing is watched more often than this, ms: an expedited check costs its target as much as any. */
const LEAST_INTERVAL_MS = 5_000
/** No lease is longer, ms: who wants more says so again. */
const MAX_LEASE_MS = 600_000

interface Lease {
  readonly until: number
  readonly intervalMs: number
  cancel(): void
}

/** Checks that somebody wants to be run more often for a while. */
export interface WatchLeases extends Disposable {
  take(order: WatchOrder): void
  /** How many are watched now. */
  readonly size: number
}

/** `expedite` runs a check once, now. A check that is asked for again goes on at the new pace, and does not begin anew. */
export function createWatchLeases(
  ids: ReadonlySet<string>,
  { clock, expedite }: { readonly clock: Clock; readonly expedite: (id: string) => void },
): WatchLeases {
  const leases = new Map<string, Lease>()

  const arm = (id: string, until: number, intervalMs: number) => {
    const cancel = clock.after(intervalMs, () => {
      // It may have been prolonged meanwhile.
      const { until } = leases.get(id)!
      leases.delete(id)
      if (clock.monotonic() > until) return
      expedite(id)
      arm(id, until, intervalMs)
    })
    leases.set(id, { until, intervalMs, cancel })
  }
  return {
    take({ checks, intervalMs, leaseMs }) {
      const until = clock.monotonic() + Math.min(leaseMs, MAX_LEASE_MS)
      const pace = Math.max(LEAST_INTERVAL_MS, intervalMs)
      for (const id of checks) {
        if (!ids.has(id)) continue
        const lease = leases.get(id)
        if (lease?.intervalMs === pace) leases.set(id, { ...lease, until })
        else {
          lease?.cancel()
          arm(id, until, pace)
        }
      }
    },
    get size() {
      return leases.size
    },
    [Symbol.dispose]() {
      for (const { cancel } of leases.values()) cancel()
      leases.clear()
    },
  }
}
