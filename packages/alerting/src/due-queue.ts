/** One thing that is due at a time. */
interface Entry<T> {
  readonly due: number
  readonly index: number
  readonly item: T
}

const before = <T>(a: Entry<T>, b: Entry<T>) => a.due < b.due || (a.due === b.due && a.index < b.index)

/** A binary heap: the earliest first, ties in the order of `index`. */
export interface DueQueue<T> {
  push(due: number, index: number, item: T): void
  /** The earliest entry, which stays. */
  peek(): Entry<T> | undefined
  pop(): Entry<T> | undefined
}

/** An empty queue. */
export function dueQueue<T>(): DueQueue<T> {
  const heap: Entry<T>[] = []

  const rise = (entry: Entry<T>) => {
    let i = heap.length
    heap.push(entry)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(entry, heap[parent]!)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = entry
  }
  const sink = (entry: Entry<T>) => {
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, entry)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = entry
  }

  return {
    push: (due, index, item) => rise({ due, index, item }),
    peek: () => heap[0],
    pop() {
      const first = heap[0]
      const last = heap.pop()
      if (last && heap.length > 0) sink(last)
      return first
    },
  }
}
