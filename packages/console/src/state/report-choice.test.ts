import { expect, test } from 'vitest'
import type { SlaRow } from '../api/document.ts'
import { choiceOf, choiceQuery, type ReportChoice, recentMonths, reportQuery, worstFirst } from './report-choice.ts'

const now = Date.parse('2026-11-26T12:00:00+07:00')
const plain: ReportChoice = { month: '2026-10', view: 'link', provider: '', site: '', withoutMaintenance: false }

test('unless the address says otherwise it is the last month that is over, by link', () => {
  expect(choiceOf('', now)).toEqual(plain)
  expect(choiceOf('?month=2026-13&view=planet', now)).toEqual(plain)
})

test.for([plain, { ...plain, month: '2025-01', view: 'site', site: 'tam-ky', withoutMaintenance: true }] as const)(
  'the address of a choice leads back to it',
  (choice) => {
    expect(choiceOf(`?${choiceQuery(choice)}`, now)).toEqual(choice)
  },
)

test('the API is asked for what was chosen, and not how it is shown', () => {
  expect(reportQuery({ ...plain, view: 'site', provider: 'vnpt' }, { format: 'csv' })).toBe(
    'month=2026-10&provider=vnpt&format=csv',
  )
})

test('months change with the clocks of Viet Nam, and go on over a new year', () => {
  expect(recentMonths(Date.parse('2026-12-31T17:00:00Z')).slice(0, 3)).toEqual(['2027-01', '2026-12', '2026-11'])
  expect(recentMonths(now)).toHaveLength(13)
})

test('a broken promise comes first, then the less available, and last what nothing is known of', () => {
  const row = (id: string, availability: number | null, kept: boolean | null) =>
    ({ id, availability, down_ms: 0, kept: { availability: kept, latency: null, loss: null } }) as SlaRow
  const rows = [row('unknown', null, null), row('good', 100, true), row('bad', 98, null), row('missed', 99.4, false)]
  expect(worstFirst(rows).map(({ id }) => id)).toEqual(['missed', 'bad', 'good', 'unknown'])
})
