import { describe, expect, test } from 'vitest'
import type { IncidentSummary, SiteState, SiteStatus, StatusDocument } from '../api/document.ts'
import { nothingYet, reduceLive } from './live.ts'

const name = (text: string) => ({ vi: text, en: text })

function site(id: string, state: SiteState, at = 1000, latency_ms: number | null = 5): SiteStatus {
  const link = { id: 'vnpt', provider: 'vnpt', role: 'primary', gateway: '10.0.0.1', bandwidth_bps: null } as const
  const figures = { status: 'ok', since: null, at, latency_ms, loss_pct: 0, jitter_ms: 0 } as const
  const rest = {
    kind: id === 'hub' ? 'hub' : 'district',
    timezone: 'Asia/Ho_Chi_Minh',
    location: null,
    since: null,
    loss_pct: 0,
    incident: null,
  }
  return {
    id,
    name: name(id),
    state,
    latency_ms,
    links: [{ ...link, ...figures }],
    devices: { ok: 0, warn: 0, fail: 0, unknown: 0 },
    ...rest,
  }
}

function incident(id: string, state: IncidentSummary['state'] = 'open'): IncidentSummary {
  const rest = { node: 'a/vnpt', site: 'a', cause: 'link', severity: 'critical', acked_by: null, checks: 1 } as const
  const handled = { run: id, people: 0, reopened: 0, assigned_to: null, snoozed_until: null, merged_into: null }
  return { ...handled, id, state, title: name(id), opened_at: 1, resolved_at: state === 'resolved' ? 2 : null, ...rest }
}

const status = (sites: SiteStatus[], incidents: IncidentSummary[] = [], at = 5000): StatusDocument => ({
  at,
  organisation: name('org'),
  timezone: 'Asia/Ho_Chi_Minh',
  sites,
  counts: { sites: { ok: 0, degraded: 0, down: 0, unknown: 0 }, checks: { ok: 1, warn: 0, fail: 0, unknown: 0 } },
  incidents,
})

const loaded = reduceLive(nothingYet, {
  kind: 'status',
  status: status([site('a', 'ok'), site('b', 'ok'), site('hub', 'ok')]),
  now: 4000,
})

describe('the live state', () => {
  test('takes the clock of the collector from the status', () => {
    expect(loaded).toMatchObject({ clockOffset: 1000, heardAt: 4000, organisation: name('org') })
  })

  test('knows what is wrong with the collector itself for as long as the status says so', () => {
    const fault = { id: '@collector/store', severity: 'critical', title: name('store down'), since: 1 } as const
    const next = reduceLive(loaded, { kind: 'status', status: { ...status([]), self: [fault] }, now: 5000 })
    expect(next.faults).toEqual([fault])
    expect(reduceLive(next, { kind: 'status', status: status([]), now: 6000 }).faults).toEqual([])
  })

  test('counts units by state, the hub not among them', () => {
    expect(loaded.siteCounts).toEqual({ ok: 2, degraded: 0, down: 0, unknown: 0 })
    const next = reduceLive(loaded, { kind: 'sites', at: 6000, now: 5000, sites: [site('a', 'down')] })
    expect(next.siteCounts).toEqual({ ok: 1, degraded: 0, down: 1, unknown: 0 })
  })

  test('replaces only the sites that an event names, so that only their tiles render', () => {
    const next = reduceLive(loaded, { kind: 'sites', at: 6000, now: 5000, sites: [site('a', 'down', 20_000, null)] })
    expect(next.sites.get('b')).toBe(loaded.sites.get('b'))
    expect(next.histories.get('b')).toBe(loaded.histories.get('b'))
    expect(next.histories.get('a')).toEqual([
      [1000, 5],
      [20_000, null],
    ])
    expect(loaded.sites.get('a')?.state, 'the old state is as it was').toBe('ok')
  })

  test('forgets sites and incidents that a new status does not name, but not what was resolved before our eyes', () => {
    let live = reduceLive(loaded, { kind: 'incident', incident: incident('open'), now: 1 })
    live = reduceLive(live, { kind: 'incident', incident: incident('over', 'resolved'), now: 1 })
    live = reduceLive(live, { kind: 'status', status: status([site('b', 'ok')], [incident('new')]), now: 2 })
    expect([...live.sites.keys()]).toEqual(['b'])
    expect([...live.incidents.keys()].sort()).toEqual(['new', 'over'])
  })

  test('remembers the last of those that were resolved before our eyes, however long we look on', () => {
    let live = loaded
    for (let n = 1; n <= 1_000; n++)
      live = reduceLive(live, { kind: 'incident', incident: incident(`past-${n}`, 'resolved'), now: n })
    live = reduceLive(live, { kind: 'status', status: status([], [incident('new')]), now: 2_000 })
    expect(live.incidents.size).toBeLessThanOrEqual(201)
    expect(['new', 'past-1000'].filter((id) => live.incidents.has(id))).toHaveLength(2)
  })

  test('has news when an incident changes its state, not when it merely grows', () => {
    const opened = reduceLive(loaded, { kind: 'incident', incident: incident('i'), now: 1 })
    expect(opened.news?.id).toBe('i')
    const grown = reduceLive(opened, { kind: 'incident', incident: { ...incident('i'), checks: 9 }, now: 2 })
    expect(grown.news).toBe(opened.news)
    expect(grown.incidents.get('i')?.checks).toBe(9)
    expect(reduceLive(grown, { kind: 'incident', incident: incident('i', 'resolved'), now: 3 }).news?.state).toBe(
      'resolved',
    )
  })

  test('is the same object when the connection is what it was', () => {
    expect(reduceLive(loaded, { kind: 'connection', connection: loaded.connection })).toBe(loaded)
  })
})
