import { describe, expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import { isIncidentEvent } from './message.ts'
import { type ProvinceShape, province } from './testing/province.ts'
import { inWords, START, simulate, type World } from './testing/simulation.ts'

const seconds = (n: number) => START + n * 1_000
const during = (at: number, from: number, to: number) => at >= seconds(from) && at < seconds(to)

function play(shape: ProvinceShape, world: World, until = 600) {
  const { topology, checks } = province(shape)
  const engine = createEngine({ topology, checks, rules: [] })
  const events = simulate(engine, { checks, world, until: seconds(until) })
  const kinds = (kind: string) =>
    inWords(events.filter((event) => event.kind === kind)).map((line) => line.replace(/^\S+ \S+ /, ''))
  return { engine, events, opened: kinds('opened'), resolved: kinds('resolved') }
}

const escalations = (events: ReturnType<typeof simulate>) =>
  events.filter((event) => isIncidentEvent(event) && event.reason.startsWith('escalated'))

/** Everything at site s1, its agent included, is behind a cut; `who` says which other checks fail. */
const cut =
  (from: number, to: number, who: (node: string) => boolean): World =>
  (check, at) =>
    !who(check.node) || !during(at, from, to) ? 'ok' : check.vantage === 'hub' ? 'fail' : 'silent'

const atS1 = (node: string) => node.startsWith('s1/')

describe('one cause is one incident', () => {
  test('nothing happens while nothing happens', () => {
    const { events } = play({ sites: 33, siteAgents: true }, () => 'ok', 1_200)
    expect(events.filter(({ kind }) => kind !== 'service')).toEqual([])
  })

  test('a cut link of a site with one link: the link, at once; what is behind it joins; nothing of it pages afterwards', () => {
    const { events, opened, resolved, engine } = play({ sites: 8, siteAgents: true }, cut(120, 300, atS1), 1_200)
    expect(opened).toEqual(['s1/l0 critical need-met'])
    expect(resolved).toEqual(['s1/l0 critical recovered'])
    const first = events.find(({ kind }) => kind === 'opened')!
    expect(first).toMatchObject({ incident: { node: 's1/l0', cause: 'link', site: 's1' } })
    // 2.8 to 3.6 s until ping reports, 0.3 s to see whether other links fail as well.
    expect(first.at - seconds(120)).toBeLessThan(4_000)
    const last = events.findLast(({ kind }) => kind === 'resolved')!
    expect(last).toMatchObject({
      incident: {
        members:
          ['s1/l0/icmp@hub', 's1/e0/tcp-5060@hub', 's1/e0/icmp@hub', 's1/rt/snmp@hub', 's1/e0/host@a1'].sort((a, b) =>
            a.localeCompare(b),
          ) && expect.arrayContaining(['s1/l0/icmp@hub', 's1/rt/snmp@hub', 's1/e0/host@a1']),
      },
    })
    expect(engine.open).toEqual([])
  })

  test('another check of a link that answers its pings: that check, as a warning; the link itself is not down', () => {
    const { topology, checks } = province({ sites: 8 })
    const quality = { ...checks.find(({ id }) => id === 's1/l0/icmp@hub')!, id: 's1/l0/stamp@hub', kind: 'stamp' }
    const all = [...checks, quality]
    const engine = createEngine({ topology, checks: all, rules: [] })
    const world: World = ({ id }, at) => (id === quality.id && during(at, 120, 300) ? 'fail' : 'ok')
    const [opened] = simulate(engine, { checks: all, world, until: seconds(600) }).filter(
      ({ kind }) => kind === 'opened',
    )
    expect(opened).toMatchObject({ incident: { node: 's1/l0', cause: 'check', severity: 'warning' } })
  })

  describe('a device that says itself what is wrong', () => {
    const { topology, checks } = province({ sites: 8 })
    const report = (error: 'down' | 'timeout', at: number) => ({
      check: 's1/rt/snmp@hub',
      status: 'fail' as const,
      error,
      detail: 'interface Gi0/0/1 (link l0) is down since 3s; 8 interfaces',
      at,
      durationMs: 5,
      agent: 'hub',
    })
    const openedBy = (error: 'down' | 'timeout') => {
      const engine = createEngine({ topology, checks, rules: [] })
      const start = START + 60_000
      for (const { id } of checks)
        engine.observe(
          { check: id, status: 'ok', error: '', detail: '', at: start - 1, durationMs: 1, agent: 'hub' },
          start,
        )
      const events = [engine.observe(report(error, start + 100), start + 130)]
      events.push(engine.observe(report(error, start + 240), start + 270))
      return { engine, opened: events.flat().filter(({ kind }) => kind === 'opened') }
    }

    test('is believed at the second result, without waiting for its parent, and the title says it', () => {
      const { opened } = openedBy('down')
      expect(opened).toMatchObject([
        {
          at: START + 60_270,
          incident: { node: 's1/rt', cause: 'check', severity: 'critical' },
        },
      ])
      expect(opened[0]).toMatchObject({
        incident: {
          title: {
            en: expect.stringMatching(/^Device reports trouble: .* – interface Gi0\/0\/1 \(link l0\) is down$/),
          },
        },
      })
    })

    test('one that is silent waits until its parent is verified', () => {
      expect(openedBy('timeout').opened).toEqual([])
    })

    test('still knows after a restart that it had answered', () => {
      const { engine } = openedBy('down')
      const again = createEngine({ topology, checks, rules: [] }, JSON.parse(JSON.stringify(engine.snapshot())))
      expect(again.open).toEqual(engine.open)
      expect(again.snapshot()).toEqual(engine.snapshot())
    })
  })

  test('a check that is only context opens nothing, whatever it says', () => {
    const { topology, checks } = province({ sites: 8 })
    const path = {
      ...checks.find(({ id }) => id === 's1/l0/icmp@hub')!,
      id: 's1/l0/traceroute@hub',
      kind: 'traceroute',
    }
    const all = [...checks, { ...path, context: true as const }]
    const engine = createEngine({ topology, checks: all, rules: [] })
    const world: World = ({ id }) => (id === path.id ? 'fail' : 'ok')
    const events = simulate(engine, { checks: all, world, until: seconds(600) })
    expect(events.filter(({ kind }) => kind !== 'service')).toEqual([])
  })

  test('one of two links: a warning about that link', () => {
    const shape = { sites: 8, links: () => 2 }
    expect(
      play(
        shape,
        cut(120, 300, (node) => node === 's1/l0'),
      ).opened,
    ).toEqual(['s1/l0 warning need-met'])
  })

  test('both links of a site at once: one incident, critical from the start, and one end', () => {
    const { events, opened, resolved, engine } = play({ sites: 8, links: () => 2 }, cut(120, 300, atS1), 1_200)
    expect(opened).toEqual(['s1/l0 critical need-met'])
    expect(resolved).toEqual(['s1/l0 critical recovered'])
    const first = events.find(({ kind }) => kind === 'opened')!
    expect(first).toMatchObject({ incident: { cause: 'link', cutOff: true, nodes: ['s1/l0', 's1/l1'] } })
    expect(first).toMatchObject({ incident: { title: { en: 'Site cut off: s1 (2/2 links)' } } })
    // 2.8 to 3.6 s until ping reports, at most 1 s to see whether the sister fails as well.
    expect(first.at - seconds(120)).toBeLessThan(4_700)
    expect(engine.open).toEqual([])
  })

  test('the second link long after the first: the same incident is told once more, as critical: the site is cut off', () => {
    const world: World = ({ node }, at) =>
      (node === 's1/l0' && during(at, 120, 600)) || (node === 's1/l1' && during(at, 300, 700)) ? 'fail' : 'ok'
    const { events, opened, resolved } = play({ sites: 8, links: () => 2 }, world, 1_200)
    expect(opened).toEqual(['s1/l0 warning need-met'])
    expect(escalations(events)).toMatchObject([
      { incident: { severity: 'critical', openedAs: 'warning', cutOff: true, nodes: ['s1/l0', 's1/l1'] } },
    ])
    expect(resolved).toEqual(['s1/l0 critical recovered'])
    const back = events.findLast((event) => isIncidentEvent(event) && event.reason.startsWith('eased'))
    expect(back).toMatchObject({ kind: 'updated', incident: { title: { en: 'Link down: s1/l1' } } })
    expect(back).not.toHaveProperty('incident.cutOff')
  })

  test('a site that is cut off, reachable again by one link, and cut off once more is told of every time', () => {
    const world: World = ({ node }, at) =>
      node === 's1/l1' && during(at, 120, 900)
        ? 'fail'
        : atS1(node) && (during(at, 200, 300) || during(at, 500, 600))
          ? 'fail'
          : 'ok'
    const { events, opened, resolved } = play({ sites: 8, links: () => 2 }, world, 1_800)
    expect(opened).toEqual(['s1/l1 warning need-met'])
    expect(escalations(events)).toMatchObject([{ incident: { cutOff: true } }, { incident: { escalations: 2 } }])
    expect(resolved).toEqual(['s1/l1 critical recovered'])
  })

  test('a lossy link whose sister is cut, and that is then cut itself: one page', () => {
    const world: World = ({ node }, at) => {
      if (node === 's1/l0' && during(at, 120, 400)) return 'warn'
      if (node === 's1/l1' && during(at, 300, 900)) return 'fail'
      return atS1(node) && during(at, 400, 900) ? 'fail' : 'ok'
    }
    const { events, opened, resolved } = play({ sites: 8, links: () => 2 }, world, 1_500)
    expect(opened).toEqual(['s1/l0 warning warn-met', 's1/l1 warning need-met'])
    expect(escalations(events)).toHaveLength(1)
    expect(resolved).toEqual(['s1/l1 warning merged', 's1/l0 critical recovered'])
  })

  test('a device with its link up: one incident for all of its checks', () => {
    const { opened, resolved } = play(
      { sites: 8 },
      cut(120, 300, (node) => node === 's1/e0'),
    )
    expect(opened).toEqual(['s1/e0 critical need-met'])
    expect(resolved).toEqual(['s1/e0 critical recovered'])
  })

  test('the hub: one incident, not 33, and none when it is back', () => {
    const { events, opened, resolved, engine } = play(
      { sites: 33 },
      cut(120, 300, (node) => node.startsWith('s')),
      1_200,
    )
    expect(opened).toEqual(['dc critical hub-down'])
    expect(resolved).toEqual(['dc critical hub-back'])
    expect(events.find(({ kind }) => kind === 'opened')!.at - seconds(120)).toBeLessThan(5_000)
    expect(engine.open).toEqual([])
  })

  test('one provider, so half of the links: no verdict on the hub', () => {
    const half = (node: string) => /^s\d*[02468]\//.test(node)
    const { opened } = play({ sites: 20 }, cut(120, 300, half), 1_200)
    expect(opened).toHaveLength(10)
    expect(opened.every((line) => line.includes('/l0 critical'))).toBe(true)
  })
})

describe('what is still broken when its parent is back', () => {
  test('pages once, soon', () => {
    const world: World = ({ node }, at) =>
      (node === 's1/e0' && at >= seconds(120)) || (atS1(node) && during(at, 120, 300)) ? 'fail' : 'ok'
    const { events, opened } = play({ sites: 8 }, world, 1_200)
    expect(opened).toEqual(['s1/l0 critical need-met', 's1/e0 critical need-met'])
    const back = events.find(({ kind }) => kind === 'resolved')!.at
    expect(events.findLast(({ kind }) => kind === 'opened')!.at - back).toBeLessThan(30_000)
  })

  test('a link that stays cut after the hub is back pages once', () => {
    const world: World = ({ node }, at) =>
      (node.startsWith('s') && during(at, 120, 300)) || (atS1(node) && during(at, 120, 900)) ? 'fail' : 'ok'
    expect(play({ sites: 33 }, world, 1_500).opened).toEqual(['dc critical hub-down', 's1/l0 critical need-met'])
  })

  test('a device that failed before its link keeps its incident, and is not told of again', () => {
    const world: World = ({ node }, at) =>
      (node === 's1/e0' && during(at, 60, 900)) || (atS1(node) && during(at, 300, 600)) ? 'fail' : 'ok'
    const { opened, resolved } = play({ sites: 8 }, world, 1_500)
    expect(opened).toEqual(['s1/e0 critical need-met', 's1/l0 critical need-met'])
    expect(resolved).toEqual(['s1/l0 critical recovered', 's1/e0 critical recovered'])
  })
})

describe('missing data', () => {
  test('a silent agent is one incident, however many checks it has', () => {
    const { opened, resolved } = play(
      { sites: 8, siteAgents: true },
      ({ vantage }, at) => (vantage === 'hub' && during(at, 120, 400) ? 'silent' : 'ok'),
      1_200,
    )
    expect(opened).toEqual(['dc/@hub critical agent-silent'])
    expect(resolved).toEqual(['dc/@hub critical agent-back'])
  })

  test('a single check without results is its own warning', () => {
    const { opened, resolved } = play(
      { sites: 8 },
      ({ id }, at) => (id === 's1/rt/snmp@hub' && during(at, 120, 600) ? 'silent' : 'ok'),
      1_200,
    )
    expect(opened).toEqual(['s1/rt warning no-data'])
    expect(resolved).toEqual(['s1/rt warning data-back'])
  })

  test('time in which we did not run is nobody’s silence', () => {
    const { topology, checks } = province({ sites: 3 })
    const engine = createEngine({ topology, checks, rules: [] })
    simulate(engine, { checks, world: () => 'ok', until: seconds(100) })
    expect(engine.tick(seconds(4_000))).toEqual([])
    expect(engine.tick(seconds(4_014))).toEqual([])
  })
})

describe('flapping and lossy links', () => {
  test('a link that is down every other ten seconds pages once', () => {
    const world: World = ({ node }, at) =>
      atS1(node) && during(at, 120, 600) && (at - seconds(120)) % 20_000 < 10_000 ? 'fail' : 'ok'
    const { opened, resolved } = play({ sites: 8 }, world, 2_400)
    expect([opened.length, resolved.length]).toEqual([1, 1])
  })

  test('a lossy link pages once', () => {
    const world: World = ({ id }, at) =>
      id === 's1/l0/icmp@hub' && during(at, 120, 1_200) && at % 3 !== 0 ? 'warn' : 'ok'
    const { opened, resolved } = play({ sites: 8 }, world, 2_400)
    expect([opened, resolved]).toEqual([['s1/l0 warning warn-met'], ['s1/l0 warning recovered']])
  })

  test('a lossy link that is cut for good is told of again, as critical', () => {
    const world: World = ({ node }, at) =>
      node !== 's1/l0' ? 'ok' : during(at, 120, 400) ? 'warn' : during(at, 400, 900) ? 'fail' : 'ok'
    const { events } = play({ sites: 8 }, world, 1_500)
    const escalated = events.filter(isIncidentEvent).filter((event) => event.reason.startsWith('escalated'))
    expect(escalated).toMatchObject([{ kind: 'updated', incident: { severity: 'critical', openedAs: 'warning' } }])
  })
})

describe('an operator', () => {
  const fails: World = ({ node }, at) => (node === 's1/e0' && during(at, 120, 400) ? 'fail' : 'ok')
  const { topology, checks } = province({ sites: 8 })
  const endpoint = 's1/e0/tcp-5060@hub'
  const report = (status: 'ok' | 'fail', at: number) => ({
    check: endpoint,
    status,
    error: '' as const,
    detail: '',
    at,
    durationMs: 1,
    agent: 'hub',
  })

  test('ends an incident; it opens again only with results that fail after that', () => {
    const engine = createEngine({ topology, checks, rules: [] })
    simulate(engine, { checks, world: fails, until: seconds(200) })
    const [incident] = engine.open
    const closed = engine.resolve(incident!.id, seconds(200), 'Lan')
    expect(closed.find(({ kind }) => kind === 'resolved')).toMatchObject({ reason: 'operator: resolved by Lan' })
    expect(engine.open).toEqual([])
    expect(engine.resolve(incident!.id, seconds(200), 'Lan')).toEqual([])
    expect(engine.observe(report('fail', seconds(201)), seconds(201)).map(({ kind }) => kind)).toEqual(['transition'])
    engine.observe(report('fail', seconds(202)), seconds(202))
    expect(engine.tick(seconds(206)).find(({ kind }) => kind === 'opened')).toBeDefined()
    expect(engine.open[0]!.id).not.toBe(incident!.id)
  })

  test('who takes a check out of the configuration ends its incident', () => {
    const engine = createEngine({ topology, checks, rules: [] })
    simulate(engine, { checks, world: fails, until: seconds(200) })
    const saved = JSON.parse(JSON.stringify(engine.snapshot()))
    const fewer = checks.filter(({ node }) => node !== 's1/e0')
    const after = createEngine({ topology, checks: fewer, rules: [] }, saved)
    expect(after.open).toEqual([])
    expect(after.tick(seconds(201)).filter(({ kind }) => kind === 'resolved')).toMatchObject([
      { incident: { node: 's1/e0' }, reason: expect.stringMatching(/^removed:/) },
    ])
    const nodes = topology.nodes.filter(({ id }) => id !== 's1/e0')
    const without = createEngine({ topology: { nodes }, checks: fewer, rules: [] }, saved)
    expect(without.tick(seconds(201))).toMatchObject([{ kind: 'resolved', incident: { node: 's1/e0' } }])
  })

  test('a snapshot that is none is an error', () => {
    expect(() => createEngine({ topology, checks, rules: [] }, { version: 9 })).toThrow(
      'this is no snapshot of the alert engine',
    )
  })
})
