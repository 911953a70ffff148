import { type Check, fnv1a, globMatcher } from '@vonggac/model'
import type { Outcome, Scenario, Script } from '@vonggac/model/scenario'
import { globOfCheck } from '../check-glob.ts'
import { valuedAt } from './measured.ts'
import type { TimePlan } from './moments.ts'

/** A script with its times: it acts from `from` on for `length`, again every `every`. Unix ms and ms. */
interface Part {
  readonly script: Script
  readonly index: number
  readonly from: number
  readonly length: number
  readonly every: number
  readonly times: number
  readonly matches: (check: Check) => boolean
}

/** What the scenario says of one check. */
export interface CheckScript {
  readonly check: Check
  /** Nothing is said of it: it reports the baseline all the time. */
  readonly plain: boolean
  /** What the target does at a moment. `nth` tells packets or runs of one moment apart, for shares. */
  outcomeAt(at: number): Outcome
  /** Whether results get through at a moment, and if not, when they do: `undefined` never. */
  silenceAt(at: number): { readonly until: number | undefined } | undefined
  /** How far the clock of its agent is off, ms. */
  clockAt(at: number): number
  /** The next moment after `at` at which something changes; `Infinity`: never. While shares act, that is at once. */
  nextChange(at: number): number
}

const WELL: Outcome = { status: 'ok', error: '' }

/** Works out what the scenario says of each check. Before its start everything was well. */
export function scriptsOf(
  scenario: Scenario,
  checks: readonly Check[],
  plan: TimePlan,
): ReadonlyMap<string, CheckScript> {
  const parts = scenario.events.flatMap((event, index) =>
    event.kind === 'script' ? [partOf(event.script, index, plan)] : [],
  )
  return new Map(
    checks.map((check) => {
      const own = parts.filter((part) => part.matches(check)).reverse()
      return [check.id, scriptOf(check, own, { baseline: scenario.baseline, start: plan.start })]
    }),
  )
}

function partOf(script: Script, index: number, { at, end }: TimePlan): Part {
  const from = at(script.at)
  const checks = script.checks?.map(globOfCheck)
  const agents = script.agent?.map(globMatcher)
  return {
    script,
    index,
    from,
    length: script.for ?? (script.until ? at(script.until) - from : (script.every ?? end - from + 1)),
    every: script.every ?? Number.POSITIVE_INFINITY,
    times: script.times ?? Number.POSITIVE_INFINITY,
    matches: (check) =>
      (checks?.some((matches) => matches(check)) ?? true) &&
      (agents?.some((matches) => matches(check.vantage)) ?? true),
  }
}

/** When the turn that `at` lies in began; `undefined` when the part does not act then. */
function turnAt({ from, length, every, times }: Part, at: number): number | undefined {
  if (at < from) return undefined
  const turn = every === Number.POSITIVE_INFINITY ? 0 : Math.floor((at - from) / every)
  const begin = turn === 0 ? from : from + turn * every
  return turn < times && at < begin + length ? begin : undefined
}

function nextChangeOf(part: Part, at: number): number {
  const { from, length, every, times } = part
  if (at < from) return from
  const turn = turnAt(part, at)
  if (turn !== undefined) {
    if (part.script.share !== undefined) return at
    return turn + length
  }
  if (every === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
  const next = Math.floor((at - from) / every) + 1
  return next < times ? from + next * every : Number.POSITIVE_INFINITY
}

/** `parts`: those about this check, the last written first, for it has its way. */
function scriptOf(
  check: Check,
  parts: readonly Part[],
  { baseline, start }: { readonly baseline: Outcome; readonly start: number },
): CheckScript {
  const outcomes = parts.filter(({ script }) => script.result)
  const silences = parts.filter(({ script }) => script.silent)
  const clocks = parts.filter(({ script }) => script.clock !== undefined)
  return {
    check,
    plain: parts.length === 0,
    outcomeAt(at) {
      if (at < start) return WELL
      for (const part of outcomes) {
        const turn = turnAt(part, at)
        if (turn !== undefined && isChosen(part, check, at)) return valuedAt(part.script.result!, at - turn)
      }
      return valuedAt(baseline, at - start)
    },
    silenceAt(at) {
      for (const part of silences) {
        const turn = turnAt(part, at)
        if (turn !== undefined) return { until: part.script.backfill ? turn + part.length : undefined }
      }
      return undefined
    },
    clockAt: (at) => clocks.find((part) => turnAt(part, at) !== undefined)?.script.clock ?? 0,
    nextChange: (at) =>
      Math.min(at < start ? start : Number.POSITIVE_INFINITY, ...outcomes.map((part) => nextChangeOf(part, at))),
  }
}

/** Whether this run or packet belongs to the share: by a hash, the same at every run of the scenario. */
function isChosen({ script: { share }, index }: Part, { id }: Check, at: number): boolean {
  return share === undefined || (scramble(fnv1a(`${index} ${id} ${at}`)) / 2 ** 32) * 100 < share
}

/** The last bits of similar texts are similar in FNV-1a: this mixes them (MurmurHash3's finalizer). */
function scramble(hash: number): number {
  let mixed = hash
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
