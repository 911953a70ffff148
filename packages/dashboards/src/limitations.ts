import type { Config } from '@vonggac/model/inventory'
import type { Limits } from './colour.ts'

/** What the contracts promise, as the colours of the charts: one scale for all links. */
export interface Limitations {
  /** Round trip, ms. */
  readonly latencyMs: Limits
  /** Lost packets, per cent. */
  readonly lossPct: Limits
  /** Answered packets, per cent: below this the strictest contract is broken. */
  readonly availabilityPct: number
}

const DEFAULT_LATENCY_MS = 50
const DEFAULT_LOSS_PCT = 1
const DEFAULT_AVAILABILITY_PCT = 99.5

/** Doubtful from the strictest promise on; bad from the loosest one on, or twice the strictest where that is more. */
export function limitationsOf(config: Config): Limitations {
  const slas = config.sites.flatMap(({ links }) => links.map(({ sla }) => sla))
  const availability = slas.flatMap((sla) => sla.availability ?? [])
  return {
    latencyMs: limits(
      slas.flatMap((sla) => sla.latency ?? []),
      DEFAULT_LATENCY_MS,
    ),
    lossPct: limits(
      slas.flatMap((sla) => sla.loss ?? []),
      DEFAULT_LOSS_PCT,
    ),
    availabilityPct: availability.length > 0 ? Math.max(...availability) : DEFAULT_AVAILABILITY_PCT,
  }
}

function limits(promises: readonly number[], otherwise: number): Limits {
  const warn = promises.length > 0 ? Math.min(...promises) : otherwise
  return { warn, fail: Math.max(2 * warn, ...promises) }
}
