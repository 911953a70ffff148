import { fnv1a } from '@vonggac/model'

/**
 * The load of a circuit in an office: two humps a working day and ripples, as a share of its mean.
 * Everything is a sum of cosines, so that a counter is its integral in closed form: no state, no ticking.
 */
const DAY_S = 86_400
/** 10:00 in Việt Nam (UTC+7), when offices are busiest. */
const PEAK_S = 3 * 3_600

interface Wave {
  readonly periodS: number
  readonly share: number
  readonly peakS: number
}

const office: readonly Wave[] = [
  { periodS: DAY_S, share: 0.6, peakS: PEAK_S + 7_200 },
  { periodS: DAY_S / 2, share: 0.15, peakS: PEAK_S },
  { periodS: 610, share: 0.13, peakS: 0 },
  { periodS: 97, share: 0.09, peakS: 0 },
]

/** The sum of all shares above mean: no load is beyond this multiple of the mean, none below 0. */
export const PEAK = 1 + office.reduce((sum, { share }) => sum + share, 0)

/** The load at a time (s), as a multiple of its mean: between 0 and `PEAK`. `shiftS` sets circuits apart. */
export const loadAt = (atS: number, shiftS: number): number =>
  office.reduce((sum, { periodS, share, peakS }) => sum + share * Math.cos(angle(atS, periodS, peakS + shiftS)), 1)

/** The load summed up from one time to another (s): seconds at the mean. Never falls as `toS` grows. */
export const loadBetween = (fromS: number, toS: number, shiftS: number): number =>
  toS - fromS + waves(toS, shiftS) - waves(fromS, shiftS)

const waves = (atS: number, shiftS: number) =>
  office.reduce(
    (sum, { periodS, share, peakS }) =>
      sum + ((share * periodS) / (2 * Math.PI)) * Math.sin(angle(atS, periodS, peakS + shiftS)),
    0,
  )

const angle = (atS: number, periodS: number, peakS: number) => (2 * Math.PI * (atS - peakS)) / periodS

/** The least and the most that something reaches. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** Something that follows the load of an office, such as a processor's or a temperature, at a time (s). The name sets devices apart. */
export const swing = (name: string, atS: number, { low, high }: Range): number =>
  low + ((high - low) * loadAt(atS, 3_600 * (fnv1a(name) / 2 ** 32))) / PEAK
