/**
 * Whether a counter that is lower than before went round, was set back, or belongs to a device that began anew. Pure.
 * Raw counters are stored as they are; this is what a consumer needs beside them to take differences.
 */

/** `restart` of the device or its agent, `reset` of this interface's counters, or `wrap` of a 32-bit one past its end. */
export type CounterEvent = 'restart' | 'reset' | 'wrap'

/** How long a device says it is up. */
export interface UpTime {
  /** sysUpTime, hundredths of a second: goes round after 497 days. */
  readonly ticks: number | undefined
  /** snmpEngineTime, s, and by our monotonic clock when it was read, ms: goes round after 68 years. */
  readonly engine?: { readonly seconds: number; readonly atMs: number } | undefined
}

/** Of a counter of 32 bits and of sysUpTime. */
const ROUND = 2 ** 32
/** Clocks of devices are off by this much, and answers are late, s. */
const CLOCK_ERROR_S = 60
/** Below this part of the time that passed, a device's clock is not slow: it began anew. */
const SLOWEST_CLOCK = 0.9

/**
 * Whether a device began anew in the `elapsedS` between two looks at its clocks. A clock that stands still, or goes back
 * to more than that time, proves nothing.
 */
export function hasRestarted(before: UpTime, after: UpTime, elapsedS: number): boolean {
  // The engine's clock outlives sysUpTime's end.
  if (before.engine && after.engine && before.engine.atMs < after.engine.atMs)
    return after.engine.seconds < before.engine.seconds
  if (before.ticks === undefined || after.ticks === undefined || after.ticks === before.ticks) return false
  const upForS = after.ticks / 100
  if (upForS > elapsedS / SLOWEST_CLOCK + CLOCK_ERROR_S) return false
  if (after.ticks > before.ticks) return upForS < elapsedS * SLOWEST_CLOCK - CLOCK_ERROR_S
  const toleranceS = CLOCK_ERROR_S + elapsedS * (1 - SLOWEST_CLOCK)
  return Math.abs((after.ticks + ROUND - before.ticks) / 100 - elapsedS) > toleranceS
}

/** A counter at two times. */
export interface Fall {
  readonly before: number
  readonly after: number
  readonly counts: 'octets' | 'packets'
}

/** The shortest frame on an Ethernet with preamble and gap, bits: so many packets a second there can be. */
const SMALLEST_PACKET_BITS = 672
/** Counters run ahead of the clock by a burst, and link speeds are sometimes told too low. */
const SLACK = 1.5

/**
 * What happened to a counter that is lower than before: `wrap` when the way past 2^32 is no longer than what the link can carry in
 * that time, else `reset`. `bitsPerS` is 0 where the speed is not known. A 64-bit counter never goes round, but some devices have
 * only 32 bits behind one.
 */
export function fallOf({ before, after, counts }: Fall, elapsedS: number, bitsPerS: number): 'wrap' | 'reset' {
  if (before >= ROUND) return 'reset'
  const way = after + ROUND - before
  const mostBits = bitsPerS * elapsedS * SLACK
  const most = bitsPerS > 0 ? mostBits / (counts === 'octets' ? 8 : SMALLEST_PACKET_BITS) : ROUND / 2
  return way <= most ? 'wrap' : 'reset'
}

/** The graver of two events. */
export const graver = (a: CounterEvent | undefined, b: CounterEvent | undefined): CounterEvent | undefined =>
  order.find((event) => event === a || event === b)

const order: readonly CounterEvent[] = ['restart', 'reset', 'wrap']
