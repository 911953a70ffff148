import type { Clock } from '@vonggac/model'

/** The wall clock to a few microseconds, where `Clock.now` counts whole milliseconds. */
export interface WallTime {
  /** What `monotonic()` lacks to be the wall clock, ms: constant until somebody sets the clock. Asked once a session, not once a packet. */
  offset(): number
}

/** The clock ticks within a millisecond, and a look takes some 50 ns: this many looks see it tick, and end where a clock stands still. */
const MAX_LOOKS = 100_000
/** Both clocks are slewed alike by NTP; a difference beyond this is a step of the wall clock, ms. */
const STEP_MS = 2
/** Even without a step the offset is taken anew after this long, ms: it costs a millisecond of one core. */
const MAX_AGE_MS = 600_000

/** Watches for the moment at which the wall clock's millisecond changes, and so knows the fraction that it does not tell. */
export function createWallTime(clock: Clock): WallTime {
  let known: { offset: number; at: number } | undefined
  const isGood = (now: number) =>
    known !== undefined &&
    now - known.at < MAX_AGE_MS &&
    Math.abs(clock.now() + 0.5 - now - known.offset) < STEP_MS + 0.5
  return {
    offset() {
      if (!isGood(clock.monotonic())) known = { offset: atTick(clock), at: clock.monotonic() }
      return known!.offset
    },
  }
}

/** Between two looks this process may have been put aside; a tick that fell into such a gap is not known well, ms. */
const MAX_GAP_MS = 0.1

function atTick(clock: Clock): number {
  let last = clock.now()
  let lookedAt = clock.monotonic()
  for (let look = 0; look < MAX_LOOKS; look++) {
    const now = clock.now()
    const at = clock.monotonic()
    if (now !== last && at - lookedAt < MAX_GAP_MS) return now - at
    last = now
    lookedAt = at
  }
  return clock.now() - clock.monotonic()
}
