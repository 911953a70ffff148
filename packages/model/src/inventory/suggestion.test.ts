import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closest, editDistance, listed } from './suggestion.ts'

test.for([
  ['gatewy', 'gateway'],
  ['gatway', 'gateway'],
  ['gaetway', 'gateway'],
  ['Gateway', 'gateway'],
  ['gate', 'gateway'],
  ['bandwith', 'bandwidth'],
  ['x', undefined],
  ['colour', undefined],
  ['', undefined],
])('%s means %s', ([text, name]) => {
  expect(closest(text!, ['id', 'gateway', 'bandwidth', 'role'])).toBe(name)
})

test('a distance is 0 between equals, the same both ways, and at most the longer text', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      const distance = editDistance(a, b)
      expect(distance === 0).toBe(a === b)
      expect(editDistance(b, a)).toBe(distance)
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
    }),
  )
})

test('a long list is cut', () => {
  expect(listed(['a', 'b'])).toBe('a, b')
  expect(listed(Array.from({ length: 15 }, (_, i) => `k${i}`))).toMatch(/k11 and 3 more$/)
})
