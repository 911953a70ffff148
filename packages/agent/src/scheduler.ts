import { type Clock, fnv1a } from '@vonggac/model'
import { createQueue } from './due-queue.ts'

/** What is run on a schedule. */
export interface Job {
  readonly id: string
  readonly intervalMs: number
  /** Must not reject but for the signal; resolves when the run is over. */
  run(signal: AbortSignal): Promise<void>
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
  /** Since the last call. */
  readStats(): SchedulerStats
}

/** The first run comes within this of the start, so that a new agent shows something soon even where intervals are long. */
const WARM_UP_MS = 5_000
/** … but not before a continuous probe can have heard something: a read-out with nothing in it costs a whole interval. */
const SETTLE_MS = 1_500
/** Enough for a percentile, bounded whatever the number of runs. */
const MAX_LATE_SAMPLES = 1_024

interface Scheduled extends Job {
  due: number
  readonly phase: number
  running: boolean
}

/**
 * Runs jobs by plan: spread over their interval by a hash of their id, never overlapping themselves, a late run
 * counted and skipped instead of queued. One timer serves all jobs. Disposing aborts what runs and waits for it.
 */
export function startScheduler(jobs: readonly Job[], { clock }: { readonly clock: Clock }): Scheduler {
  const stopping = new AbortController()
  const start = clock.monotonic()
  const queue = createQueue<Scheduled>((job) => job.due)
  const runs = new Set<Promise<void>>()
  const late: number[] = []
  let skipped = 0
  let cancelTimer = () => {}

  for (const job of jobs) {
    const phase = fnv1a(job.id) % job.intervalMs
    queue.push({
      ...job,
      run: (signal) => job.run(signal),
      phase,
      due: start + SETTLE_MS + (phase % WARM_UP_MS),
      running: false,
    })
  }

  const begin = (job: Scheduled, now: number) => {
    if (late.length < MAX_LATE_SAMPLES) late.push(Math.max(0, now - job.due))
    job.running = true
    const run = job
      .run(stopping.signal)
      .catch(() => {})
      .finally(() => {
        job.running = false
        runs.delete(run)
      })
    runs.add(run)
  }

  const wake = () => {
    const now = clock.monotonic()
    for (let job = queue.peek(); job && job.due <= now; job = queue.peek()) {
      queue.pop()
      if (job.running) skipped++
      else begin(job, now)
      const next = nextDue(job, start, now)
      skipped += next.missed
      job.due = next.due
      queue.push(job)
    }
    arm()
  }
  const arm = () => {
    const next = queue.peek()
    if (next && !stopping.signal.aborted) cancelTimer = clock.after(Math.max(1, next.due - clock.monotonic()), wake)
  }
  arm()

  return {
    readStats() {
      const sorted = late.splice(0).sort((a, b) => a - b)
      const stats = {
        jobs: jobs.length,
        running: runs.size,
        skipped,
        lateMsP95: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0,
      }
      skipped = 0
      return stats
    },
    async [Symbol.asyncDispose]() {
      cancelTimer()
      stopping.abort(new Error('the agent is stopping'))
      await Promise.allSettled(runs)
    },
  }
}

/**
 * The next moment of the job's own phase that is at least half an interval away: the warm-up run came out of phase.
 * `missed` is how many planned moments have gone by unused.
 */
function nextDue({ due, phase, intervalMs }: Scheduled, start: number, now: number): { due: number; missed: number } {
  const after = Math.max(due, now - ((now - due) % intervalMs))
  const missed = Math.floor((now - due) / intervalMs)
  const turns = Math.ceil((after + intervalMs / 2 - start - phase) / intervalMs)
  return {
    due: start + phase + turns * intervalMs,
    missed: Math.max(0, missed),
  }
}
