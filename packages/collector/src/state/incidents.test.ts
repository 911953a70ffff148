import type { AlertEvent, Incident } from '@vonggac/alerting'
import { fakeClock } from '@vonggac/model/fake-clock'
import { describe, expect, test } from 'vitest'
import { annotate, entriesOf, findIncident, listIncidents, markResolved, recordEvents } from './incidents.ts'
import { openState } from './state.ts'

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

describe('the timeline', () => {
  test('tells an opening once', () => {
    expect(entriesOf([opened, changed('a', 'need-met: lost')], null)).toEqual([
      { incident: 'one', at: 2, kind: 'opened', text: 'lost', by: null },
    ])
  })

  test('tells each check that joins, once', () => {
    const reason = 'parent-down: a is down'
    const updated: AlertEvent = { kind: 'updated', at: 2, incident, reason }
    const texts = entriesOf([changed('b', reason), updated, changed('c', reason), updated], null).map(
      ({ text }) => text,
    )
    expect(texts).toEqual(['b: ok → critical (a is down)', 'c: ok → critical (a is down)'])
  })

  test('tells a change of the incident that no check explains', () => {
    const updated: AlertEvent = { kind: 'updated', at: 2, incident, reason: 'escalated: worse' }
    expect(entriesOf([updated], null)).toMatchObject([{ kind: 'check', text: 'worse' }])
  })

  test('leaves out what belongs to no incident', () => {
    expect(entriesOf([{ ...changed('a', 'first-failure: x'), incident: null } as AlertEvent], null)).toEqual([])
  })
})

test('an incident lives: open, acknowledged, noted, resolved', async () => {
  await using state = await openState(':memory:')
  const at = fakeClock().now()
  await recordEvents(state, [opened], null)
  expect(await listIncidents(state, 'open')).toMatchObject([{ id: 'one', state: 'open', checks: 1 }])
  await annotate(state, 'one', { kind: 'acknowledged', by: 'Lan', text: '', at })
  await annotate(state, 'one', { kind: 'acknowledged', by: 'Minh', text: '', at })
  await annotate(state, 'one', { kind: 'note', by: 'Minh', text: 'on site', at })
  const grown: AlertEvent = {
    kind: 'updated',
    at,
    incident: { ...incident, members: ['a', 'b'] },
    reason: 'escalated: worse',
  }
  await recordEvents(state, [grown], null)
  expect(await listIncidents(state, 'acknowledged')).toMatchObject([{ acked_by: 'Lan', checks: 2 }])
  expect(await listIncidents(state, 'open')).toEqual([])
  const end: AlertEvent = { kind: 'resolved', at, incident: { ...incident, resolvedAt: at }, reason: 'recovered: good' }
  await recordEvents(state, [end], 'Lan')
  const found = await findIncident(state, 'one')
  expect(found).toMatchObject({ state: 'resolved', resolved_at: at })
  expect(found?.timeline.map(({ kind, by }) => [kind, by])).toEqual([
    ['opened', null],
    ['acknowledged', 'Lan'],
    ['note', 'Minh'],
    ['check', null],
    ['resolved', 'Lan'],
  ])
  expect(await listIncidents(state, 'resolved')).toHaveLength(1)
})

test('what nobody watches any more is ended with a reason', async () => {
  await using state = await openState(':memory:')
  await recordEvents(state, [opened], null)
  await markResolved(state, 'one', { by: null, at: 9, text: 'no longer watched' })
  const found = await findIncident(state, 'one')
  expect(found?.timeline.at(-1)).toEqual({ at: 9, kind: 'resolved', text: 'no longer watched', by: null })
})

test('nothing can be said about an incident that is not there', async () => {
  await using state = await openState(':memory:')
  expect(await annotate(state, 'none', { kind: 'note', by: 'Lan', text: 'x', at: 1 })).toBeUndefined()
  expect(await findIncident(state, 'none')).toBeUndefined()
})
