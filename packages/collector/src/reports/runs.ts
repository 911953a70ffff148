import type { Span } from './span.ts'

/**
 * How a thing was, as far as its results tell. `unknown`: a result says that nothing can be said. `silent`: there was no result for
 * longer than one counts. `closed`: outside the hours in which it is asked.
 */
export type Known = 'up' | 'down' | 'unknown' | 'silent' | 'closed'

/** The results that say that something was down. */
export interface Failure {
  /** How many; 0 where several checks decide together. */
  readonly results: number
  /** When the first and the last of them was, Unix ms. */
  readonly first: number
  readonly last: number
  /** The last one before it that was good; `null` where none is known. */
  readonly lastGood: number | null
  /** What was wrong at first: an error code. */
  readonly error: string
}

/** A time in which a thing was in one state. */
export interface Run extends Span {
  readonly state: Known
  /** Of a time down. */
  readonly failure?: Failure
}

/** One result of a check. `status` as in measurement `check`: 0 ok, 1 warn, 2 fail, 3 unknown. */
export interface Sample {
  readonly at: number
  readonly status: number
  readonly error: string
}

const STATE: readonly Known[] = ['up', 'up', 'down', 'unknown']

/**
 * Turns results, in order of time, into what was when. A result counts from its time until the next one, for `holdMs` at most; after
 * that nothing is known. Results before the span say how it was at its beginning.
 */
export function createRuns(span: Span, holdMs: number) {
  const runs: Run[] = []
  let last: Sample | undefined
  let lastGood: number | null = null
  /** The failed result that was there before the span, where the first one in it failed as well. */
  let carried: number | undefined
  const upTo = (until: number) => {
    if (!last) return append(runs, { from: span.from, to: Math.min(until, span.to), state: 'silent' })
    const end = Math.min(until, last.at + holdMs)
    const first = runs.length === 0 ? carried : undefined
    append(runs, { ...clipped(span, last.at, end), ...stateOf(last, lastGood, first) })
    append(runs, { ...clipped(span, end, until), state: 'silent' })
  }
  return {
    add(sample: Sample) {
      if (sample.at >= span.to) return
      upTo(Math.max(sample.at, span.from))
      if (last && STATE[last.status] === 'up') lastGood = last.at
      const goesOn = last?.status === 2 && last.at < span.from && sample.at <= last.at + holdMs
      carried = goesOn && sample.status === 2 ? last?.at : undefined
      last = sample
    },
    /** Everything from the beginning of the span to its end, without gaps. */
    end(): Run[] {
      upTo(span.to)
      return runs
    },
  }
}

function stateOf({ at, status, error }: Sample, lastGood: number | null, first = at): Pick<Run, 'state' | 'failure'> {
  const state = STATE[status] ?? 'unknown'
  const results = first === at ? 1 : 2
  return state === 'down' ? { state, failure: { results, first, last: at, lastGood, error } } : { state }
}

const clipped = (span: Span, from: number, to: number): Span => ({
  from: Math.max(from, span.from),
  to: Math.min(to, span.to),
})

/** Adds a run behind the others, and to the last one where it only goes on. What is empty is nothing. */
export function append(runs: Run[], run: Run): void {
  if (run.to <= run.from) return
  const before = runs.at(-1)
  if (!before || before.state !== run.state || before.to !== run.from) {
    runs.push(run)
    return
  }
  const failure = before.failure && run.failure ? joined(before.failure, run.failure) : before.failure
  runs[runs.length - 1] = { ...before, to: run.to, ...(failure && { failure }) }
}

/** The evidence of a time and of the one that follows it, as one. The result that both know of counts once. */
export const joined = (a: Failure, b: Failure): Failure => ({
  ...a,
  results: a.results === 0 ? 0 : a.results + b.results - (a.last === b.first ? 1 : 0),
  last: b.last,
})

/** Where each of several things is something, what is the whole? Every list spans the same time without gaps. */
export function combined(parts: readonly (readonly Run[])[], decide: (states: readonly Known[]) => Known): Run[] {
  const [first, ...more] = parts
  if (!first) return []
  const at = parts.map(() => 0)
  const runs: Run[] = []
  const end = first.at(-1)?.to ?? 0
  for (let from = first[0]?.from ?? 0; from < end; ) {
    const current = parts.map((part, i) => part[at[i]!]!)
    const to = Math.min(...current.map((run) => run.to))
    const state = decide(current.map((run) => run.state))
    const failures = current.flatMap((run) => (run.state === 'down' && run.failure ? [run.failure] : []))
    append(runs, {
      from,
      to,
      state,
      ...(state === 'down' && failures[0] && { failure: more.length === 0 ? failures[0] : worstOf(failures) }),
    })
    from = to
    for (const [i, part] of [first, ...more].entries()) if (part[at[i]!]!.to <= to) at[i]!++
  }
  return runs
}

/** The evidence of a whole: its first failing part speaks. How many results that were is told where there is one part only. */
function worstOf(failures: readonly Failure[]): Failure {
  const first = failures.reduce((a, b) => (b.first < a.first ? b : a))
  return { ...first, results: 0, last: Math.max(...failures.map(({ last }) => last)) }
}
