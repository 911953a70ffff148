/** A time of which nothing was known when it passed, and what was learned of it afterwards. Plain JSON. */
export interface Gap {
  /** By the agent's clock: the last result before it, and the first one after it that was news. */
  readonly from: number
  readonly to: number
  /** The incident that it was part of when it began, so long as that was believed. */
  readonly incident: string | null
  /** It failed before, and after. */
  readonly badBefore: boolean
  readonly badAfter: boolean
  /** What arrived late, in order of time, none of them overlapping: results of one kind in a row. */
  runs: readonly Run[]
  /** Something arrived since it was last looked at. */
  news: boolean
}

export interface Run {
  readonly bad: boolean
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Results that flap for days are told apart no finer than this: the shortest runs are taken into their neighbours. */
const MAX_RUNS = 64

/** A result of `at` among the runs, in whatever order results come. One that is known already changes nothing that matters. */
export function withResult(runs: readonly Run[], at: number, bad: boolean): readonly Run[] {
  const last = runs.at(-1)
  // Backlogs come oldest first: nearly always it goes on at the end.
  if (last && at > last.to && last.bad === bad)
    return [...runs.slice(0, -1), { ...last, to: at, count: last.count + 1 }]
  const before = runs.filter((run) => run.to < at)
  const after = runs.filter((run) => run.from > at)
  const around = runs.find((run) => run.from <= at && at <= run.to)
  if (around?.bad === bad) {
    const grown = { ...around, count: around.count + 1 }
    return [...before, grown, ...after]
  }
  const here: Run = { bad, from: at, to: at, count: 1 }
  return bounded(joined([...before, ...(around ? split(around, here) : [here]), ...after]))
}

/** One of another kind inside a run: what was before it and what came after it. */
function split(run: Run, here: Run): Run[] {
  const half = Math.max(1, Math.floor(run.count / 2))
  const left: Run[] = run.from < here.from ? [{ ...run, to: here.from - 1, count: half }] : []
  const right: Run[] = run.to > here.to ? [{ ...run, from: here.to + 1, count: half }] : []
  return [...left, here, ...right]
}

/** Neighbours of one kind as one. */
function joined(runs: readonly Run[]): Run[] {
  const found: Run[] = []
  for (const run of runs) {
    const last = found.at(-1)
    if (last?.bad === run.bad) found[found.length - 1] = { ...last, to: run.to, count: last.count + run.count }
    else found.push(run)
  }
  return found
}

function bounded(runs: Run[]): Run[] {
  if (runs.length <= MAX_RUNS) return runs
  const shortest = runs.reduce((least, { count }, i) => (count < runs[least]!.count ? i : least), 0)
  const kept = runs.map((run, i) => (i === shortest ? { ...run, bad: !run.bad } : run))
  return joined(kept)
}

/** How many results it takes to believe either, and how far apart two of them are at most. */
export interface Belief {
  readonly need: number
  readonly clear: number
  readonly stepMs: number
}

/** What the late results come to. */
export interface Learned {
  /** What fails after the gap began so early. */
  readonly began?: number
  /** What failed before the gap was well from then on. */
  readonly ended?: number
  /** What failed and was well again, all of it inside the gap. */
  readonly outages: readonly { readonly from: number; readonly to: number }[]
  /** Results reach to the end of the gap: nothing more is to come. */
  readonly complete: boolean
}

/** Judges a gap by what arrived of it. Results that are too few to be believed count as their neighbours do. */
export function judgeGap(gap: Gap, { need, clear, stepMs }: Belief): Learned {
  const { from, to, badBefore, badAfter } = gap
  const complete = gap.runs.length > 0 && to - gap.runs.at(-1)!.to <= stepMs
  const edge = (bad: boolean, at: number): Run => ({ bad, from: at, to: at, count: Number.POSITIVE_INFINITY })
  const all = joined([edge(badBefore, from), ...gap.runs, ...(complete ? [edge(badAfter, to)] : [])])
  const believed = joined(all.filter(({ bad, count }) => count >= (bad ? need : clear)))
  const [first, last] = [believed[0]!, believed.at(-1)!]
  const outages = believed.slice(1, complete ? -1 : undefined).filter(({ bad }) => bad)
  const began = complete && badAfter && last.bad && last !== first && last.from < to ? last.from : undefined
  const recovery = complete && badBefore && !badAfter && last !== first && last.from < to ? last.from : undefined
  return {
    ...(began !== undefined && { began }),
    ...(recovery !== undefined && { ended: recovery }),
    outages: outages.map((run) => ({ from: run.from, to: run.to })),
    complete,
  }
}
