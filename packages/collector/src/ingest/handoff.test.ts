import { expect, test } from 'vitest'
import { createHandoff, type Handed } from './handoff.ts'

const handed = (bytes: number): Handed => ({
  meta: { agent: null, encoding: 'gzip', precision: 'ns', receivedAt: 0, bad: 0, watched: [] },
  body: Buffer.alloc(bytes),
})

test('gives a record away once', () => {
  const handoff = createHandoff()
  const record = handed(1)
  handoff.put(1, record)
  expect(handoff.take(1)).toBe(record)
  expect(handoff.take(1)).toBeUndefined()
})

test('forgets the oldest rather than growing, also of empty ones', () => {
  const handoff = createHandoff(10_000)
  for (let i = 1; i <= 4; i++) handoff.put(i, handed(3_000))
  expect([1, 2, 3, 4].map((i) => handoff.take(i)?.body.byteLength)).toEqual([undefined, undefined, 3_000, 3_000])
  for (let i = 1; i <= 20; i++) handoff.put(i, handed(0))
  expect(Array.from({ length: 20 }, (_, i) => handoff.take(i + 1)).filter(Boolean)).toHaveLength(9)
  handoff.put(5, handed(11_000))
  expect(handoff.take(5)).toBeUndefined()
})
