import type { Check, ErrorCode } from '@vonggac/model'
import type { Outcome } from '@vonggac/model/scenario'

/** A continuous ping as the agent's probe accounts for it: losses per read-out, and runs of lost packets as they happen. */
export interface Echoes {
  readonly periodMs: number
  /** After this long without an answer a packet is lost. */
  readonly lostAfterMs: number
  /** One packet's verdict. What is to be told at once comes back. */
  verdict(outcome: Outcome, at: number): Outcome | undefined
  /** The result of an interval, when the target does `outcome` just now. */
  readOut(outcome: Outcome): Outcome
  /** Nothing was lost since the last read-out, and no outage lasts. */
  readonly quiet: boolean
  /** An outage has been told of and lasts. */
  readonly out: boolean
}

/** Answers in a row that end an outage, as the probe wants them. */
const ANSWERS_TO_MEND = 2

/** Over how many intervals loss is judged, and how rarely chance may look like more than the limit, as the probe has it. */
const LOSS_SPAN = 6
const CHANCE = 1e-3

/** A path that lost a packet among so many last ones has to lose one more in a row, as the probe has it. */
const LOSSY_PACKETS = 300

/** Makes one for a check of kind `icmp`. */
export function createEchoes({ config, intervalMs }: Check): Echoes {
  const number = (key: string, fallback: number) => (typeof config[key] === 'number' ? config[key] : fallback)
  const periodMs = number('periodMs', 1_000)
  const lossRun = number('lossRun', 3)
  const warnLossPct = number('warnLossPct', 5)
  const packets = Math.max(1, Math.round(intervalMs / periodMs))
  let lost = 0
  let losses: number[] = []
  let run = 0
  let answers = 0
  let strayAt = Number.NEGATIVE_INFINITY
  let outage: ErrorCode | '' | undefined

  return {
    periodMs,
    lostAfterMs: number('lostAfterMs', 500),
    verdict({ status, error, detail }, at) {
      if (status === 'fail') {
        lost++
        run++
        answers = 0
        const lossy = lossRun > 1 && at - strayAt <= LOSSY_PACKETS * periodMs
        if (outage !== undefined || run < (lossy ? lossRun + 1 : lossRun)) return undefined
        outage = error
        return { status: 'fail', error, detail: detail ?? `${run} packets lost in a row` }
      }
      if (run > 0 && outage === undefined) strayAt = at
      run = 0
      answers++
      if (outage === undefined || answers < ANSWERS_TO_MEND) return undefined
      outage = undefined
      lost = 0
      return { status: 'ok', error: '', detail: 'answers again' }
    },
    readOut(outcome) {
      losses = [...losses, Math.min(lost, packets)].slice(-LOSS_SPAN)
      const lossPct = (100 * sumOf(losses.slice(-1))) / packets
      lost = 0
      if (outage !== undefined) return { status: 'fail', error: outage, detail: 'packets lost in a row' }
      if (outcome.status !== 'ok' && outcome.status !== 'fail') return outcome
      if (lossPct >= 100) return { status: 'fail', error: 'timeout', detail: `none of ${packets} packets answered` }
      if (isBeyondChance(losses, packets, warnLossPct / 100))
        return { status: 'warn', error: 'loss', detail: `loss ${Math.round(lossPct)} % of ${packets}` }
      return outcome.status === 'ok' ? outcome : { status: 'ok', error: '' }
    },
    get quiet() {
      return lost === 0 && outage === undefined && run === 0
    },
    get out() {
      return outage !== undefined
    },
  }
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0)

/** Whether the last interval, or the last ones together, lost so many that it is rare where each packet is lost with probability `limit`. */
function isBeyondChance(losses: readonly number[], packets: number, limit: number): boolean {
  if (sumOf(losses) === 0) return false
  return losses.some((_, from) => {
    const span = losses.slice(from)
    const lost = sumOf(span)
    const sent = span.length * packets
    return lost > sent * limit && chanceOf(lost, sent, limit) < CHANCE
  })
}

/** P(X >= lost) of a binomial distribution. */
function chanceOf(lost: number, sent: number, limit: number): number {
  let term = (1 - limit) ** sent
  let below = 0
  for (let k = 0; k < lost; k++) {
    below += term
    term *= ((sent - k) / (k + 1)) * (limit / (1 - limit))
  }
  return 1 - below
}
