import type { ServiceState } from '@vonggac/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { availability, spellsOf } from './availability.ts'

const none = { vi: '', en: '' }
const changes = (...list: [number, ServiceState][]) =>
  spellsOf(list.map(([at, state]) => ({ at, state, cause: none, incident: null, checks: [] })))

test.for<[string, [number, ServiceState][], number | null]>([
  ['it was always up', [[-500, 'up']], 100],
  [
    'it was down for a tenth',
    [
      [-500, 'up'],
      [100, 'down'],
      [200, 'up'],
    ],
    90,
  ],
  [
    'it is still down',
    [
      [-500, 'up'],
      [750, 'down'],
    ],
    75,
  ],
  ['degraded is available', [[-500, 'degraded']], 100],
  [
    'what is not known does not count',
    [
      [0, 'unknown'],
      [500, 'up'],
      [750, 'down'],
    ],
    50,
  ],
  [
    'neither do hours in which nobody asks',
    [
      [0, 'up'],
      [100, 'closed'],
      [900, 'down'],
    ],
    50,
  ],
  ['nothing is known', [[-500, 'unknown']], null],
  ['it was never seen', [], null],
  [
    'everything was before',
    [
      [-900, 'down'],
      [-800, 'up'],
    ],
    100,
  ],
  [
    'a second of eleven days is not nothing',
    [
      [0, 'up'],
      [999.999, 'down'],
    ],
    99.9999,
  ],
])('of a thousand: %s', ([, list, percent]) => {
  expect(availability(changes(...list), 0, 1_000)).toBe(percent)
})

test('it is a per cent, whatever the clocks did', () => {
  const state = fc.constantFrom<ServiceState>('up', 'degraded', 'down', 'unknown', 'closed')
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -100, max: 1_100 }), state)), (list) => {
      const percent = availability(changes(...list), 0, 1_000)
      expect(percent === null || (percent >= 0 && percent <= 100)).toBe(true)
    }),
  )
})
