import { int, type Point } from '@vonggac/model'
import { type Config, configSchema, expandChecks } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import type { SlaReport, SlaRow } from '../api-report-types.ts'
import type { Exclusion } from './exclusions.ts'
import { monthPeriod } from './period.ts'
import { rawSource } from './raw-source.ts'
import { type ReportQuery, slaReport } from './sla-report.ts'
import { memoryStore } from './testing/memory-store.ts'

const ZONE = 'Asia/Ho_Chi_Minh'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** As clocks in Viet Nam show it, which have no summer time. */
const at = (text: string) => Date.parse(`2026-10-${text}+07:00`)
const october = monthPeriod('2026-10', ZONE)!
const after = october.to + DAY

const config: Config = configSchema.parse({
  organisation: { name: 'Tỉnh', timezone: ZONE },
  providers: [
    { id: 'vnpt', name: 'VNPT' },
    { id: 'viettel', name: 'Viettel' },
  ],
  sites: [
    { id: 'dc', name: 'Hub', kind: 'hub' },
    {
      id: 'tam-ky',
      name: { vi: 'Tam Kỳ', en: 'Tam Ky' },
      links: [
        { id: 'vnpt', provider: 'vnpt', gateway: '10.33.1.1', sla: { availability: 99.9, latency: '30ms', loss: 1 } },
        { id: 'viettel', provider: 'viettel', gateway: '10.33.1.2' },
      ],
    },
  ],
  services: [
    {
      id: 'mail',
      name: 'Mail',
      site: 'dc',
      rule: 'any',
      slo: { availability: 99.99 },
      checks: [
        { kind: 'tcp', host: '10.33.0.30', port: 25 },
        { kind: 'tcp', host: '10.33.0.31', port: 143 },
      ],
    },
  ],
  agents: [{ id: 'hub', site: 'dc', hub: true }],
  // Seldom, so that a month is quick to go through.
  checks: [
    { match: '**/icmp@*', interval: '5m' },
    { match: '**/tcp*@*', interval: '5m' },
  ],
})
const EVERY = 5 * MINUTE
/** Two intervals and the timeout. */
const HOLD = 10 * MINUTE + 8_000

type What = 'down' | 'unknown' | 'gap'
type Happening = readonly [from: number, to: number, what: What]

function* link(id: string, happenings: readonly Happening[], from = october.from - HOUR, to = october.to + HOUR) {
  const [site = '', own = ''] = id.split('/')
  const tags = { site, link: own, provider: own }
  for (let time = from; time < to; time += EVERY) {
    const what = happenings.find(([begin, end]) => time >= begin && time < end)?.[2]
    if (what === 'gap') continue
    const status = what === 'down' ? 2 : what === 'unknown' ? 3 : 0
    yield {
      measurement: 'check',
      tags: { ...tags, check: `${id}/icmp@hub`, agent: 'hub' },
      fields: { status: int(status), error: what === 'down' ? 'timeout' : '', duration_ms: 3 },
      timestamp: time,
    } satisfies Point
    if (what !== 'unknown')
      yield {
        measurement: 'ping',
        tags: { ...tags, url: 'x', agent: 'hub' },
        fields: { percent_packet_loss: status === 2 ? 100 : 0, ...(status === 0 && { average_response_ms: 5 }) },
        timestamp: time,
      } satisfies Point
  }
}

const report = (points: Iterable<Point>, more: Partial<ReportQuery> = {}, exclusions: readonly Exclusion[] = []) => {
  const store = memoryStore([...points])
  const query = { period: october, exclude: [], ...more }
  return slaReport(query, { config, store, exclusions, source: rawSource(store), now: after })
}
const rowOf = ({ rows }: SlaReport, id: string): SlaRow =>
  rows.find((row) => row.id === id && row.scope !== 'provider')!
const balanced = (row: SlaRow) =>
  expect(row.up_ms + row.down_ms + row.blind_ms + row.excluded_ms + row.closed_ms, row.id).toBe(row.period_ms)

