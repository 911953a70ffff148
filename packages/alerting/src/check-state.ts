import type { CheckReport } from '@vonggac/model'
import { reason } from './reason.ts'
import { type CheckRule, WARN_NEED, WARN_OF } from './rule.ts'
import type { Timing } from './timing.ts'

/** What we believe of a check by its own results alone. Plain JSON. */
export interface CheckState {
  readonly belief: 'ok' | 'warn' | 'fail'
  /** The grade of the last decisive result. */
  readonly last: Grade
  /** Counts results while there is something to remember. */
  readonly seq: number
  /** Which of the last results failed, and which warned: the newest ones, ascending. */
  readonly fails: readonly number[]
  readonly warns: readonly number[]
  /** Good results in a row, and when (by our clock) the first of them arrived. */
  readonly goods: number
  readonly goodSince: number
  /** When the trouble began, by the agent's clock; 0: there is none. */
  readonly badSince: number
  /** When it began to fail or failed again while getting better, within the flap window, by our clock. */
  readonly onsets: readonly number[]
}

export type Grade = 'ok' | 'warn' | 'fail'
/** What changed: `believed` (ok → warn or fail), `worse` (warn → fail), `eased` (fail → warn), `cleared`. */
export type Change = 'believed' | 'worse' | 'eased'

/** A result changes the state, and maybe what we believe, for a reason. */
export interface Step {
  readonly state: CheckState
  readonly change?: Change
  readonly reason: string
}

/** A check that nothing is known against. */
export const quiet: CheckState = {
  belief: 'ok',
  last: 'ok',
  seq: 0,
  fails: [],
  warns: [],
  goods: 0,
  goodSince: 0,
  badSince: 0,
  onsets: [],
}

/** How good a result is; `undefined` when it says nothing about the target. A partial answer is an answer: it warns. */
export function gradeOf({ status, error }: CheckReport): Grade | undefined {
  if (status === 'fail') return error === 'local' ? undefined : error === 'partial' ? 'warn' : 'fail'
  return status === 'unknown' ? undefined : status
}

/** Errors that only somebody who answers can have: the target was reached and said itself that something is wrong. */
const ANSWERS: ReadonlySet<CheckReport['error']> = new Set(['down', 'threshold', 'mismatch'])

/** Whether a bad result proves that the way to the target works. */
export const isAnswer = ({ status, error }: Pick<CheckReport, 'status' | 'error'>): boolean =>
  status === 'fail' && ANSWERS.has(error)

/** One result, graded. `at` by the agent's clock, `now` by ours. */
export interface Sample {
  readonly grade: Grade
  readonly at: number
  readonly now: number
  /** What is wrong, for people. */
  readonly text: string
}

/** Takes one decisive result in. Pure; the state itself comes back when nothing changes, which is nearly always. */
export function step(state: CheckState, sample: Sample, rule: CheckRule, timing: Timing): Step {
  return sample.grade === 'ok' ? good(state, sample, rule) : bad(state, sample, rule, timing)
}

const SAME = ''

function good(state: CheckState, { now }: Sample, rule: CheckRule): Step {
  if (state.belief !== 'ok') {
    const goodSince = state.goods === 0 ? now : state.goodSince
    return { state: { ...state, last: 'ok', seq: state.seq + 1, goods: state.goods + 1, goodSince }, reason: SAME }
  }
  if (state.last === 'ok' && state.seq === 0) return { state, reason: SAME }
  const next = state.seq + 2
  const fails = state.fails.filter((n) => n > next - rule.of)
  const warns = state.warns.filter((n) => n > next - WARN_OF)
  if (fails.length + warns.length > 0)
    return { state: { ...state, last: 'ok', seq: state.seq + 1, fails, warns }, reason: SAME }
  return { state: { ...quiet, onsets: state.onsets }, reason: SAME }
}

function bad(state: CheckState, sample: Sample, rule: CheckRule, timing: Timing): Step {
  const { grade, now } = sample
  const seq = state.seq + 1
  const relapse = grade === 'fail' && state.belief === 'fail' && state.goods > 0
  const next: CheckState = {
    ...state,
    last: grade,
    seq,
    fails: grade === 'fail' ? [...state.fails, seq].slice(-rule.need) : state.fails,
    warns: grade === 'warn' ? [...state.warns, seq].slice(-WARN_NEED) : state.warns,
    goods: 0,
    goodSince: 0,
    badSince: state.badSince || sample.at,
    onsets: relapse ? remember(state.onsets, now, timing) : state.onsets,
  }
  return verdict(next, sample, rule, timing)
}

/** Enough for the hold to reach its maximum. */
const MAX_ONSETS = 12

const remember = (onsets: readonly number[], now: number, { flapWindowMs }: Timing) =>
  [...onsets.filter((at) => at > now - flapWindowMs), now].slice(-MAX_ONSETS)

function verdict(state: CheckState, { grade, text, now }: Sample, rule: CheckRule, timing: Timing): Step {
  const { belief, seq, fails, warns } = state
  if (grade === 'fail' && belief !== 'fail' && fails.length >= rule.need && fails[0]! > seq - rule.of) {
    const met = rule.of === 1 ? text : `${rule.need} of the last ${rule.of} results failed (${text})`
    const onsets = remember(state.onsets, now, timing)
    return {
      state: { ...state, belief: 'fail', onsets },
      change: belief === 'ok' ? 'believed' : 'worse',
      reason: reason('need-met', met),
    }
  }
  const recent = (all: readonly number[]) => all.filter((n) => n > seq - WARN_OF).length
  if (belief === 'ok' && recent(warns) + recent(fails) >= WARN_NEED) {
    const met = `${WARN_NEED} of the last ${WARN_OF} results warned (${text})`
    return { state: { ...state, belief: 'warn' }, change: 'believed', reason: reason('warn-met', met) }
  }
  if (belief === 'fail' && recent(warns) >= WARN_NEED && recent(fails) === 0) {
    return { state: { ...state, belief: 'warn' }, change: 'eased', reason: reason('eased', text) }
  }
  return { state, reason: SAME }
}

/** How long the results must have been good before the alert ends: longer when it only warned, or flaps. */
export function holdOf({ belief, onsets, goodSince }: CheckState, rule: CheckRule, timing: Timing): number {
  const base = belief === 'warn' ? rule.warnHoldMs : rule.holdMs
  const again = onsets.filter((at) => at > goodSince - timing.flapWindowMs).length - 1
  return again < 1 ? base : Math.max(base, Math.min(timing.flapHoldMaxMs, timing.flapHoldMs * 2 ** again))
}

/** Everything forgotten except the last result and how often it failed lately: needs and holds start anew. */
export const forget = ({ last, onsets }: CheckState): CheckState => ({ ...quiet, last, onsets })
