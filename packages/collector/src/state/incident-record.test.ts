import type { AlertEvent, Incident } from '@vonggac/alerting'
import { describe, expect, test } from 'vitest'
import { acknowledged, assigned, mergedInto, noted, reopened, separated, snoozed } from '../incidents/changes.ts'
import { changeIncident, type Decide } from './incident-change.ts'
import { endRun, recordEvents } from './incident-record.ts'
import { openRuns, openTimes } from './incident-runs.ts'
import { findIncident, listIncidents, openIncidents } from './incidents.ts'
import { openState } from './state.ts'
import type { State } from './tables.ts'

const MINUTE = 60_000
const circumstances = { by: null, reopenMs: 30 * MINUTE, impacts: new Map() }

const incidentAt = (id: string, openedAt: number, more: Partial<Incident> = {}): Incident => ({
  id,
  node: 'tam-ky/vnpt',
  site: 'tam-ky',
  cause: 'link',
  severity: 'critical',
  title: { vi: 'Mất kết nối: Tam Kỳ', en: 'Link down: Tam Ky' },
  since: openedAt - 1_000,
  openedAt,
  resolvedAt: null,
  members: ['a'],
  ...more,
})
const opens = (incident: Incident): AlertEvent => ({
  kind: 'opened',
  at: incident.openedAt,
  incident,
  reason: 'need-met: lost',
})
const ends = (incident: Incident, at: number): AlertEvent => ({
  kind: 'resolved',
  at,
  incident: { ...incident, resolvedAt: at },
  reason: 'recovered: good',
})
const record = (state: State, ...events: AlertEvent[]) => recordEvents(state, events, circumstances)
const did = (state: State, id: string, decide: Decide, at = 1) => changeIncident(state, { id, by: 'Lan', at }, decide)
const ids = async (state: State, filter = {}) => (await listIncidents(state, filter)).incidents.map(({ id }) => id)

const one = incidentAt('one', 1_000)

test('an incident lives: open, acknowledged, noted, resolved', async () => {
  await using state = await openState(':memory:')
  await record(state, opens(one))
  expect((await listIncidents(state, { state: 'open' })).incidents).toMatchObject([
    { id: 'one', state: 'open', checks: 1, reopened: 0, run: 'one' },
  ])
  await did(state, 'one', acknowledged('Lan', 5))
  await did(state, 'one', acknowledged('Minh', 6))
  await did(state, 'one', noted('on site'))
  const worse = { ...one, members: ['a', 'b'] }
  await record(state, { kind: 'updated', at: 7, incident: worse, reason: 'escalated: worse' })
  expect((await listIncidents(state, { state: 'acknowledged' })).incidents).toMatchObject([
    { acked_by: 'Lan', checks: 2 },
  ])
  expect(await ids(state, { state: 'open' })).toEqual([])
  await recordEvents(state, [ends(worse, 9)], { ...circumstances, by: 'Lan' })
  const found = await findIncident(state, 'one')
  expect(found).toMatchObject({ state: 'resolved', resolved_at: 9, members: ['a', 'b'] })
  expect(found?.timeline.map(({ kind, by }) => [kind, by])).toEqual([
    ['opened', null],
    ['acknowledged', 'Lan'],
    ['note', 'Lan'],
    ['check', null],
    ['resolved', 'Lan'],
  ])
})

