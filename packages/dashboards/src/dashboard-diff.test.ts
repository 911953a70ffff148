import { expect, test } from 'vitest'
import { type Dashboard, dashboardDiff } from './dashboard-diff.ts'

const board: Dashboard = {
  uid: 'a',
  title: 'WAN',
  refresh: '30s',
  links: [{ title: 'x' }],
  templating: { list: [{ name: 'site', query: 'SHOW', current: { text: 'All' } }] },
  panels: [
    { type: 'row', title: 'Now', panels: [] },
    { type: 'stat', title: 'Loss', gridPos: { x: 0 }, targets: [{ refId: 'A', query: '1' }] },
    { type: 'stat', title: 'Loss', options: { a: 1 } },
  ],
}
const [row, loss, second] = board.panels!

test.for<[string, Partial<Dashboard>, string[]]>([
  ['nothing', {}, []],
  [
    'what Grafana counts and remembers by itself',
    { templating: { list: [{ name: 'site', query: 'SHOW', current: {} }] } },
    [],
  ],
  ['a setting', { refresh: '1m', title: 'x'.repeat(80) }, [`~ title: WAN → ${'x'.repeat(60)}…`, '~ refresh: 30s → 1m']],
  ['the links', { links: [] }, ['~ links']],
  [
    'a variable',
    { templating: { list: [{ name: 'site', query: 'SHOW 2' }, { name: 'link' }] } },
    ['~ variable site: query', '+ variable link'],
  ],
  ['a place', { panels: [row!, { ...loss, gridPos: { x: 1 } }, second!] }, ['~ panel Loss (stat): place']],
  [
    'the second of a title',
    { panels: [row!, loss!, { ...second, options: { a: 2 } }] },
    ['~ panel Loss (stat) 2: options'],
  ],
  [
    'queries',
    {
      panels: [
        row!,
        {
          ...loss,
          targets: [
            { refId: 'A', query: '2' },
            { refId: 'B', query: '3' },
          ],
        },
        second!,
      ],
    },
    ['~ panel Loss (stat): query A, + query B'],
  ],
  ['a panel that goes into a folded row', { panels: [{ ...row, panels: [loss!] }, second!] }, []],
])('%s', ([, change, lines]) => {
  expect(dashboardDiff(board, { ...board, ...change })).toEqual(lines)
})

test('the order of keys is none', () => {
  expect(
    dashboardDiff(
      { panels: [{ type: 'x', title: 'y', b: 1, a: { d: 1, c: 2 } }] },
      { panels: [{ a: { c: 2, d: 1 }, b: 1, title: 'y', type: 'x' }] },
    ),
  ).toEqual([])
})
