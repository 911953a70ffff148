import type { Clock } from '@vonggac/model'
import { createQueue } from './due-queue.ts'

/** What has a time at which it is due, of the monotonic clock, ms. */
export interface Due {
  due: number
}

/** Sees to it that each item has its turn when it is due. One timer serves all items; disposing stops it. */
export interface Timetable<T extends Due> extends Disposable {
  /** Planned anew, an item's former time counts no longer. */
  plan(item: T, due: number): void
}

/**
 * `turn` is called for an item that is due, and says when it is due next. An item's former time stays in the queue until it comes:
 * finding it there would cost more than looking away then.
 */
export function createTimetable<T extends Due>(clock: Clock, turn: (item: T, now: number) => number): Timetable<T> {
  const queue = createQueue<{ readonly item: T; readonly due: number }>(({ due }) => due)
  let cancelTimer = () => {}
  let armedFor = Number.POSITIVE_INFINITY
  let isOpen = true

  const plan = (item: T, due: number) => {
    item.due = due
    queue.push({ item, due })
  }
  const arm = () => {
    const next = queue.peek()
    if (!next || !isOpen || next.due >= armedFor) return
    cancelTimer()
    armedFor = next.due
    cancelTimer = clock.after(Math.max(1, next.due - clock.monotonic()), wake)
  }
  const wake = () => {
    armedFor = Number.POSITIVE_INFINITY
    const now = clock.monotonic()
    for (let next = queue.peek(); next && next.due <= now; next = queue.peek()) {
      queue.pop()
      if (next.due === next.item.due) plan(next.item, turn(next.item, now))
    }
    arm()
  }
  return {
    plan(item, due) {
      plan(item, due)
      arm()
    },
    [Symbol.dispose]() {
      isOpen = false
      cancelTimer()
    },
  }
}