describe('what opens again', () => {
  const soon = incidentAt('two', 1_000 + 20 * MINUTE, { members: ['b'] })

  test('soon after its end is the same incident, which nobody has', async () => {
    await using state = await openState(':memory:')
    await record(state, opens(one))
    await did(state, 'one', acknowledged('Lan', 5))
    await did(state, 'one', snoozed(9 * MINUTE, { by: 'Lan', now: 5, timezone: 'Asia/Ho_Chi_Minh' }))
    await record(state, ends(one, MINUTE), opens(soon))
    expect(await ids(state)).toEqual(['one'])
    const found = await findIncident(state, 'two')
    expect(found).toMatchObject({
      id: 'one',
      run: 'two',
      state: 'open',
      reopened: 1,
      acked_by: null,
      snoozed_until: null,
      opened_at: 1_000,
      members: ['a', 'b'],
      runs: [
        { id: 'one', resolved_at: MINUTE },
        { id: 'two', resolved_at: null },
      ],
    })
    expect(found?.timeline.map(({ kind }) => kind)).toEqual([
      'opened',
      'acknowledged',
      'snoozed',
      'resolved',
      'reopened',
    ])
    await record(state, ends(soon, 25 * MINUTE))
    expect(await findIncident(state, 'one')).toMatchObject({ state: 'resolved', resolved_at: 25 * MINUTE })
    expect(
      (await openTimes(state, 0, 30 * MINUTE)).map(({ opened_at, resolved_at }) => [opened_at, resolved_at]),
    ).toEqual([
      [1_000, MINUTE],
      [soon.openedAt, 25 * MINUTE],
    ])
  })

  test.for([
    { name: 'later than that', two: incidentAt('two', 32 * MINUTE), reopenMs: 30 * MINUTE },
    { name: 'elsewhere', two: incidentAt('two', 2 * MINUTE, { node: 'hoi-an/vnpt' }), reopenMs: 30 * MINUTE },
    { name: 'where nothing is to be opened again', two: incidentAt('two', 2 * MINUTE), reopenMs: 0 },
  ])('$name is another one', async ({ two, reopenMs }) => {
    await using state = await openState(':memory:')
    await recordEvents(state, [opens(one), ends(one, MINUTE), opens(two)], { ...circumstances, reopenMs })
    expect(await ids(state)).toEqual(['two', 'one'])
    expect(await findIncident(state, 'one')).toMatchObject({ state: 'resolved', reopened: 0 })
  })

  test('what is told late of an earlier run changes its times alone', async () => {
    await using state = await openState(':memory:')
    await record(state, opens(one), ends(one, MINUTE), opens(soon))
    const late = { ...one, since: 500, resolvedAt: 50_000, title: { vi: 'cũ', en: 'old' } }
    await record(state, { kind: 'updated', at: soon.openedAt, incident: late, reason: 'need-met: late' })
    expect(await findIncident(state, 'one')).toMatchObject({
      state: 'open',
      since: 500,
      title: one.title,
      runs: [{ since: 500, resolved_at: 50_000 }, { resolved_at: null }],
    })
  })

  test('by hand stays open until a hand ends it, also after what the engine does not know', async () => {
    await using state = await openState(':memory:')
    await record(state, opens(one), ends(one, MINUTE))
    await did(state, 'one', reopened('Lan', 2 * MINUTE, 'still slow'))
    expect(await findIncident(state, 'one')).toMatchObject({ state: 'acknowledged', reopened: 1, acked_by: 'Lan' })
    expect(await openRuns(state)).toEqual([])
    await expect(did(state, 'one', reopened('Lan', 2 * MINUTE, ''))).rejects.toThrow('it is open')
  })
})

describe('incidents of one cause', () => {
  const other = incidentAt('other', 2_000, { node: 'hoi-an/vnpt', severity: 'warning', members: ['c'] })
  const lesser = incidentAt('one', 1_000, { severity: 'warning' })

  test('are told by one, which is as bad as the worst and open as long as any', async () => {
    await using state = await openState(':memory:')
    await record(state, opens(lesser), opens({ ...other, severity: 'critical' }))
    await did(state, 'other', mergedInto('one'))
    expect(await ids(state)).toEqual(['one'])
    expect((await openIncidents(state)).map(({ id, severity }) => [id, severity])).toEqual([['one', 'critical']])
    expect(await findIncident(state, 'one')).toMatchObject({ merged: [{ id: 'other', members: ['c'] }] })
    await record(state, ends(lesser, MINUTE))
    expect(await findIncident(state, 'one')).toMatchObject({ state: 'open' })
    await record(state, ends(other, 2 * MINUTE))
    expect(await findIncident(state, 'one')).toMatchObject({ state: 'resolved', resolved_at: 2 * MINUTE })
  })

  test('are two again when somebody says so', async () => {
    await using state = await openState(':memory:')
    await record(state, opens(lesser), opens({ ...other, severity: 'critical' }))
    await did(state, 'other', mergedInto('one'))
    await record(state, ends(lesser, MINUTE))
    await did(state, 'other', separated, 2 * MINUTE)
    expect(await findIncident(state, 'one')).toMatchObject({ state: 'resolved', severity: 'warning', merged: [] })
    expect(await findIncident(state, 'other')).toMatchObject({ state: 'open', merged_into: null })
    const kinds = (await findIncident(state, 'one'))?.timeline.map(({ kind }) => kind)
    expect(kinds).toEqual(['opened', 'merged', 'resolved', 'separated'])
  })

  test.for([
    { name: 'into itself', id: 'one', into: 'one', says: 'into itself' },
    { name: 'into what is not there', id: 'one', into: 'none', says: 'no incident none' },
    { name: 'into what is part of another', id: 'third', into: 'other', says: 'other is part of one' },
    { name: 'with what was merged into it', id: 'one', into: 'third', says: 'other is part of it' },
    { name: 'twice', id: 'other', into: 'third', says: 'part of one already' },
    { name: 'into what is over', id: 'third', into: 'over', says: 'over is resolved and this one is not' },
  ])('cannot be merged $name', async ({ id, into, says }) => {
    await using state = await openState(':memory:')
    const over = incidentAt('over', 1, { node: 'd' })
    await record(
      state,
      opens(lesser),
      opens(other),
      opens(incidentAt('third', 3, { node: 'c' })),
      opens(over),
      ends(over, 4),
    )
    await did(state, 'other', mergedInto('one'))
    await expect(did(state, id, mergedInto(into))).rejects.toThrow(says)
  })
})

