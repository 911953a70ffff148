import { type CheckReport, parseLines, type Status } from '@vonggac/model'
import { expandChecks } from '@vonggac/model/inventory'
import { describe, expect, test } from 'vitest'
import type { IncidentSummary } from '../api-types.ts'
import { smallConfig } from '../testing/test-app.ts'
import { createLive } from './live.ts'
import { siteState } from './site-status.ts'

const link = 'tam-ky/vnpt/icmp@hub'
const router = 'tam-ky/rt1/icmp@hub'
const config = smallConfig()
const checks = expandChecks(config)
const START = Date.UTC(2026, 10, 22)

const report = (check: string, status: Status, at = START): CheckReport => ({
  check,
  status,
  error: status === 'fail' ? 'timeout' : '',
  detail: status,
  at,
  durationMs: 5,
  agent: 'hub',
})
const ping = (fields: string, at: number) =>
  parseLines(`ping,site=tam-ky,link=vnpt,provider=vnpt,agent=hub,url=10.33.1.1 ${fields} ${at}000000`, { now: at })
    .points[0]!

describe('the state of a site', () => {
  test.for<[string, Status[], Status[], string]>([
    ['all links work', ['ok', 'ok'], ['ok', 'ok', 'ok'], 'ok'],
    ['one of two links fails', ['fail', 'ok'], ['fail', 'ok'], 'degraded'],
    ['the only link warns', ['warn'], ['warn'], 'degraded'],
    ['no link is left', ['fail', 'fail'], ['fail', 'fail', 'ok'], 'down'],
    ['a device fails behind a good link', ['ok'], ['ok', 'fail'], 'degraded'],
    ['a device warns behind a good link', ['ok'], ['ok', 'warn'], 'ok'],
    ['nothing is known', ['unknown'], ['unknown', 'unknown'], 'unknown'],
    ['nothing is known of the links', ['unknown'], ['unknown', 'ok'], 'unknown'],
    ['there are no links, and devices work', [], ['ok', 'unknown'], 'ok'],
    ['there are no links, and a device fails', [], ['ok', 'fail'], 'degraded'],
    ['there is nothing', [], [], 'unknown'],
  ])('%s: %s, %s → %s', ([, links, inside, state]) => {
    expect(siteState(links, inside)).toBe(state)
  })
})

test('shows results, figures and since when', () => {
  const live = createLive(config, checks)
  live.report(report(link, 'ok'), START)
  live.ping(ping('average_response_ms=4.5,percent_packet_loss=0,jitter_ms=0.25', START))
  live.report(report(router, 'ok'), START)
  live.refresh(START + 10)
  expect(live.site('tam-ky', START + 10)).toMatchObject({
    state: 'ok',
    latency_ms: 4.5,
    loss_pct: 0,
    links: [{ id: 'vnpt', status: 'ok', since: START, at: START, jitter_ms: 0.25 }],
    devices: { ok: 1, fail: 0 },
    device_list: [{ id: 'rt1', status: 'ok' }],
  })
  live.report(report(link, 'fail', START + 1_000), START + 1_000)
  live.ping(ping('percent_packet_loss=100', START + 1_000))
  live.refresh(START + 1_010)
  expect(live.site('tam-ky', START + 1_010)).toMatchObject({
    state: 'down',
    since: START + 1_010,
    latency_ms: null,
    loss_pct: 100,
    links: [{ status: 'fail', since: START + 1_000 }],
  })
  expect(live.status(START + 1_010).counts).toEqual({
    sites: { ok: 0, degraded: 0, down: 1, unknown: 1 },
    // The agent has not said yet how it is itself.
    checks: { ok: 1, warn: 0, fail: 1, unknown: 1 },
  })
})

test('a link that answers its pings is not down, whatever else fails on it; a check that is only context counts for nothing', () => {
  const ping = checks.find(({ id }) => id === link)!
  const quality = { ...ping, id: 'tam-ky/vnpt/stamp@hub', kind: 'stamp' }
  const path = { ...ping, id: 'tam-ky/vnpt/traceroute@hub', kind: 'traceroute', context: true as const }
  const live = createLive(config, [...checks, quality, path])
  for (const { id } of checks) live.report(report(id, 'ok'), START)
  live.report(report(path.id, 'fail'), START)
  live.refresh(START)
  expect(live.site('tam-ky', START)).toMatchObject({ state: 'ok', links: [{ status: 'ok' }] })
  expect(live.status(START).counts.checks.fail).toBe(0)
  live.report(report(quality.id, 'fail', START + 1), START + 1)
  live.refresh(START + 1)
  expect(live.site('tam-ky', START + 1)).toMatchObject({ state: 'degraded', links: [{ status: 'warn' }] })
})

test('tells only what changed', () => {
  const live = createLive(config, checks)
  expect(live.refresh(START)).toHaveLength(2)
  expect(live.refresh(START + 1)).toEqual([])
  live.report(report(link, 'ok'), START)
  expect(live.refresh(START + 2).map(({ id }) => id)).toEqual(['tam-ky'])
})

test('what is not heard of for long is unknown, without a new result', () => {
  const live = createLive(config, checks)
  live.report(report(link, 'ok'), START)
  live.refresh(START)
  expect(live.refresh(START + 44_000)).toEqual([])
  const [site] = live.refresh(START + 46_000)
  expect(site).toMatchObject({ state: 'unknown', links: [{ status: 'unknown', latency_ms: null }] })
})

test('a result that is older than the last one changes nothing', () => {
  const live = createLive(config, checks)
  live.report(report(link, 'ok'), START)
  live.report(report(link, 'fail', START - 1), START + 5)
  expect(live.checks(START + 10).find(({ id }) => id === link)).toMatchObject({ status: 'ok', at: START })
})

test('what comes out of a spool an hour late says nothing about now', () => {
  const live = createLive(config, checks)
  live.report(report(link, 'fail', START - 3_600_000), START)
  expect(live.checks(START).find(({ id }) => id === link)).toMatchObject({ status: 'unknown', at: START - 3_600_000 })
})

test('goes on from what was saved, without checks that are gone', () => {
  const live = createLive(config, checks)
  live.report(report(link, 'ok'), START)
  live.ping(ping('average_response_ms=4.5,percent_packet_loss=0', START))
  live.agents.seen('hub', START, 12)
  live.refresh(START + 5)
  const saved = JSON.parse(JSON.stringify(live.save()))
  saved.checks['gone/x/icmp@hub'] = saved.checks[link]
  const again = createLive(config, checks, saved)
  again.refresh(START + 1_000)
  expect(again.site('tam-ky', START + 1_000)).toEqual(live.site('tam-ky', START + 5))
  expect(again.agents.get('hub')).toMatchObject({ lastSeen: START, skewMs: 12 })
  expect(Object.keys(again.save().checks)).toEqual([link])
})

test('names the open incident of a site, the critical one first', () => {
  const live = createLive(config, checks)
  const open = (id: string, severity: 'critical' | 'warning') => ({ id, site: 'tam-ky', severity }) as IncidentSummary
  live.setIncidents([open('a', 'warning'), open('b', 'critical')])
  live.refresh(START)
  expect(live.sites().map(({ id, incident }) => [id, incident])).toEqual([
    ['dc', null],
    ['tam-ky', 'b'],
  ])
})
