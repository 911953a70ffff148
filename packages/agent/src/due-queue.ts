/** A binary min-heap: the item with the smallest key first. */
export interface DueQueue<T> {
  push(item: T): void
  peek(): T | undefined
  pop(): T | undefined
}

/** Makes an empty queue ordered by `key`, which must not change while an item is inside. */
export function createQueue<T>(key: (item: T) => number): DueQueue<T> {
  const heap: T[] = []
  const before = (a: number, b: number) => key(heap[a]!) < key(heap[b]!)
  const swap = (a: number, b: number) => {
    const item = heap[a]!
    heap[a] = heap[b]!
    heap[b] = item
  }
  const sink = (start: number) => {
    for (let at = start; ; ) {
      const left = 2 * at + 1
      let least = at
      if (left < heap.length && before(left, least)) least = left
      if (left + 1 < heap.length && before(left + 1, least)) least = left + 1
      if (least === at) return
      swap(at, least)
      at = least
    }
  }
  return {
    push(item) {
      heap.push(item)
      for (let at = heap.length - 1; at > 0 && before(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1)
    },
    peek: () => heap[0],
    pop() {
      if (heap.length < 2) return heap.pop()
      const first = heap[0]
      heap[0] = heap.pop()!
      sink(0)
      return first
    },
  }
}