test('a golden month: every outage, gap and excuse where it was, to the second', async () => {
  const vnpt: Happening[] = [
    [at('01T00:00:00') - 10 * MINUTE, at('01T00:05:00'), 'down'],
    [at('05T08:00:00'), at('05T08:30:00'), 'down'],
    [at('10T03:00:00'), at('10T04:00:00'), 'gap'],
    [at('12T00:00:00'), at('12T00:10:00'), 'unknown'],
    [at('20T22:00:00'), at('21T01:00:00'), 'down'],
    [at('25T10:00:00'), at('25T12:00:00'), 'down'],
    [at('31T23:50:00'), at('31T23:50:00') + HOUR, 'down'],
  ]
  const exclusions: Exclusion[] = [
    { kind: 'maintenance', from: at('20T23:00:00'), to: at('21T00:00:00'), match: ['tam-ky/vnpt'], reason: 'cáp' },
    { kind: 'power', from: at('25T10:30:00'), to: at('25T12:30:00'), match: ['tam-ky', 'tam-ky/**'], reason: 'điện' },
  ]
  const made = await report(
    [...link('tam-ky/vnpt', vnpt), ...link('tam-ky/viettel', [])],
    { exclude: ['maintenance'] },
    exclusions,
  )
  const row = rowOf(made, 'tam-ky/vnpt')
  // 5 + 30 + 120 (180 without the maintenance) + 30 (120 without the power cut) + 10 minutes
  expect(row).toMatchObject({
    period_ms: 31 * DAY,
    down_ms: 195 * MINUTE,
    // The last result before the hole, at 02:55, counts until 03:05:08.
    blind_ms: HOUR - (HOLD - EVERY) + 10 * MINUTE,
    excluded_ms: 3 * HOUR,
    outages: 5,
    longest_ms: 2 * HOUR,
    mttr_ms: 39 * MINUTE,
    latency_ms: { mean: 5, p50: 5, p99: 5, max: 5 },
    loss_pct: { mean: 0, max: 0 },
    kept: { availability: false, latency: true, loss: true },
  })
  const up = 31 * DAY - 195 * MINUTE - (HOUR - (HOLD - EVERY) + 10 * MINUTE) - 3 * HOUR
  expect(row.up_ms).toBe(up)
  expect(row.availability).toBe(Math.floor(((100 * up) / (up + 195 * MINUTE)) * 1e4) / 1e4)
  for (const each of made.rows) balanced(each)
  const outages = made.outages.filter(({ id }) => id === 'tam-ky/vnpt')
  expect(
    outages.map(({ from, to, counted_ms, before, after: late }) => [from, to, counted_ms / MINUTE, before, late]),
  ).toEqual([
    [october.from, at('01T00:05:00'), 5, true, false],
    [at('05T08:00:00'), at('05T08:30:00'), 30, false, false],
    [at('20T22:00:00'), at('21T01:00:00'), 120, false, false],
    [at('25T10:00:00'), at('25T12:00:00'), 30, false, false],
    [at('31T23:50:00'), october.to, 10, false, true],
  ])
  expect(outages[1]).toMatchObject({
    results: 6,
    last_good: at('05T07:55:00'),
    first_failed: at('05T08:00:00'),
    last_failed: at('05T08:25:00'),
    first_good: at('05T08:30:00'),
    error: 'timeout',
  })
  expect(made.blind.filter(({ id }) => id === 'tam-ky/vnpt')).toEqual([
    { scope: 'link', id: 'tam-ky/vnpt', from: at('10T03:05:08'), to: at('10T04:00:00'), reason: 'no_result' },
    { scope: 'link', id: 'tam-ky/vnpt', from: at('12T00:00:00'), to: at('12T00:10:00'), reason: 'unknown_result' },
  ])
  expect(made.exclusions.map(({ kind, applied }) => [kind, applied])).toEqual([
    ['maintenance', [{ id: 'tam-ky/vnpt', ms: HOUR, down_ms: HOUR }]],
    [
      'power',
      [
        { id: 'tam-ky/vnpt', ms: 2 * HOUR, down_ms: 90 * MINUTE },
        { id: 'tam-ky/viettel', ms: 2 * HOUR, down_ms: 0 },
      ],
    ],
  ])
  // The other link was up all the time, and so was the site; one provider missed, of the other nothing was promised.
  expect(rowOf(made, 'tam-ky')).toMatchObject({ availability: 100, outages: 0, excluded_ms: 0 })
  expect(made.rows.find(({ scope, id }) => scope === 'provider' && id === 'vnpt')).toMatchObject({
    down_ms: 195 * MINUTE,
    outages: 5,
    kept: { availability: false },
  })
  expect(made.rows.find(({ scope, id }) => scope === 'provider' && id === 'viettel')).toMatchObject({
    availability: 100,
    kept: { availability: null, latency: null, loss: null },
  })
})

test('maintenance counts unless it is asked to be left out, and is listed either way', async () => {
  const down: Happening[] = [[at('05T08:00:00'), at('05T09:00:00'), 'down']]
  const work: Exclusion = {
    kind: 'maintenance',
    from: at('05T08:00:00'),
    to: at('05T08:30:00'),
    match: ['tam-ky'],
    reason: '',
  }
  const points = [...link('tam-ky/vnpt', down)]
  const counted = await report(points, {}, [work])
  expect(rowOf(counted, 'tam-ky/vnpt')).toMatchObject({ down_ms: HOUR, excluded_ms: 0 })
  expect(counted.exclusions).toMatchObject([{ applied: [] }])
  const without = await report(points, { exclude: ['maintenance'] }, [work])
  expect(rowOf(without, 'tam-ky/vnpt')).toMatchObject({ down_ms: HOUR / 2, excluded_ms: HOUR / 2 })
})

test('a site without electricity is down, and its links are not to blame for it', async () => {
  const dark: Happening[] = [[at('05T08:00:00'), at('05T09:00:00'), 'down']]
  const cut: Exclusion = {
    kind: 'power',
    from: at('05T08:00:00'),
    to: at('05T09:00:00'),
    match: ['tam-ky', 'tam-ky/**'],
    reason: '',
  }
  const points = [...link('tam-ky/vnpt', dark), ...link('tam-ky/viettel', dark)]
  const made = await report(points, {}, [cut])
  expect(rowOf(made, 'tam-ky/vnpt')).toMatchObject({ down_ms: 0, excluded_ms: HOUR, outages: 0, availability: 100 })
  expect(rowOf(made, 'tam-ky')).toMatchObject({ down_ms: HOUR, outages: 1 })
  expect(rowOf(await report(points, { exclude: ['power'] }, [cut]), 'tam-ky')).toMatchObject({ down_ms: 0 })
})

