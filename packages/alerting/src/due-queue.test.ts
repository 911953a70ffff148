import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueQueue } from './due-queue.ts'

test('gives the earliest first, ties in the order of the index, whatever is put in between', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.tuple(fc.nat(20), fc.nat(20)))), (deeds) => {
      const queue = dueQueue<number>()
      let model: [number, number][] = []
      for (const deed of deeds) {
        if (deed) {
          queue.push(deed[0], deed[1], 0)
          model = [...model, deed].sort((a, b) => a[0] - b[0] || a[1] - b[1])
        } else {
          expect(queue.peek()?.due).toBe(model[0]?.[0])
          const first = queue.pop()
          expect(first && [first.due, first.index]).toEqual(model.shift())
        }
      }
    }),
  )
})
