import type { Check } from '@vonggac/model'
import { expect, test } from 'vitest'
import { createEngine } from '../engine.ts'
import { isIncidentEvent } from '../message.ts'
import { reasonCode } from '../reason.ts'
import { type Drama, play, stageOf, upFor } from '../testing/drama.ts'
import { reportOf } from '../testing/history.ts'
import { START } from '../testing/simulation.ts'
import { MAX_CLOSED } from './case.ts'

const fail = { status: 'fail' } as const
const lost = { from: 120, to: 600, checks: /^s0\/(l0|rt|srv\/icmp|pc)/, report: fail }
const backlog = { from: 120, to: 600, checks: /@a0$/, report: 'late' as const }
const battery = { status: 'fail', error: 'threshold', detail: 'output of UPS is on battery' } as const

/** When the cause of an incident was confirmed, seconds after the start; `undefined`: it was not. */
function confirmedAt(drama: Drama, node = 's0/l0'): number | undefined {
  const { told } = play(drama)
  const event = told.find(
    ({ incident, kind }) => kind === 'updated' && incident.node === node && incident.attribution?.state === 'confirmed',
  )
  return event && (event.at - START) / 1_000
}

test.for<{ name: string; drama: Drama; node?: string; between: readonly [number, number] | undefined }>([
  {
    name: 'over, with nobody to wait for: three minutes later',
    drama: { until: 1_000, parts: [lost] },
    between: [795, 840],
  },
  {
    name: 'over, with an agent whose backlog has come: three minutes later as well',
    drama: { until: 1_000, parts: [lost, backlog] },
    between: [795, 840],
  },
  {
    name: 'over, but the agent of the site is not heard yet: when it was',
    drama: { until: 2_000, parts: [lost, { ...backlog, to: 1_200 }] },
    between: [1_260, 1_330],
  },
  {
    name: 'lasting, and the site cannot be reached: not yet',
    drama: { until: 3_000, parts: [{ ...lost, to: 3_000 }] },
    between: undefined,
  },
  {
    name: 'lasting, and the site answers by another link: after ten minutes',
    drama: { until: 1_000, twoLinks: true, parts: [{ ...lost, checks: /^s0\/l0/, to: 1_000 }] },
    between: [720, 760],
  },
  {
    name: 'a device that does not answer on a site that does: after ten minutes',
    drama: { until: 1_000, parts: [{ ...lost, checks: /^s0\/srv\/icmp/, to: 1_000 }] },
    node: 's0/srv',
    between: [720, 800],
  },
  {
    name: 'over, and the agent stays silent for good: a day later',
    drama: { until: 88_000, sites: 1, parts: [lost, { ...backlog, to: 88_000 }] },
    between: [87_000, 87_100],
  },
])('$name', ({ drama, node, between }) => {
  const at = confirmedAt(drama, node)
  if (!between) expect(at).toBeUndefined()
  else {
    expect(at).toBeGreaterThanOrEqual(between[0])
    expect(at).toBeLessThanOrEqual(between[1])
  }
})

test('what arrives late changes the cause and pages nobody: one page, one end, and what is thought in between', () => {
  const ups = { from: 60, to: 600, checks: /^s0\/ups/, report: battery }
  const { told, pages } = play({ until: 1_000, parts: [lost, ups, { ...backlog, from: 60 }] })
  const own = told.filter(({ incident }) => incident.node === 's0/l0')
  expect(pages.filter(({ incident }) => incident.node === 's0/l0').map(({ kind }) => kind)).toEqual([
    'opened',
    'resolved',
  ])
  const said = own.map(({ kind, incident, reason }) => [kind, incident.cause, incident.attribution?.state, reason])
  expect(said.filter(([, , , reason]) => reasonCode(String(reason)) === 'attributed')).toEqual([
    [
      'updated',
      'power',
      'provisional',
      'attributed: cause is now thought to be: power (95 %): s0/ups ran on its battery from 1 min before',
    ],
    [
      'updated',
      'power',
      'confirmed',
      'attributed: confirmed cause: power (95 %): s0/ups ran on its battery from 1 min before',
    ],
  ])
  expect(own.at(-1)!.incident.resolvedAt).not.toBeNull()
  expect(own.find(({ kind }) => kind === 'resolved')!.incident.cause).toBe('power')
})

