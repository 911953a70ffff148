import type { Check, Topology } from '@vonggac/model'
import { describe, expect, test } from 'vitest'
import type { Engine } from '../contract.ts'
import { createEngine } from '../engine.ts'
import { isIncidentEvent } from '../message.ts'
import { province } from '../testing/province.ts'
import { inWords, START, simulate, type World } from '../testing/simulation.ts'

const seconds = (n: number) => START + n * 1_000
const during = (at: number, from: number, to: number) => at >= seconds(from) && at < seconds(to)
const siteOf = (node: string) => Number(/^s(\d+)\//.exec(node)?.[1] ?? -1)

interface Input {
  readonly topology: Topology
  readonly checks: readonly Check[]
}

/** Twenty sites, the links of the first `of` sold by VNPT, all others by Viettel. */
function sold(of: number, sites = 20): Input {
  const { topology, checks } = province({ sites })
  const nodes = topology.nodes.map((node) =>
    node.kind === 'link'
      ? { ...node, provider: siteOf(node.id) < of ? 'vnpt' : 'viettel', providerName: { vi: 'VNPT', en: 'VNPT' } }
      : node,
  )
  return { topology: { nodes }, checks }
}

function play(input: Input, world: World, { until = 1_200, restarts = false } = {}) {
  const open = (snapshot?: unknown) => createEngine({ ...input, rules: [] }, snapshot)
  const restart = (engine: Engine) => open(JSON.parse(JSON.stringify(engine.snapshot())))
  let last: Engine = open()
  const events = simulate(last, {
    checks: input.checks,
    world,
    until: seconds(until),
    ...(restarts && { restart: (engine: Engine) => (last = restart(engine)) }),
  })
  const told = events.filter(
    (event) => isIncidentEvent(event) && event.kind !== 'updated' && !event.reason.startsWith('merged'),
  )
  return { events, open: last.open, told: inWords(told).map((line) => line.replace(/^\S+ /, '')), first: told[0] }
}

/** Everything at the sites for which `who` is true, while the cut lasts. */
const cut =
  (from: number, to: number, who: (site: number) => boolean): World =>
  (check, at) =>
    who(siteOf(check.node)) && during(at, from, to) ? 'fail' : 'ok'

describe('a provider', () => {
  test('several of its links at once, none of the others: one page, one end', () => {
    const { told, events, open } = play(
      sold(16),
      cut(120, 400, (site) => site >= 0 && site < 12),
    )
    // The first link may be told before a second one fails.
    expect(told.slice(0, -2).length).toBeLessThanOrEqual(1)
    expect(told.slice(-2)).toEqual([
      'opened @provider/vnpt critical provider-down',
      'resolved @provider/vnpt critical recovered',
    ])
    const first = events.find((event) => event.kind === 'opened' && event.incident.cause === 'provider')
    expect(first).toMatchObject({
      incident: {
        title: { vi: 'Nhà cung cấp VNPT: mất 12/16 đường truyền', en: 'Provider VNPT: 12 of 16 links down' },
      },
    })
    expect(first!.at - seconds(120)).toBeLessThan(5_000)
    expect(open).toEqual([])
  })

  test('all of its links, which are most of all: still the provider, for the others work', () => {
    const { told } = play(
      sold(15),
      cut(120, 400, (site) => site >= 0 && site < 15),
    )
    expect(told).toEqual(['opened @provider/vnpt critical provider-down', 'resolved @provider/vnpt critical recovered'])
  })

  test('links of sites that have another way: a warning, until one of them has none', () => {
    const { topology, checks } = province({ sites: 12, links: (site) => (site < 6 ? 2 : 1) })
    const provider = (id: string) => (/\/l1$/.test(id) ? 'viettel' : 'vnpt')
    const nodes = topology.nodes.map((node) => (node.kind === 'link' ? { ...node, provider: provider(node.id) } : node))
    const isOut = (node: string, at: number) =>
      /^s[0-3]\/l1$/.test(node) ? during(at, 120, 900) : node === 's2/l0' && during(at, 400, 600)
    const { told } = play({ topology: { nodes }, checks }, ({ node }, at) => (isOut(node, at) ? 'fail' : 'ok'))
    expect(told).toEqual([
      'opened @provider/viettel warning provider-down',
      'opened s2/l0 critical need-met',
      'resolved s2/l0 critical recovered',
      'resolved @provider/viettel warning recovered',
    ])
  })

  test('links of all providers: the hub', () => {
    const { told } = play(
      sold(12),
      cut(120, 400, (site) => site >= 0),
    )
    expect(told).toEqual(['opened dc critical hub-down', 'resolved dc critical hub-back'])
  })

  test('as many links of the others: every link for itself', () => {
    const { told } = play(
      sold(10),
      cut(120, 400, (site) => [0, 1, 2, 10, 11, 12].includes(site)),
    )
    expect(told.filter((line) => line.startsWith('opened')).map((line) => line.split(' ')[1])).toEqual(
      expect.arrayContaining(['s0/l0', 's1/l0', 's2/l0', 's10/l0', 's11/l0', 's12/l0']),
    )
  })

  test('a link that stays cut when the others are back pages once for itself', () => {
    const world: World = (check, at) => {
      const site = siteOf(check.node)
      return site >= 0 && site < 12 && during(at, 120, site === 3 ? 900 : 400) ? 'fail' : 'ok'
    }
    const { told } = play(sold(16), world, { until: 1_500 })
    expect(told).toEqual([
      'opened @provider/vnpt critical provider-down',
      'resolved @provider/vnpt critical group-back',
      'opened s3/l0 critical need-met',
      'resolved s3/l0 critical recovered',
    ])
  })

  test('a link that was cut alone before, and more later: its incident is folded, and told to nobody', () => {
    const world: World = (check, at) => {
      const site = siteOf(check.node)
      return site >= 0 && site < 12 && during(at, site === 0 ? 112 : 120, 400) ? 'fail' : 'ok'
    }
    const { told } = play(sold(16), world)
    expect(told).toEqual([
      'opened s0/l0 critical need-met',
      'opened @provider/vnpt critical provider-down',
      'resolved @provider/vnpt critical recovered',
    ])
  })

  test('a restart at every moment changes nothing', () => {
    const world = cut(65, 100, (site) => site >= 0 && site < 4)
    const small = sold(6, 8)
    const plain = play(small, world, { until: 200 })
    expect(play(small, world, { until: 200, restarts: true }).events).toEqual(plain.events)
  })
})

describe('the local network of a site', () => {
  const input = province({ sites: 6, endpoints: 4 })
  const atS1 =
    (nodes: RegExp): World =>
    ({ node }, at) =>
      nodes.test(node) && during(at, 120, 400) ? 'fail' : 'ok'

  test('its devices together, while the link works: one page of the site, one end', () => {
    const { told, first } = play(input, atS1(/^s1\/e/))
    expect(told).toEqual(['opened s1/@lan critical lan-down', 'resolved s1/@lan critical recovered'])
    expect(first).toMatchObject({ incident: { cause: 'lan', site: 's1' } })
  })

  test('the router, which is the far end of the link and pinged as such, does not count among them', () => {
    const small = province({ sites: 6, endpoints: 2 })
    expect(small.checks.filter(({ node }) => node === 's1/rt').map(({ kind }) => kind)).toEqual(['snmp'])
    const { told, first } = play(small, atS1(/^s1\/e/))
    expect(told).toEqual(['opened s1/@lan critical lan-down', 'resolved s1/@lan critical recovered'])
    expect(first).toMatchObject({ incident: { title: { en: expect.stringContaining('(2/2 devices)') } } })
  })

  test('one device: that device', () => {
    expect(play(input, atS1(/^s1\/e2/)).told).toEqual([
      'opened s1/e2 critical need-met',
      'resolved s1/e2 critical recovered',
    ])
  })

  test('its devices and the link: the link', () => {
    expect(play(input, atS1(/^s1\//)).told).toEqual([
      'opened s1/l0 critical need-met',
      'resolved s1/l0 critical recovered',
    ])
  })
})

describe('ourselves', () => {
  const input = province({ sites: 33, siteAgents: true })

  test('nothing from any agent: one page, never one an agent', () => {
    const { told, first, open } = play(input, (_, at) => (during(at, 120, 500) ? 'silent' : 'ok'))
    expect(told).toEqual(['opened @self critical self-cut', 'resolved @self critical agent-back'])
    expect(first).toMatchObject({ incident: { cause: 'self' } })
    expect(open).toEqual([])
  })

  test('agents of sites still reach us: the one that is silent', () => {
    const { told } = play(input, ({ vantage }, at) => (vantage === 'hub' && during(at, 120, 500) ? 'silent' : 'ok'))
    expect(told).toEqual(['opened dc/@hub critical agent-silent', 'resolved dc/@hub critical agent-back'])
  })

  test('an agent that stays silent when the others are back pages for itself', () => {
    const { told } = play(input, ({ vantage }, at) => (during(at, 120, vantage === 'a4' ? 900 : 500) ? 'silent' : 'ok'))
    expect(told).toEqual([
      'opened @self critical self-cut',
      'resolved @self critical group-back',
      'opened s4/@a4 warning agent-silent',
      'resolved s4/@a4 warning agent-back',
    ])
  })

  test('an agent that only has trouble of its own to tell: one page, nothing about what it watches', () => {
    const small = province({ sites: 6 })
    const engine = createEngine({ ...small, rules: [] })
    const events = engine.tick(START)
    for (let now = START; now < seconds(600); now += 5_000) {
      for (let due = engine.nextDue(); due !== undefined && due < now; due = engine.nextDue())
        events.push(...engine.tick(due))
      const blind = during(now, 120, 300)
      for (const check of small.checks)
        events.push(
          ...engine.observe(
            {
              check: check.id,
              status: blind ? 'unknown' : 'ok',
              error: blind ? 'local' : '',
              detail: blind ? 'eth0 is down' : '',
              at: now,
              durationMs: 1,
              agent: 'hub',
            },
            now,
          ),
        )
    }
    const told = events.filter((event) => isIncidentEvent(event) && event.kind !== 'updated')
    expect(inWords(told).map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'opened @self critical self-cut',
      'resolved @self critical self-back',
    ])
  })
})
