import type { Fields, Tags } from '@vonggac/model'
import { configSchema, type Rule } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { clueMeasurements } from '../attribution/clue-points.ts'
import type { AlertEvent } from '../contract.ts'
import { createEngine } from '../engine.ts'
import { isIncidentEvent } from '../message.ts'
import { reportOf } from '../testing/history.ts'
import { province } from '../testing/province.ts'
import { START } from '../testing/simulation.ts'

const MINUTE = 60_000
const { topology, checks } = province({ sites: 2 })
const nodes = topology.nodes.map((node) => (node.id.endsWith('/rt') ? { ...node, role: 'router' } : node))
const rulesOf = (...rules: object[]): readonly Rule[] => configSchema.shape.alerts.parse({ rules }).rules

interface Minute {
  readonly measurement?: string
  readonly tags?: Tags
  readonly fields?: Fields
  /** The device answers its poll, or not. */
  readonly poll?: 'ok' | 'fail'
  readonly late?: number
  readonly restart?: true
}

const RT: Tags = { site: 's0', device: 'rt', agent: 'hub' }

/** One thing a minute, with everything else well; says what happened to incidents and to the series. */
function play(rules: readonly Rule[], minutes: readonly Minute[], input = { topology: { nodes }, checks }) {
  let engine = createEngine({ ...input, rules })
  const events: AlertEvent[] = [...engine.tick(START)]
  const advance = (at: number) => {
    for (let due = engine.nextDue(); due !== undefined && due < at; due = engine.nextDue())
      events.push(...engine.tick(due))
  }
  minutes.forEach(({ measurement = 'mem', tags, fields, poll = 'ok', late = 0, restart }, i) => {
    const at = START + (i + 1) * MINUTE
    for (const ago of [45_000, 30_000, 15_000, 0]) {
      advance(at - ago)
      for (const check of checks) {
        const status = check.id === 's0/rt/snmp@hub' ? poll : 'ok'
        events.push(...engine.observe(reportOf(check, status, at - ago), at - ago))
      }
    }
    if (restart) engine = createEngine({ ...input, rules }, JSON.parse(JSON.stringify(engine.snapshot())))
    if (fields)
      events.push(
        ...engine.measure(
          [{ measurement, tags: tags?.site ? tags : { ...RT, ...tags }, fields, timestamp: at - late }],
          at,
        ),
      )
  })
  const told = events
    .filter(isIncidentEvent)
    .map(({ kind, incident, reason }) => `${kind} ${incident.node} ${incident.severity}: ${reason}`)
  const states = events.flatMap((event) =>
    event.kind === 'transition' && event.check.includes('mem') ? [`${event.check}: ${event.to}`] : [],
  )
  return { engine, events, told, states }
}

const used = (value: number, more: Minute = {}): Minute => ({ fields: { used_percent: value }, ...more })
const memory = {
  id: 'mem',
  measurement: 'mem',
  field: 'used_percent',
  above: 95,
  clear: 90,
  title: { vi: 'Bộ nhớ sắp hết', en: 'Memory nearly full' },
}

test('a value past its limit twice of three times opens a warning, and its far side ends it', () => {
  const { told, events, states } = play(rulesOf(memory), [
    used(50),
    used(97),
    used(96.25),
    used(93),
    used(89),
    used(80),
    used(80),
  ])
  expect(told).toEqual([
    'opened s0/rt warning: need-met: threshold: mem.used_percent = 96.25, above 95',
    'resolved s0/rt warning: recovered: 2 good results in a row',
  ])
  expect(events.find(({ kind }) => kind === 'opened')).toMatchObject({
    incident: {
      cause: 'check',
      members: ['s0/rt/mem@hub'],
      title: {
        vi: 'Thiết bị báo sự cố: s0/rt – Bộ nhớ sắp hết (96.25, trên 95)',
        en: 'Device reports trouble: s0/rt – Memory nearly full (96.25, above 95)',
      },
    },
  })
  expect(states).toEqual(['s0/rt/mem@hub: pending', 's0/rt/mem@hub: warning', 's0/rt/mem@hub: ok'])
})

test('a good series leaves nothing in memory', () => {
  const { engine } = play(rulesOf(memory), [used(50), used(60)])
  expect(JSON.stringify(engine.snapshot())).not.toContain('mem@hub')
})

test('a restart at any minute changes nothing', () => {
  const minutes = [used(50), used(97), used(96), used(96), used(80), used(80), used(80)]
  const plain = play(rulesOf(memory), minutes)
  for (const n of minutes.keys()) {
    const again = play(
      rulesOf(memory),
      minutes.map((one, i) => (i === n ? { ...one, restart: true } : one)),
    )
    expect(again.events).toEqual(plain.events)
  }
})

