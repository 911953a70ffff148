import { type Clock, fnv1a, type Schedule } from '@vonggac/model'
import { createExpediter, type Expeditable } from './expediter.ts'
import { afterRunAtTime, waitForHours } from './opening-hours.ts'
import { createThinnedSamples } from './thinned-samples.ts'
import { createTimetable, type Due } from './timetable.ts'

/** What is run on a schedule. */
export interface Job {
  readonly id: string
  readonly intervalMs: number
  /** When it is run; none: always. Whoever has it expedited is not kept waiting for that. */
  readonly schedule?: Schedule | undefined
  /** Must not reject but for the signal; resolves when the run is over. `expedited`: somebody waits for the outcome. */
  run(signal: AbortSignal, expedited: boolean): Promise<void>
}

export interface SchedulerStats {
  readonly jobs: number
  readonly running: number
  /** Runs since the last read-out that did not take place, because the time was past or the run before was not over. */
  readonly skipped: number
  /** How late runs began, 95th percentile since the last read-out, ms. */
  readonly lateMsP95: number
}

export interface Scheduler extends AsyncDisposable {
  /**
   * Runs a job now, beside its schedule: something hints that its answer has changed. It runs a few times in a row, so that
   * whoever wants several results before he believes one has them at once; `runs` says how often where one will do. A hint that
   * comes while the job runs, or when it had many lately, waits its turn: see `createExpediter`. Nothing for an unknown id.
   */
  expedite(id: string, options?: { readonly runs: number }): void
  /** There is something to see: the next run of a job comes soon, instead of at its turn. Nothing for an unknown id. */
  bringForward(id: string): void
  /** Since the last call. */
  readStats(): SchedulerStats
}

/** The first run comes within this of the start, so that a new agent shows something soon even where intervals are long. */
const WARM_UP_MS = 5_000
/** … unless there are very many jobs: they begin this far apart on average, ms, within their interval, or all of them would be late. */
const WARM_UP_MS_PER_JOB = 30
/** … but not before a continuous probe can have heard something: a read-out with nothing in it costs a whole interval. */
const SETTLE_MS = 1_500
/** Runs that are brought forward together are this far apart on average, ms: ten thousand targets that all answer are no stampede. */
const FORWARD_MS_PER_JOB = 1
/** An expedited job runs this often: an alert rule that wants three failures of the last four is satisfied by it … */
const EXPEDITED_RUNS = 4
/** … this far apart, ms: all of them within half a second. */
const EXPEDITED_GAP_MS = 120
/** Enough for a percentile, bounded whatever the number of runs. */
const MAX_LATE_SAMPLES = 1_024

interface Scheduled extends Job, Expeditable, Due {
  readonly phase: number
}

/**
 * Runs jobs by plan: spread over their interval by a hash of their id, never overlapping themselves, a late run
 * counted and skipped instead of queued. One timer serves all jobs. Disposing aborts what runs and waits for it.
 */
export function startScheduler(jobs: readonly Job[], { clock }: { readonly clock: Clock }): Scheduler {
  const stopping = new AbortController()
  const start = clock.monotonic()
  const runs = new Set<Promise<void>>()
  const late = createThinnedSamples(MAX_LATE_SAMPLES)
  let skipped = 0

  const begin = (job: Scheduled, work: () => Promise<void>) => {
    job.running = true
    const run = work()
      .catch(() => {})
      .finally(() => {
        job.running = false
        runs.delete(run)
        if (!stopping.signal.aborted) expediter.ended(job)
      })
    runs.add(run)
  }
  const expediter = createExpediter<Scheduled>(clock, (job, runs) =>
    begin(job, () => runRow(job, { runs, clock, signal: stopping.signal })),
  )
  /** Begins a run that is due, and says when the next one is. */
  const runDue = (job: Scheduled, now: number): number => {
    if (job.running) skipped++
    else {
      late.add(Math.max(0, now - job.due))
      begin(job, () => job.run(stopping.signal, false))
    }
    const next = nextDue(job, start, now)
    skipped += next.missed
    return next.due
  }
  const timetable = createTimetable<Scheduled>(clock, (job, now) => {
    const waitMs = waitForHours(job.schedule, job.id, clock.now())
    return waitMs > 0 ? now + waitMs : runDue(job, now)
  })
  const warmUpMs = Math.max(WARM_UP_MS, jobs.length * WARM_UP_MS_PER_JOB)
  const byId = new Map(jobs.map((job) => [job.id, scheduled(job, start, warmUpMs)]))
  for (const job of byId.values()) timetable.plan(job, job.due)

  return {
    expedite(id, { runs } = { runs: EXPEDITED_RUNS }) {
      const job = byId.get(id)
      if (job && !stopping.signal.aborted) expediter.expedite(job, runs)
    },
    bringForward(id) {
      const job = byId.get(id)
      if (!job) return
      const due = clock.monotonic() + (job.phase % (jobs.length * FORWARD_MS_PER_JOB))
      if (due < job.due) timetable.plan(job, due)
    },
    readStats() {
      const stats = {
        jobs: jobs.length,
        running: runs.size,
        skipped,
        lateMsP95: late.takePercentile(0.95),
      }
      skipped = 0
      return stats
    },
    async [Symbol.asyncDispose]() {
      timetable[Symbol.dispose]()
      expediter[Symbol.dispose]()
      stopping.abort(new Error('the agent is stopping'))
      await Promise.allSettled(runs)
    },
  }
}

const scheduled = (job: Job, start: number, warmUpMs: number): Scheduled => {
  const phase = fnv1a(job.id) % job.intervalMs
  return {
    ...job,
    run: (signal, expedited) => job.run(signal, expedited),
    phase,
    due: start + SETTLE_MS + (phase % warmUpMs),
    paidUntil: Number.NEGATIVE_INFINITY,
    wanted: 0,
    running: false,
  }
}

/** The runs of an expedited job. Rejects when the signal fires. */
async function runRow(
  job: Job,
  { runs, clock, signal }: { readonly runs: number; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  for (let turn = 0; turn < runs; turn++) {
    if (turn > 0) await clock.sleep(EXPEDITED_GAP_MS, signal)
    await job.run(signal, true)
  }
}

/**
 * The next moment of the job's own phase that is at least half an interval away: the warm-up run came out of phase.
 * `missed` is how many planned moments have gone by unused.
 */
function nextDue(job: Scheduled, start: number, now: number): { due: number; missed: number } {
  const { due, phase, intervalMs, schedule } = job
  const atTime = afterRunAtTime(schedule, now)
  if (atTime !== undefined) return { due: atTime, missed: 0 }
  const after = Math.max(due, now - ((now - due) % intervalMs))
  const missed = Math.floor((now - due) / intervalMs)
  const turns = Math.ceil((after + intervalMs / 2 - start - phase) / intervalMs)
  return {
    due: start + phase + turns * intervalMs,
    missed: Math.max(0, missed),
  }
}
