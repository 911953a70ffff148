import type { AlertEvent, Incident } from '@vonggac/alerting'
import { expect, test } from 'vitest'
import { recordEvents } from './incident-record.ts'
import { findIncident } from './incidents.ts'
import { openState } from './state.ts'
import { addEntry, entriesOf, MAX_CHANGES } from './timeline.ts'

const incident: Incident = {
  id: 'one',
  node: 'tam-ky/vnpt',
  site: 'tam-ky',
  cause: 'link',
  severity: 'critical',
  title: { vi: 'Đứt', en: 'Down' },
  since: 1,
  openedAt: 2,
  resolvedAt: null,
  members: ['a'],
}
const opened: AlertEvent = { kind: 'opened', at: 2, incident, reason: 'need-met: lost' }
const changed = (check: string, reason: string): AlertEvent => ({
  kind: 'transition',
  at: 2,
  check,
  from: 'ok',
  to: 'critical',
  reason,
  incident: 'one',
})

test('an opening is told once', () => {
  expect(entriesOf([opened, changed('a', 'need-met: lost')], null)).toEqual([
    { incident: 'one', at: 2, kind: 'opened', text: 'lost', by: null },
  ])
})

test('each check that joins is told, once', () => {
  const reason = 'parent-down: a is down'
  const updated: AlertEvent = { kind: 'updated', at: 2, incident, reason }
  const texts = entriesOf([changed('b', reason), updated, changed('c', reason), updated], null).map(({ text }) => text)
  expect(texts).toEqual(['b: ok → critical (a is down)', 'c: ok → critical (a is down)'])
})

test('hundreds that change alike are one line', () => {
  const many = Array.from({ length: 330 }, (_, n) => changed(`c${n}`, 'parent-down: hub is down'))
  expect(entriesOf([...many, changed('x', 'need-met: refused')], null).map(({ text }) => text)).toEqual([
    '330 × ok → critical (hub is down): c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, …',
    'x: ok → critical (refused)',
  ])
})

test('a change of the incident that no check explains is told', () => {
  const updated: AlertEvent = { kind: 'updated', at: 2, incident, reason: 'escalated: worse' }
  expect(entriesOf([updated], null)).toMatchObject([{ kind: 'check', text: 'worse' }])
})

test('what belongs to no incident is left out', () => {
  expect(entriesOf([{ ...changed('a', 'first-failure: x'), incident: null } as AlertEvent], null)).toEqual([])
})

test('a check that never rests does not fill the disk, and people are always heard', async () => {
  await using state = await openState(':memory:')
  await recordEvents(state, [opened], { by: null, reopenMs: 0, impacts: new Map() })
  await state.transaction().execute(async (trx) => {
    for (let n = 0; n < MAX_CHANGES + 5; n++)
      await addEntry(trx, 'one', { at: n, kind: 'check', text: String(n), by: null })
    await addEntry(trx, 'one', { at: 9, kind: 'note', text: 'there', by: 'Lan' })
  })
  await addEntry(state, 'none', { at: 9, kind: 'note', text: 'nowhere', by: 'Lan' })
  const timeline = (await findIncident(state, 'one'))!.timeline
  expect(timeline).toHaveLength(MAX_CHANGES + 2)
  expect(timeline.at(-1)?.text).toBe('there')
})
