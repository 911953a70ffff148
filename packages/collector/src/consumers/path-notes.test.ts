import type { Incident } from '@vonggac/alerting'
import type { Check, CheckReport, Fields, Point, Status } from '@vonggac/model'
import { expect, test } from 'vitest'
import { createPathNotes } from './path-notes.ts'

const START = Date.UTC(2026, 10, 22)
const CHECK = 'tam-ky/vnpt/traceroute@hub'
const checks = [{ id: CHECK, kind: 'traceroute', node: 'tam-ky/vnpt' } as Check]
const incident: Incident = {
  ...{ id: 'one', node: 'tam-ky/vnpt', site: 'tam-ky', cause: 'link', severity: 'critical' },
  ...{ title: { vi: 'Đứt', en: 'Down' }, since: START, openedAt: START + 300, resolvedAt: null, members: [] },
}
const path = (detail: string, { status = 'fail', at = START + 2_000, check = CHECK } = {}): CheckReport => ({
  ...{ check, status: status as Status, error: '', detail, at, durationMs: 5, agent: 'hub' },
})
const ENDS = 'path ends after hop 4 (10.0.0.9): no answer behind it'
const noted = { incident: 'one', at: START + 2_000, text: `${CHECK}: ${ENDS}` }

test('where the path ends is told to the open incident of the node, once', () => {
  const notes = createPathNotes(checks)
  notes.seen(path(ENDS), () => [{ ...incident, id: 'two', node: 'tam-ky/viettel' }, incident])
  expect(notes.take()).toEqual([noted])
  notes.seen(path(ENDS, { at: START + 600_000 }), () => [incident])
  expect(notes.take()).toEqual([])
  notes.seen(path('path ends after hop 3 (10.0.0.8): no answer behind it', { at: START + 700_000 }), () => [incident])
  expect(notes.take()).toHaveLength(1)
})

test('a path that came before its incident is told when that opens', () => {
  const notes = createPathNotes(checks)
  notes.seen(path(ENDS), () => [])
  expect(notes.take()).toEqual([])
  notes.decided([{ kind: 'opened', at: START + 2_100, incident, reason: '' }])
  expect(notes.take()).toEqual([noted])
})

test.for([
  ['is long past', path(ENDS, { at: START - 61_000 })],
  ['is whole', path('3 hops, 1.0 ms: a > b > c', { status: 'ok' })],
  ['is no path', path(ENDS, { check: 'tam-ky/vnpt/icmp@hub' })],
] as const)('what %s is not told', ([, report]) => {
  const notes = createPathNotes(checks)
  notes.seen(report, () => [incident])
  notes.decided([{ kind: 'opened', at: START, incident, reason: '' }])
  expect(notes.take()).toEqual([])
})

test('a path that changed is told, and the next incident hears of its own path', () => {
  const notes = createPathNotes(checks)
  notes.seen(path('3 hops, 1.0 ms: a > b; path changed at hop 2: x instead of y', { status: 'ok' }), () => [incident])
  expect(notes.take()).toHaveLength(1)
  const resolved = { ...incident, resolvedAt: START + 9_000 }
  notes.decided([{ kind: 'resolved', at: START + 9_000, incident: resolved, reason: '' }])
  notes.seen(path(ENDS), () => [incident])
  expect(notes.take()).toEqual([noted])
})

test('the hops that came with a path are a document of the incident', () => {
  const notes = createPathNotes([{ ...checks[0]!, target: '10.0.0.9', config: { address: '10.0.0.9' } }])
  const hop = (number: string, fields: Fields, more: { target?: string; timestamp?: number } = {}): Point => ({
    measurement: 'path',
    tags: { agent: 'hub', target: more.target ?? '10.0.0.9', hop: number },
    fields,
    timestamp: more.timestamp ?? START + 2_000,
  })
  const hops = [
    hop('2', { address: '', loss_pct: 100 }),
    hop('1', { address: '10.0.0.1', loss_pct: 0, rtt_ms: 1.5 }),
    hop('x', { address: '10.0.0.2' }),
    hop('3', { address: 'other' }, { target: '10.0.0.8' }),
    hop('3', { address: 'before' }, { timestamp: START }),
  ]
  notes.seen(path(ENDS), () => [incident], hops)
  const [note] = notes.take()
  expect(note?.attachment).toMatchObject({ kind: 'traceroute', contentType: 'application/json' })
  expect(JSON.parse(Buffer.from(note!.attachment!.body).toString())).toEqual({
    ...{ check: CHECK, target: '10.0.0.9', at: START + 2_000, detail: ENDS },
    hops: [
      { hop: 1, address: '10.0.0.1', loss_pct: 0, rtt_ms: 1.5, flag: '' },
      { hop: 2, address: '', loss_pct: 100, rtt_ms: null, flag: '' },
    ],
  })
})
