import type { Status } from '../api/document.ts'
import type { Reading } from '../state/history.ts'

/** How far back the history of a check is shown: in how many parts, and how finely the store is asked for states and figures. */
export const historyRanges = {
  '24h': { spanMs: 86_400_000, parts: 144, stateStepMs: 300_000, figureStepMs: 300_000 },
  '7d': { spanMs: 7 * 86_400_000, parts: 168, stateStepMs: 300_000, figureStepMs: 1_800_000 },
  '30d': { spanMs: 30 * 86_400_000, parts: 180, stateStepMs: 600_000, figureStepMs: 7_200_000 },
} as const

export type HistoryRange = keyof typeof historyRanges
export const historyRangeNames = Object.keys(historyRanges) as HistoryRange[]

/** `none`: nothing came in this time. */
export type PartState = Status | 'none'

/** A stretch of time in which a check was as bad as this at its worst. Unix ms. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly state: PartState
}

/** As the store has them, by number. */
const byNumber: readonly Status[] = ['ok', 'warn', 'fail', 'unknown']
/** What a part is called of which several are true. That nothing could be told is less than a failure, and more than all is well. */
const badness: Readonly<Record<PartState, number>> = { none: 0, ok: 1, unknown: 2, warn: 3, fail: 4 }

/** How a check was, part by part, equal neighbours as one; the worst of each part counts. `readings`: numbers of statuses. */
export function stretchesOf(
  readings: readonly Reading[],
  { from, to, parts }: { readonly from: number; readonly to: number; readonly parts: number },
): Stretch[] {
  const length = (to - from) / parts
  const states = new Array<PartState>(parts).fill('none')
  for (const [at, value] of readings) {
    const part = Math.floor((at - from) / length)
    const state = value === null ? undefined : byNumber[Math.round(value)]
    if (state === undefined || part < 0 || part >= parts) continue
    if (badness[state] > badness[states[part]!]) states[part] = state
  }
  const stretches: Stretch[] = []
  for (const [i, state] of states.entries()) {
    const last = stretches.at(-1)
    const end = from + (i + 1) * length
    if (last?.state === state) stretches[stretches.length - 1] = { ...last, to: end }
    else stretches.push({ from: from + i * length, to: end, state })
  }
  return stretches
}

/** Which part of the time was how, per cent, the most first; what there was none of is left out. */
export function sharesOf(stretches: readonly Stretch[]): readonly (readonly [PartState, number])[] {
  const all = stretches.reduce((sum, { from, to }) => sum + to - from, 0)
  const sums = new Map<PartState, number>()
  for (const { from, to, state } of stretches) sums.set(state, (sums.get(state) ?? 0) + to - from)
  return [...sums].map(([state, ms]) => [state, (100 * ms) / all] as const).sort((a, b) => b[1] - a[1])
}
