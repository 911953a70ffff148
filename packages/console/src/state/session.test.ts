import { expect, test } from 'vitest'
import { bestOfSites } from './session.ts'

test('the past of a site is its fastest link at each step; devices and sites without links have none', () => {
  const document = {
    measurement: 'ping',
    field: 'average_response_ms',
    step_ms: 1000,
    series: [
      {
        tags: { site: 'a', link: 'vnpt' },
        points: [
          [1000, 9],
          [2000, null],
          [3000, 4],
        ],
      },
      {
        tags: { site: 'a', link: 'viettel' },
        points: [
          [1000, 7],
          [2000, 8],
        ],
      },
      { tags: { site: 'a', link: '' }, points: [[1000, 1]] },
      { tags: { site: 'b', link: 'vnpt' }, points: [[1000, null]] },
    ],
  } as const
  expect([...bestOfSites(document)]).toEqual([
    [
      'a',
      [
        [1000, 7],
        [2000, 8],
        [3000, 4],
      ],
    ],
    ['b', [[1000, null]]],
  ])
})