test('a link that was added in the middle of the month is judged from then on', async () => {
  const made = await report([...link('tam-ky/vnpt', [], at('16T00:00:00'))])
  expect(rowOf(made, 'tam-ky/vnpt')).toMatchObject({ availability: 100, blind_ms: 15 * DAY, up_ms: 16 * DAY })
  expect(made.blind.find(({ id }) => id === 'tam-ky/vnpt')).toMatchObject({
    reason: 'not_watched',
    to: at('16T00:00:00'),
  })
})

test('an empty month says that nothing is known, and breaks no promise', async () => {
  const made = await report([])
  expect(rowOf(made, 'tam-ky/vnpt')).toMatchObject({
    availability: null,
    mttr_ms: null,
    latency_ms: null,
    blind_ms: 31 * DAY,
    kept: { availability: null, latency: null, loss: null },
  })
  expect(rowOf(made, 'dc/mail')).toMatchObject({ availability: null, kept: { availability: null } })
})

test('missing results are put down to the agent or to the collector where those were silent', async () => {
  const holes: Happening[] = [
    [at('05T08:00:00'), at('05T09:00:00'), 'gap'],
    [at('06T08:00:00'), at('06T09:00:00'), 'gap'],
  ]
  const lives = function* (measurement: string, tags: Record<string, string>, field: string, hole: Happening) {
    for (let time = october.from - HOUR; time < october.to; time += 30_000)
      if (time < hole[0] || time >= hole[1])
        yield { measurement, tags, fields: { [field]: 1n }, timestamp: time } satisfies Point
  }
  const made = await report([
    ...link('tam-ky/vnpt', holes),
    ...lives('agent', { agent: 'hub' }, 'checks', holes[0]!),
    ...lives('collector', {}, 'store_up', holes[1]!),
  ])
  const blind = made.blind.filter(({ id }) => id === 'tam-ky/vnpt')
  expect(blind.map(({ from, to, reason }) => [from, to, reason])).toEqual([
    [at('05T08:05:08'), at('05T09:00:00'), 'agent_silent'],
    [at('06T08:05:08'), at('06T09:00:00'), 'collector_down'],
  ])
})

test('a service is what its rule makes of its checks', async () => {
  const check = (id: string, happenings: readonly Happening[]) =>
    [...link('dc/x', happenings)].flatMap((point) =>
      point.measurement === 'check'
        ? [{ ...point, tags: { check: id, agent: 'hub', service: 'mail', site: 'dc' } }]
        : [],
    )
  const own = expandChecks(config).flatMap(({ id, node }) => (node === 'dc/mail' ? [id] : []))
  const made = await report([
    ...check(own[0]!, [[at('05T08:00:00'), at('05T10:00:00'), 'down']]),
    ...check(own[1]!, [[at('05T09:00:00'), at('05T11:00:00'), 'down']]),
  ])
  expect(rowOf(made, 'dc/mail')).toMatchObject({
    down_ms: HOUR,
    outages: 1,
    latency_ms: { mean: 3 },
    target: { availability: 99.99 },
    kept: { availability: false },
  })
  expect(made.outages).toMatchObject([{ id: 'dc/mail', from: at('05T09:00:00'), to: at('05T10:00:00') }])
})

test('a month that is not over ends now, and says so', async () => {
  const store = memoryStore([...link('tam-ky/vnpt', [])])
  const now = at('11T00:00:00')
  const made = await slaReport(
    { period: october, exclude: [] },
    { config, store, exclusions: [], source: rawSource(store), now },
  )
  expect(made.period).toMatchObject({ to: now, complete: false, month: '2026-10' })
  expect(rowOf(made, 'tam-ky/vnpt')).toMatchObject({ period_ms: 10 * DAY, availability: 100 })
  expect(made.notes[0]?.en).toMatch(/not over/)
})

test('what is older than raw results are kept is unknown, and the report says so', async () => {
  const kept = at('03T00:00:00')
  const store = memoryStore([...link('tam-ky/vnpt', [], kept)], kept)
  const made = await slaReport(
    { period: october, exclude: [] },
    { config, store, exclusions: [], source: rawSource(store), now: after },
  )
  expect(rowOf(made, 'tam-ky/vnpt')).toMatchObject({ availability: 100, blind_ms: 2 * DAY })
  expect(made.notes[0]?.en).toMatch(/no longer kept/)
})

test('one provider’s report has its links and nothing of others', async () => {
  const made = await report([...link('tam-ky/vnpt', [])], { provider: 'vnpt' })
  expect(made.rows.map(({ scope, id }) => `${scope} ${id}`)).toEqual(['provider vnpt', 'link tam-ky/vnpt'])
})
