import type { Clock } from '@vonggac/model'

/** A job as far as running it at once is concerned. */
export interface Expeditable {
  readonly id: string
  running: boolean
  /** Until when the rows that it had are paid for, by the monotonic clock: each costs `EXPEDITE_EVERY_MS`. */
  paidUntil: number
  /** How many runs are wanted in the row that has not begun; 0: none. */
  wanted: number
}

/** Decides when a job that somebody wants to be run at once is run. */
export interface Expediter<Job extends Expeditable> extends Disposable {
  /** A hint: a row of `runs` begins, or will as soon as may be. */
  expedite(job: Job, runs: number): void
  /** To be told when a job has stopped running. */
  ended(job: Job): void
}

/** One row of expedited runs of a job in this time for long, ms: whoever sends traps as fast as he can is no reason to poll as fast … */
const EXPEDITE_EVERY_MS = 5_000
/** … but this many at once: a link that comes up and goes down again is seen both times. */
const EXPEDITE_BURST = 3

/** `begin` starts a row of runs. Hints that cannot be followed yet wait, and several become one: the last one is always followed by a look. */
export function createExpediter<Job extends Expeditable>(
  clock: Clock,
  begin: (job: Job, runs: number) => void,
): Expediter<Job> {
  const timers = new Map<string, () => void>()

  const follow = (job: Job) => {
    if (job.wanted === 0 || job.running || timers.has(job.id)) return
    const now = clock.monotonic()
    const paid = Math.max(job.paidUntil, now)
    const waitMs = paid - now - (EXPEDITE_BURST - 1) * EXPEDITE_EVERY_MS
    if (waitMs > 0) {
      timers.set(
        job.id,
        clock.after(Math.ceil(waitMs), () => timers.delete(job.id) && follow(job)),
      )
      return
    }
    const runs = job.wanted
    job.wanted = 0
    job.paidUntil = paid + EXPEDITE_EVERY_MS
    begin(job, runs)
  }
  return {
    expedite(job, runs) {
      job.wanted = Math.max(job.wanted, runs)
      follow(job)
    },
    ended: follow,
    [Symbol.dispose]() {
      for (const cancel of timers.values()) cancel()
      timers.clear()
    },
  }
}
