import type { NtpAnswer } from './packet.ts'

/** One question and its answer. Unix ms by our clock: when it was sent, when the answer was there. */
export interface Sample {
  readonly answer: NtpAnswer
  readonly sentAt: number
  readonly heardAt: number
}

/** How far the server's clock is from ours, and how long the way there and back took, ms (RFC 5905, section 8). */
export interface Difference {
  readonly offsetMs: number
  readonly delayMs: number
}

/** The server's clock less ours, and the round trip without the server's own time. */
export function differenceOf({ answer, sentAt, heardAt }: Sample): Difference {
  const { receivedAt, transmittedAt } = answer
  return {
    offsetMs: (receivedAt - sentAt + (transmittedAt - heardAt)) / 2,
    // A server that answers within its clock's own step may seem to have answered before it was asked.
    delayMs: Math.max(0, heardAt - sentAt - (transmittedAt - receivedAt)),
  }
}

/** The sample with the shortest delay: its offset can be wrong by half of that at most (RFC 5905, section 10). */
export function bestOf(samples: readonly [Sample, ...Sample[]]): Sample & Difference {
  const all = samples.map((sample) => ({ ...sample, ...differenceOf(sample) }))
  return all.reduce((best, each) => (each.delayMs < best.delayMs ? each : best))
}

/** How far the samples' offsets are from the best one's, root mean square, ms (RFC 5905, section 10: peer jitter). */
export function jitterOf(samples: readonly Sample[], offsetMs: number): number {
  if (samples.length < 2) return 0
  const squares = samples.map((sample) => (differenceOf(sample).offsetMs - offsetMs) ** 2)
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (samples.length - 1))
}