test('what cannot be done any more is refused, and everything done is in the audit log', async () => {
  await using state = await openState(':memory:')
  await record(state, opens(one))
  await did(state, 'one', assigned({ id: 'an', name: 'Nguyễn Văn An' }))
  await did(state, 'one', assigned({ id: 'an', name: 'Nguyễn Văn An' }))
  await record(state, ends(one, 2))
  await expect(did(state, 'one', acknowledged('Lan', 3))).rejects.toThrow('it is resolved')
  await expect(did(state, 'one', snoozed(9, { by: 'Lan', now: 1, timezone: 'UTC' }))).rejects.toThrow('it is resolved')
  expect(await state.selectFrom('audit').select(['who', 'what', 'target', 'detail']).execute()).toEqual([
    { who: 'Lan', what: 'incident assigned', target: 'one', detail: '→ Nguyễn Văn An' },
  ])
  expect(await did(state, 'none', noted('x'))).toBeUndefined()
})

test('what nobody watches any more is ended with a reason', async () => {
  await using state = await openState(':memory:')
  await record(state, opens(one))
  await endRun(state, 'one', { by: null, at: 9, text: 'no longer watched' })
  const found = await findIncident(state, 'one')
  expect(found?.timeline.at(-1)).toEqual({ at: 9, kind: 'resolved', text: 'no longer watched', by: null })
  expect(found?.state).toBe('resolved')
})

describe('the list', () => {
  test('is read a page at a time, each incident once, whatever comes in between', async () => {
    await using state = await openState(':memory:')
    const many = Array.from({ length: 25 }, (_, n) => incidentAt(`i${n}`, Math.floor(n / 3), { node: `n${n}` }))
    await record(state, ...many.map(opens))
    const seen: string[] = []
    for (let after: string | null | undefined; after !== null; ) {
      const page = await listIncidents(state, { limit: 7, after })
      seen.push(...page.incidents.map(({ id }) => id))
      after = page.next
      if (seen.length === 7) await record(state, opens(incidentAt('new', 99, { node: 'new' })))
    }
    expect(seen.toSorted()).toEqual(many.map(({ id }) => id).toSorted())
  })

  test.for([
    { name: 'words without marks', filter: { text: 'ket noi TAM' }, found: ['one'] },
    { name: 'a node', filter: { text: 'hoi-an/vnpt' }, found: ['other'] },
    { name: 'what is no pattern', filter: { text: '%' }, found: [] },
    { name: 'a severity', filter: { severity: 'warning' as const }, found: ['other'] },
    { name: 'a site', filter: { site: 'tam-ky' }, found: ['one'] },
    { name: 'a cause', filter: { cause: 'device' }, found: [] },
    { name: 'what is not resolved', filter: { state: 'unresolved' as const }, found: ['one'] },
    { name: 'what was open at a time', filter: { from: 1_500, to: 3_000 }, found: ['other', 'one'] },
    { name: 'what was open before', filter: { to: 2_000 }, found: ['one'] },
    { name: 'what was open after', filter: { from: 3_000 }, found: ['one'] },
  ])('finds $name', async ({ filter, found }) => {
    await using state = await openState(':memory:')
    const other = incidentAt('other', 2_000, {
      node: 'hoi-an/vnpt',
      site: 'hoi-an',
      severity: 'warning',
      title: { vi: 'Chất lượng kém', en: 'Link degraded' },
    })
    await record(state, opens(one), opens(other), ends(other, 2_500))
    expect(await ids(state, filter)).toEqual(found)
  })
})

test('why it happened is kept with it, also what is found out when it is over, and stands on its timeline', async () => {
  await using state = await openState(':memory:')
  const evidence = [{ vi: 'UPS đã chạy bằng ắc quy', en: 'the UPS ran on its battery' }]
  const power = { cause: 'power' as const, confidence: 0.95, evidence }
  const asLink = {
    ...one,
    attribution: { cause: 'link' as const, confidence: 0.6, state: 'provisional' as const, evidence: [] },
  }
  await record(state, opens(asLink), ends(asLink, 9))
  const late = {
    ...one,
    cause: 'power' as const,
    resolvedAt: 9,
    attribution: { ...power, state: 'confirmed' as const },
  }
  await record(state, { kind: 'updated', at: 200, incident: late, reason: 'attributed: confirmed cause: power (95 %)' })
  const found = await findIncident(state, 'one')
  expect(found).toMatchObject({
    cause: 'power',
    state: 'resolved',
    resolved_at: 9,
    attribution: { ...power, state: 'confirmed' },
  })
  expect(found?.timeline.at(-1)).toEqual({
    at: 200,
    kind: 'attributed',
    text: 'confirmed cause: power (95 %)',
    by: null,
  })
  expect((await listIncidents(state, { cause: 'power' })).incidents).toHaveLength(1)
})

test('what is found out of an earlier time that it was open does not speak of this one', async () => {
  await using state = await openState(':memory:')
  const again = incidentAt('two', 1_000 + 20 * MINUTE)
  await record(state, opens(one), ends(one, MINUTE), opens(again))
  const attribution = { cause: 'power' as const, confidence: 0.95, state: 'confirmed' as const, evidence: [] }
  const late = { ...one, cause: 'power' as const, resolvedAt: MINUTE, attribution }
  await record(state, { kind: 'updated', at: 200, incident: late, reason: 'attributed: confirmed cause: power' })
  expect(await findIncident(state, 'one')).toMatchObject({
    cause: 'link',
    attribution: null,
    state: 'open',
    run: 'two',
  })
})
