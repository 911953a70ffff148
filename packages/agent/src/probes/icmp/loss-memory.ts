/** Packets of one interval that were judged, and how many of them were lost. */
export interface Loss {
  readonly sent: number
  readonly lost: number
}

/** What a target has lost over its last intervals. */
export interface LossMemory {
  /** The last interval. Gives the time over which more was lost than `limitPct` explains by chance; `undefined`: none. */
  add(loss: Loss, limitPct: number): Loss | undefined
}

/** Over how many of the last intervals loss is judged: heavy loss shows at once, light loss needs many packets to be told from chance. */
const SPANS = [1, 2, 3, 6, 30]
const LONGEST = 30
/** A span counts only while the last intervals lost anything at all: what is over is over. */
const RECENT = 6
/** How rarely chance alone may look like more loss than the limit. */
const CHANCE = 1e-3

/**
 * Remembers loss by intervals. One packet lost of ten is 10 %, and says next to nothing about the link: a link that loses 2 % at
 * random does that in every sixth interval. So loss is held to be above the limit only where so many lost packets would be rarer
 * than one in a thousand on a link that loses just the limit (one-sided binomial test).
 */
export function createLossMemory(): LossMemory {
  let intervals: Loss[] = []
  return {
    add(loss, limitPct) {
      intervals = [...intervals, loss].slice(-LONGEST)
      if (sumOf(intervals.slice(-RECENT)).lost === 0) return undefined
      return SPANS.map((span) => sumOf(intervals.slice(-span))).find((sum) => isBeyond(sum, limitPct / 100))
    },
  }
}

const sumOf = (all: readonly Loss[]): Loss =>
  all.reduce(({ sent, lost }, more) => ({ sent: sent + more.sent, lost: lost + more.lost }), { sent: 0, lost: 0 })

/** Whether so much loss is rarer than `CHANCE` where each packet is lost with probability `limit`. */
function isBeyond({ sent, lost }: Loss, limit: number): boolean {
  if (lost === 0 || lost <= sent * limit) return false
  if (limit === 0) return true
  // P(X >= lost) = 1 - P(X < lost), term by term.
  let term = (1 - limit) ** sent
  let below = 0
  for (let k = 0; k < lost; k++) {
    below += term
    term *= ((sent - k) / (k + 1)) * (limit / (1 - limit))
  }
  return 1 - below < CHANCE
}