test('that a device of the hub comes and goes while its links are out is not told again and again', () => {
  const flapping = Array.from({ length: 14 }, (_, i) => ({
    from: 150 + i * 60,
    to: 180 + i * 60,
    checks: /^dc\/web/,
    report: fail,
  }))
  const cut = { from: 120, to: 1_000, checks: /^s\d\/.*@hub/, report: fail }
  const { told } = play({ until: 1_000, sites: 8, parts: [cut, ...flapping] })
  const said = told.filter(({ incident, reason }) => incident.node === 'dc' && reasonCode(reason) === 'attributed')
  expect(said.map(({ reason }) => reason.replace(/\d\/\d/g, '#'))).toEqual([
    'attributed: likely cause: hub (87 %): what stands at the hub answers (# devices); # links failed together',
    'attributed: confirmed cause: hub (87 %): what stands at the hub answers (# devices); # links failed together',
  ])
})

test('once it is confirmed nothing is said of it any more, and nothing is kept', () => {
  const { told, engine } = play({
    until: 1_400,
    parts: [lost],
    points: [
      { at: 640, sample: upFor('s0/rt', 100) },
      { at: 1_200, sample: upFor('s0/srv', 700) },
    ],
  })
  const confirmed = told.findIndex(({ incident }) => incident.attribution?.state === 'confirmed')
  expect(told.slice(confirmed + 1)).toEqual([])
  expect(engine.snapshot()).not.toHaveProperty('cases')
})

test('a warning that becomes an outage is judged anew, however sure we were', () => {
  const { told } = play({
    until: 1_600,
    parts: [
      {
        from: 60,
        to: 1_600,
        checks: /^s0\/srv\/host/,
        report: { status: 'fail', error: 'threshold', detail: 'disk full' },
      },
      { from: 900, to: 1_600, checks: /^s0\/srv\/icmp/, report: fail },
    ],
  })
  const own = told.filter(({ incident }) => incident.node === 's0/srv')
  const states = own.map(({ incident: { cause, attribution } }) => `${cause} ${attribution!.state}`)
  expect([...new Set(states)]).toEqual(['check confirmed', 'device provisional', 'device confirmed'])
})

test('what is over and cannot be confirmed is not kept for ever: beyond a bound the oldest are taken as they are', () => {
  const { checks, topology } = stageOf({ sites: 3 })
  const engine = createEngine({ topology, checks, rules: [] })
  const link = checks.find(({ id }) => id === 's0/l0/icmp@hub')!
  const agent = checks.find(({ id }) => id === 's0/srv/host@a0')!
  let now = START
  const report = (check: Check, status: 'ok' | 'fail') => engine.observe(reportOf(check, status, now), now)
  const later = (ms: number) => {
    now += ms
    return engine.tick(now)
  }
  const events = [...engine.tick(now), ...report(agent, 'ok')]
  for (let i = 0; i < MAX_CLOSED + 20; i++) {
    // The agent of the site is silent all the while, and was heard shortly before each outage.
    if (i % 100 === 0) events.push(...report(agent, 'ok'))
    events.push(...report(link, 'fail'), ...later(1_000))
    for (const incident of engine.open) events.push(...engine.resolve(incident.id, now, 'somebody'))
    events.push(...report(link, 'ok'), ...later(1_000))
  }
  events.push(...later(60_000))
  const saved = engine.snapshot() as { cases: { closed: unknown[] } }
  expect(saved.cases.closed.length).toBeLessThanOrEqual(MAX_CLOSED)
  const confirmed = events.filter(
    (event) => isIncidentEvent(event) && event.incident.attribution?.state === 'confirmed',
  )
  expect(confirmed.length).toBeGreaterThan(0)
})
