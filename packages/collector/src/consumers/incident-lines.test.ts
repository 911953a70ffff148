import type { AlertEvent, Incident } from '@vonggac/alerting'
import { expect, test } from 'vitest'
import { incidentLines, incidentPoint } from './incident-lines.ts'

const incident: Incident = {
  id: 'tam-ky.vnpt-1',
  node: 'tam-ky/vnpt',
  site: 'tam-ky',
  cause: 'link',
  severity: 'critical',
  title: { vi: 'Mất đường truyền', en: 'Link down' },
  since: 1_000,
  openedAt: 4_000,
  resolvedAt: null,
  members: [],
}
const opened: AlertEvent = { kind: 'opened', at: 5_000, incident, reason: '' }

test('an incident is told in both languages, with when it began and who has it', () => {
  const point = incidentPoint({ ...incident, run: incident.id, resolved_at: null, acked_by: 'An' }, 5_000)
  expect(point).toEqual({
    measurement: 'incident',
    tags: { incident: 'tam-ky.vnpt-1', severity: 'critical', cause: 'link', site: 'tam-ky', state: 'open' },
    fields: { title: 'Mất đường truyền', title_en: 'Link down', duration_s: 4, since_ms: 1_000, acked_by: 'An' },
    timestamp: 5_000,
  })
})

test('what the engine says next of an incident does not take it from whoever has it', () => {
  expect(incidentLines([opened], (run) => (run === incident.id ? 'An' : null))[0]).toContain('acked_by="An"')
  expect(incidentLines([opened])[0]).toContain('acked_by=""')
})

test('an incident that has ended says how long it took', () => {
  const [line] = incidentLines([
    { kind: 'resolved', at: 9_000, incident: { ...incident, resolvedAt: 8_000 }, reason: '' },
  ])
  expect(line).toContain('state=resolved')
  expect(line).toContain('duration_s=7')
})
