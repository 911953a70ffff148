/** What an agent's clock may be off without being wrong, ms. */
const TOLERATED_MS = 2_000
/** Coarser than what the network makes of it, so that results keep their order. */
const STEP_MS = 1_000

/**
 * When something happened that an agent's clock gives as `at`, by our clock. `skewMs`: the agent's clock minus ours when it sent that.
 * A clock that is an hour off, be it the agent's or ours, then makes no result late.
 */
export const byOurClock = (at: number, skewMs = 0): number =>
  Math.abs(skewMs) > TOLERATED_MS ? at - Math.round(skewMs / STEP_MS) * STEP_MS : at
