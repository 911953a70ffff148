import { expect, test } from 'vitest'
import type { IncidentSummary, SiteStatus } from '../api/document.ts'
import { fixedOrder, openIncidents, worstFirst } from './ordering.ts'

const site = (id: string, kind: string, vi: string, state: SiteStatus['state'] = 'ok') =>
  ({ id, kind, state, name: { vi, en: vi } }) as SiteStatus
const sites = [
  site('yt', 'department', 'Sở Y tế'),
  site('dl', 'district', 'UBND huyện Đại Lọc'),
  site('ha', 'district', 'UBND thành phố Hội An', 'down'),
  site('dx', 'district', 'UBND huyện Duy Xuyên', 'degraded'),
  site('hub', 'hub', 'Trung tâm'),
]
const ids = (sorted: readonly SiteStatus[]) => sorted.map(({ id }) => id)

test('the fixed order is by kind and Vietnamese alphabet, whatever the states are', () => {
  expect(ids(fixedOrder(sites))).toEqual(['hub', 'dx', 'dl', 'ha', 'yt'])
  expect(ids(fixedOrder(sites.toReversed().map((each) => ({ ...each, state: 'down' as const }))))).toEqual([
    'hub',
    'dx',
    'dl',
    'ha',
    'yt',
  ])
})

test('worst first puts what is down before what is degraded', () => {
  expect(ids(worstFirst(sites))).toEqual(['ha', 'dx', 'hub', 'dl', 'yt'])
})

test('open incidents: critical first, nobody-has-it first, oldest first, resolved ones not at all', () => {
  const incident = (id: string, severity: string, state: string, opened_at: number) =>
    ({ id, severity, state, opened_at }) as IncidentSummary
  const all = [
    incident('old warning', 'warning', 'open', 1),
    incident('acked', 'critical', 'acknowledged', 2),
    incident('late', 'critical', 'open', 4),
    incident('early', 'critical', 'open', 3),
    incident('over', 'critical', 'resolved', 0),
  ]
  expect(openIncidents(all).map(({ id }) => id)).toEqual(['early', 'late', 'acked', 'old warning'])
})
