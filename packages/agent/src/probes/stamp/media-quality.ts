import { type CodecName, codecs, mosOf, ratingFactor } from '@vonggac/model'

/** What a call would be like one way. */
export interface MediaQuality {
  readonly mos: number
  readonly rFactor: number
}

/** What a path does to one way of a call. */
export interface PathFigures {
  /** Mean time from mouth to ear, ms. */
  readonly delayMs: number
  /** Packets that do not come, or too late to be played, per cent. */
  readonly lossPct: number
  readonly burst: number
}

/** One packet of speech, ms: it must be complete before it can be sent. */
const FRAME_MS = 20
/** The receiver's buffer is taken for twice the mean jitter: what nearly all packets need. */
const BUFFER_PER_JITTER = 2

/** Mouth to ear: a frame, the way, and the receiver's buffer. All ms. */
export const mouthToEarMs = (oneWayMs: number, jitterMs: number): number =>
  FRAME_MS + oneWayMs + BUFFER_PER_JITTER * jitterMs

/** The E-model for a coder over such a path; echo as long as the delay, everything else at G.107's defaults. */
export function mediaQuality({ delayMs, lossPct, burst }: PathFigures, codec: CodecName): MediaQuality {
  const rFactor = ratingFactor({
    ...codecs[codec],
    Ta: delayMs,
    T: delayMs,
    Tr: 2 * delayMs,
    Ppl: lossPct,
    // G.107 vouches for BurstR beyond 2 only where less than 2 % is lost.
    BurstR: lossPct < 2 ? burst : Math.min(burst, 2),
  })
  return { mos: mosOf(rFactor), rFactor }
}
