import { expect, test } from 'vitest'
import { parseRoute, pathOf } from '../router.ts'
import { PREFIX_MS, places, shortcutOf } from './shortcuts.ts'

test.for([
  ['/', null, { kind: 'search' }],
  ['?', null, { kind: 'help' }],
  ['g', null, { kind: 'prefix' }],
  ['i', 1000 - PREFIX_MS, { kind: 'go', page: 'incidents' }],
  ['i', 999 - PREFIX_MS, { kind: 'none' }],
  ['i', null, { kind: 'none' }],
  ['x', 1000, { kind: 'none' }],
  ['g', 1000, { kind: 'prefix' }],
] as const)('%s after a g at %o', ([key, since, expected]) => {
  expect(shortcutOf(key, since, 1000)).toEqual(expected)
})

test('each place has a key and an address of its own', () => {
  expect(new Set(places.map(([key]) => key)).size).toBe(places.length)
  for (const [, page] of places) expect(parseRoute(pathOf({ page }))).toEqual({ page })
})
