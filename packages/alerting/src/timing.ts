/** Every duration and number of results that the engine works with; ms. `docs/alerting.md` argues each of them. */
export interface Timing {
  /** Good results in a row that end an alert, and how long at least since the first of them. */
  readonly clear: number
  readonly clearHoldMs: number
  /** The same for pings. Short enough for people, long enough that a flapping link is one alert. */
  readonly pingClearHoldMs: number
  /** Good for this long, what is behind it counts as reachable again, even while the alert lasts. */
  readonly steadyMs: number
  /** How long a check that only warned must have been good: a lossy link shall not page twice. */
  readonly warnHoldMs: number
  /** How long a failing thing waits for its parent to be found down. */
  readonly verifyMs: number
  /** How long it waits at most while the parent looks suspicious. */
  readonly verifyMaxMs: number
  /** How long a link waits for others, to tell a cut link from a cut hub. On the way of every page. */
  readonly linkHoldMs: number
  /** How long a link whose site has another one waits for that one: cut together they are one page. */
  readonly sisterHoldMs: number
  /** The same once links of three sites fail together. */
  readonly burstHoldMs: number
  /** Links that failed within this belong together. */
  readonly hubWindowMs: number
  /** The hub is the cause from this many sites and this share of its links on; it is back below `hubBackShare`. */
  readonly hubSites: number
  readonly hubShare: number
  readonly hubBackShare: number
  /** A provider is the cause when so many sites' links of it, and this share of them, fail within the window, and hardly others. */
  readonly providerSites: number
  readonly providerShare: number
  readonly providerWindowMs: number
  /** The local network is the cause when so many devices of a site, or all of them, fail within the window; how long one waits for others. */
  readonly lanDevices: number
  readonly lanShare: number
  readonly lanWindowMs: number
  readonly lanHoldMs: number
  /** A check is missing after this many intervals without a result, but not before `missingMinMs`. */
  readonly missingIntervals: number
  readonly missingMinMs: number
  /** A result older than this many intervals, and than `lateMinMs`, is a backfill. */
  readonly lateIntervals: number
  readonly lateMinMs: number
  /** How far back failures count as flapping, and what the hold grows to. */
  readonly flapWindowMs: number
  readonly flapHoldMs: number
  readonly flapHoldMaxMs: number
  /** It flaps when it failed `flapOnsets` times within `flapSpanMs`, or again within `flapGapMs` of its being told well … */
  readonly flapOnsets: number
  readonly flapSpanMs: number
  readonly flapGapMs: number
  /** … and no longer when it was well for so long. At least half of the span, so that what goes on flapping is told once. */
  readonly flapSteadyMs: number
  /** How long a warning must have become a failure before it pages again. */
  readonly escalateMs: number
  /** `tick` is wanted at least this often, and a gap of `stallMs` means that we were not running. */
  readonly heartbeatMs: number
  readonly stallMs: number
}

/** The defaults. */
export const defaultTiming: Timing = {
  clear: 2,
  clearHoldMs: 10_000,
  pingClearHoldMs: 20_000,
  steadyMs: 5_000,
  warnHoldMs: 300_000,
  verifyMs: 3_000,
  verifyMaxMs: 30_000,
  linkHoldMs: 300,
  sisterHoldMs: 1_000,
  burstHoldMs: 1_200,
  hubWindowMs: 10_000,
  hubSites: 5,
  hubShare: 0.6,
  hubBackShare: 0.2,
  providerSites: 3,
  providerShare: 0.2,
  providerWindowMs: 30_000,
  lanDevices: 3,
  lanShare: 0.6,
  lanWindowMs: 60_000,
  lanHoldMs: 6_000,
  missingIntervals: 3,
  missingMinMs: 45_000,
  lateIntervals: 3,
  lateMinMs: 60_000,
  flapWindowMs: 600_000,
  flapHoldMs: 30_000,
  flapHoldMaxMs: 600_000,
  flapOnsets: 3,
  flapSpanMs: 1_200_000,
  flapGapMs: 120_000,
  flapSteadyMs: 600_000,
  escalateMs: 10_000,
  heartbeatMs: 5_000,
  stallMs: 15_000,
}
