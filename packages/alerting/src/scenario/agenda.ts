import { dueQueue } from '../due-queue.ts'

/** Everything that is going to happen in a simulated world, in order of time; at one moment in order of planning. */
export interface Agenda {
  /** The simulated time, Unix ms. */
  readonly now: number
  /** Plans something; what lies in the past happens now. */
  plan(at: number, work: () => void): void
  /** Lets everything happen up to `until`. */
  run(until: number): void
}

/** An empty agenda that begins at `start`. */
export function createAgenda(start: number): Agenda {
  const queue = dueQueue<() => void>()
  let now = start
  let count = 0
  return {
    get now() {
      return now
    },
    plan: (at, work) => queue.push(Math.max(at, now), count++, work),
    run(until) {
      for (let next = queue.peek(); next && next.due <= until; next = queue.peek()) {
        queue.pop()
        now = next.due
        next.item()
      }
      now = Math.max(now, until)
    },
  }
}
