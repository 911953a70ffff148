import { expect, test } from 'vitest'
import { createHandoff } from './handoff.ts'

test('gives a body away once', () => {
  const handoff = createHandoff()
  const body = Buffer.from('x')
  handoff.put(1, body)
  expect(handoff.take(1)).toBe(body)
  expect(handoff.take(1)).toBeUndefined()
})

test('forgets the oldest rather than growing', () => {
  const handoff = createHandoff(10)
  for (let i = 1; i <= 4; i++) handoff.put(i, Buffer.alloc(4))
  expect([1, 2, 3, 4].map((i) => handoff.take(i)?.byteLength)).toEqual([undefined, undefined, 4, 4])
  handoff.put(5, Buffer.alloc(11))
  expect(handoff.take(5)).toBeUndefined()
})
