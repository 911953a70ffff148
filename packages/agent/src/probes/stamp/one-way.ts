import type { ClockQuality } from '../../stamp/clock-quality.ts'
import type { ErrorEstimate } from '../../stamp/timestamp.ts'

/** Mean delay each way, ms, and the most that it may be wrong. */
export interface OneWay {
  readonly forwardMs: number
  readonly returnMs: number
  readonly errorMs: number
}

/** Both clocks together may be wrong by this much, ms: with more, the figure would say more of them than of the network. */
const MOST_ERROR_MS = 10

/**
 * Delay each way from the means of `reached − sent` and `back − left`, our times by the wall clock. `undefined` unless both clocks
 * say that they are synchronised, are good enough together, and do not contradict themselves: no packet arrives before it was sent.
 */
export function oneWayDelay(
  transit: { readonly forwardMs: number | undefined; readonly returnMs: number | undefined },
  ours: ClockQuality,
  theirs: ErrorEstimate,
): OneWay | undefined {
  const { forwardMs, returnMs } = transit
  const errorMs = ours.errorMs + theirs.errorMs
  // PTP's timestamps count International Atomic Time, which is not ours.
  if (!ours.synchronised || !theirs.synchronised || theirs.ptp || errorMs > MOST_ERROR_MS) return undefined
  if (forwardMs === undefined || returnMs === undefined || forwardMs < -errorMs || returnMs < -errorMs) return undefined
  return { forwardMs, returnMs, errorMs }
}
