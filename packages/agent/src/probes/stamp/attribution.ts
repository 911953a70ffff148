import { ANSWERED, type Recording, SENT } from './recording.ts'

/** Which way the lost packets were lost. */
export interface Attribution {
  /**
   * Whether the reflector counts for itself. `undefined`: no reply that could show it. Without its count the direction of loss
   * cannot be told.
   */
  readonly stateful: boolean | undefined
  /** Per cent of the packets sent, and per cent of those that the reflector answered. */
  readonly lossForwardPct: number | undefined
  readonly lossReturnPct: number | undefined
  /** How many of the packets that the percentages speak of the reflector has met. */
  readonly reached: number
  /** Lost packets that neither percentage speaks of: those after the last reply, or all where no direction can be told. */
  readonly unattributed: number
  /** How much longer runs of lost packets were than chance would make them (G.107 BurstR); 1 when there are too few to tell. */
  readonly burstForward: number
  readonly burstReturn: number
}

/**
 * Tells loss there from loss on the way back by the reflector's own numbers: of the packets up to one that was answered with number n,
 * n + 1 have reached the reflector. Pure.
 *
 * Up to which packet this is known is decided by the last one that was answered. The sender closes a run with packets behind the
 * stream until one is answered, so that normally everything is known. It leaves one number out before them: a reflector that
 * counts for itself does not count what never came, and so is told from one that repeats the sender's number.
 */
export function attribute(recording: Recording): Attribution {
  const { flags, stream } = recording
  const lost = countLost(recording)
  const order = answeredInOrder(recording)
  const stateful = order.length === 0 ? undefined : isStateful(recording, order)
  const none = { lossForwardPct: undefined, lossReturnPct: undefined, reached: 0, burstForward: 1, burstReturn: 1 }
  const last = order.at(-1)
  if (!stateful || last === undefined || countsAnew(recording, order)) return { stateful, ...none, unattributed: lost }

  const first = startOf(recording, order)
  const { number } = recording
  let [sent, answered] = [0, 0]
  for (let sequence = first.sequence; sequence <= last; sequence++) {
    const flag = flags[sequence]!
    // A closing packet that was answered has served; it is no part of the stream.
    if (sequence > stream && flag & ANSWERED) continue
    if (flag & SENT) sent++
    if (flag & ANSWERED) answered++
  }
  const closed = order.filter((sequence) => sequence > stream).length
  const counted = number[last]! + 1 - first.number - recording.duplicateForward - closed
  const reached = Math.min(sent, Math.max(answered, counted))
  return {
    stateful,
    lossForwardPct: sent === 0 ? undefined : (100 * (sent - reached)) / sent,
    lossReturnPct: reached === 0 ? undefined : (100 * (reached - answered)) / reached,
    reached,
    unattributed: lost - lostUpTo(recording, first.sequence, last),
    ...bursts(recording, order, { sent, reached, answered }),
  }
}

/** Sequence numbers of what was answered, in the order in which the reflector met them. */
function answeredInOrder({ arrivals, arrived, number }: Recording): number[] {
  return [...arrivals.subarray(0, arrived)].sort((a, b) => number[a]! - number[b]! || a - b)
}

const isStateful = ({ number, stream }: Recording, order: readonly number[]): boolean | undefined => {
  if (order.some((sequence) => number[sequence] !== sequence)) return true
  // Behind the number that was left out the two kinds differ; before it they do not, as long as nothing is lost on the way there.
  return order.some((sequence) => sequence > stream) ? false : undefined
}

/** The same number for two packets: the reflector has started anew in the middle of the run. */
const countsAnew = ({ number }: Recording, order: readonly number[]): boolean =>
  order.some((sequence, at) => at > 0 && number[sequence] === number[order[at - 1]!])

/** Where the count begins: at 0 for a new session. One that the reflector has had before begins with its first answer. */
function startOf({ number, duplicateForward }: Recording, order: readonly number[]) {
  const first = order[0]!
  const isNew = number[first]! <= first + duplicateForward
  return isNew ? { sequence: 0, number: 0 } : { sequence: first, number: number[first]! }
}

const isLost = (flag: number) => (flag & SENT) !== 0 && (flag & ANSWERED) === 0

function countLost({ flags, stream }: Recording): number {
  let lost = 0
  for (let sequence = 0; sequence < stream; sequence++) if (isLost(flags[sequence]!)) lost++
  return lost
}

function lostUpTo({ flags, stream }: Recording, first: number, last: number): number {
  let lost = 0
  for (let sequence = first; sequence < Math.min(stream, last); sequence++) if (isLost(flags[sequence]!)) lost++
  return lost
}

/** Fewer runs than this say nothing about how long runs are. */
const LEAST_RUNS = 5
/** G.107 knows no BurstR beyond this that was ever tested. */
const MOST_BURST = 8

/** Mean length of the runs of loss between two answers, each way, over that of random loss, 1 / (1 − p). */
function bursts(
  { number, flags }: Recording,
  order: readonly number[],
  { sent, reached, answered }: { readonly sent: number; readonly reached: number; readonly answered: number },
) {
  const [there, back] = [
    { runs: 0, lost: 0 },
    { runs: 0, lost: 0 },
  ]
  for (let at = 1; at < order.length; at++) {
    const [before, after] = [order[at - 1]!, order[at]!]
    let missing = 0
    for (let sequence = before + 1; sequence < after; sequence++) if (isLost(flags[sequence]!)) missing++
    const onReturn = Math.min(missing, Math.max(0, number[after]! - number[before]! - 1))
    for (const [way, lost] of [
      [there, missing - onReturn],
      [back, onReturn],
    ] as const) {
      way.lost += lost
      if (lost > 0) way.runs++
    }
  }
  const ratio = ({ runs, lost }: { runs: number; lost: number }, kept: number) =>
    runs < LEAST_RUNS ? 1 : Math.min(MOST_BURST, Math.max(1, (lost / runs) * kept))
  return { burstForward: ratio(there, reached / sent), burstReturn: ratio(back, answered / reached) }
}