test('late values say nothing', () => {
  const late = play(rulesOf(memory), [
    used(50),
    used(97, { late: 600_000 }),
    used(97, { late: 900_000 }),
    used(97, { late: 400_000 }),
  ])
  expect(late.told).toEqual([])
})

test('behind a failed parent nothing is said of its values', () => {
  const engine = createEngine({ topology: { nodes }, checks, rules: rulesOf({ ...memory, need: 1 }) })
  const events = engine.tick(START)
  const report = (status: 'ok' | 'fail', at: number, of = '') => {
    for (const check of checks)
      if (check.node.startsWith(of)) events.push(...engine.observe(reportOf(check, status, at), at))
  }
  report('ok', START + 1_000)
  report('fail', START + 2_000, 's0/l0')
  events.push(...engine.tick(START + 5_000))
  const sample = { measurement: 'mem', tags: RT, fields: { used_percent: 99 }, timestamp: START + 6_000 }
  events.push(...engine.measure([sample], START + 6_000))
  const opened = events.filter(isIncidentEvent).filter(({ kind }) => kind === 'opened')
  expect(opened.map(({ incident }) => incident.node)).toEqual(['s0/l0'])
  expect(events).toContainEqual(expect.objectContaining({ check: 's0/rt/mem@hub', to: 'unreachable' }))
})

test('a series without values is missing, and after an hour it is gone, with what was said of it', () => {
  const minutes: Minute[] = [used(99), used(99), ...Array.from({ length: 70 }, () => ({}))]
  const { told, states, engine } = play(rulesOf(memory), minutes)
  expect(told.map((line) => line.split(':').slice(0, 2).join(':'))).toEqual([
    'opened s0/rt warning: need-met',
    'resolved s0/rt warning: gone',
  ])
  expect(states.at(-1)).toBe('s0/rt/mem@hub: ok')
  expect(JSON.stringify(engine.snapshot())).not.toContain('mem@hub')
})

test.for([
  { name: 'another site', where: { site: 's1' }, opens: false },
  { name: 'its site', where: { site: ['x', 's*'] }, opens: true },
  { name: 'its role', where: { role: 'router' }, opens: true },
  { name: 'another role', where: { role: ['ups', 'server'] }, opens: false },
  { name: 'links', where: { link: 'primary' }, opens: false },
  { name: 'a tag', where: { tags: { bank: '1*' } }, opens: true },
  { name: 'another tag', where: { tags: { bank: '2*' } }, opens: false },
])('a rule for $name', ({ where, opens }) => {
  const minutes = [used(99, { tags: { bank: '12' } }), used(99, { tags: { bank: '12' } })]
  expect(play(rulesOf({ ...memory, where }), minutes).told.length > 0).toBe(opens)
})

test('an exception changes the limit, the severity, or says that some are not watched', () => {
  const exceptions = [
    { where: { tags: { bank: 'a' } }, above: 99 },
    { where: { tags: { bank: 'b' } }, enabled: false },
    { where: { tags: { bank: 'c' } }, severity: 'critical' },
  ]
  const minutes = ['a', 'b', 'c'].flatMap((bank) => [used(98, { tags: { bank } }), used(98, { tags: { bank } })])
  const { told } = play(rulesOf({ ...memory, exceptions }), minutes)
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('opened s0/rt critical')
  expect(told[0]).toContain('of bank c = 98')
})

test('a rule for all values of a service that is well opens an incident of the service', () => {
  const tags = { site: 'dc', service: 'mail' }
  const slow = {
    id: 'slow',
    measurement: 'http_response',
    field: 'response_time',
    above: 2,
    for: '2m',
    severity: 'critical',
  }
  const minutes: Minute[] = Array.from({ length: 5 }, (_, i) => ({
    measurement: 'http_response',
    tags,
    fields: { response_time: i < 4 ? 3 : 1 },
  }))
  const { told, engine } = play(rulesOf(slow), [...minutes, ...minutes.slice(4), ...minutes.slice(4)])
  expect(told.map((line) => line.split(':')[0])).toEqual(['opened dc/mail critical', 'resolved dc/mail critical'])
  expect(engine.open).toEqual([])
})

test('points of what nobody knows, and of other measurements, change nothing', () => {
  const engine = createEngine({ topology: { nodes }, checks, rules: rulesOf(memory) })
  expect(engine.watches).toEqual(['mem', ...clueMeasurements])
  const sample = (measurement: string, tags: Tags) => ({
    measurement,
    tags,
    fields: { used_percent: 99 },
    timestamp: START,
  })
  const strange = [
    sample('mem', {}),
    sample('mem', { site: 'nowhere', device: 'x' }),
    sample('cpu', RT),
    sample('mem', { site: '__proto__' }),
  ]
  for (let i = 0; i < 5; i++) expect(engine.measure(strange, START + i)).toEqual([])
  expect(engine.ignoredSeries).toBe(0)
})
