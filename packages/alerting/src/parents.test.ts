import type { Check, Status, Topology } from '@vonggac/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import { isIncidentEvent } from './message.ts'
import { type ProvinceShape, province } from './testing/province.ts'
import { inWords, START, simulate, type World } from './testing/simulation.ts'

const seconds = (n: number) => START + n * 1_000
const during = (at: number, from: number, to: number) => at >= seconds(from) && at < seconds(to)
const atS1 = (node: string) => node.startsWith('s1/')

/** A province in which s1 is a chain: link → router → switch → two endpoints. */
function chain(): { topology: Topology; checks: readonly Check[] } {
  const { topology, checks } = province({ sites: 8, endpoints: 2 })
  const sw = { ...topology.nodes.find(({ id }) => id === 's1/rt')!, id: 's1/sw', parents: ['s1/rt'] }
  const nodes = topology.nodes.map((node) => (node.id.startsWith('s1/e') ? { ...node, parents: ['s1/sw'] } : node))
  const ping = { ...checks.find(({ id }) => id === 's1/e0/icmp@hub')!, config: { periodMs: 5_000 } }
  const pinged = (node: string) => ({ ...ping, id: `${node}/icmp@hub`, node, target: node })
  const own = checks.map((check) =>
    check.kind === 'icmp' && check.node.includes('/e') ? { ...check, config: { periodMs: 5_000 } } : check,
  )
  return { topology: { nodes: [...nodes, sw] }, checks: [...own, pinged('s1/rt'), pinged('s1/sw')] }
}

function play(input: { topology: Topology; checks: readonly Check[] }, world: World, until = 1_200) {
  const engine = createEngine({ ...input, rules: [] })
  const events = simulate(engine, { checks: input.checks, world, until: seconds(until) })
  const kinds = (kind: string) =>
    inWords(events.filter((event) => event.kind === kind)).map((line) => line.replace(/^\S+ \S+ /, ''))
  const told = events.filter(
    (event) =>
      isIncidentEvent(event) &&
      (event.kind === 'updated' ? event.reason.startsWith('escalated') : !event.reason.startsWith('merged')),
  )
  return { engine, events, told, opened: kinds('opened'), resolved: kinds('resolved') }
}

describe('devices behind devices', () => {
  const below = {
    's1/rt': ['s1/rt', 's1/sw', 's1/e0', 's1/e1'],
    's1/sw': ['s1/sw', 's1/e0', 's1/e1'],
    's1/l0': ['s1/l0', 's1/rt', 's1/sw', 's1/e0', 's1/e1'],
  }
  test.for(Object.entries(below))('%s down: its incident alone, whoever is found failing first', ([root, lost]) => {
    for (let from = 120; from < 136; from += 3) {
      const world: World = ({ node }, at) => (lost.includes(node) && during(at, from, 400) ? 'fail' : 'ok')
      const { opened, resolved, engine } = play(chain(), world)
      expect(opened).toEqual([`${root} critical need-met`])
      expect(resolved).toHaveLength(1)
      expect(engine.open).toEqual([])
    }
  })

  test('an endpoint alone: that endpoint', () => {
    const world: World = ({ node }, at) => (node === 's1/e0' && during(at, 120, 400) ? 'fail' : 'ok')
    expect(play(chain(), world).opened).toEqual(['s1/e0 critical need-met'])
  })
})

describe('a child whose parent fails (LibreNMS 18979, Icinga 8201)', () => {
  const shape: ProvinceShape = { sites: 8 }

  test('that stays down pages once within 30 s of its parent being verified up, at whatever moment the parent comes back', () => {
    for (let back = 300; back < 315; back += 2) {
      const world: World = ({ node }, at) =>
        (node === 's1/e0' && at >= seconds(120)) || (atS1(node) && during(at, 120, back)) ? 'fail' : 'ok'
      const { events, opened } = play(province(shape), world)
      expect(opened).toEqual(['s1/l0 critical need-met', 's1/e0 critical need-met'])
      const verified = events.find(({ kind }) => kind === 'resolved')!.at - 20_000 + 5_000
      expect(events.findLast(({ kind }) => kind === 'opened')!.at - verified).toBeLessThanOrEqual(30_000)
    }
  })

  test('that is well again with its parent never pages, at whatever moment the parent comes back', () => {
    for (let back = 300; back < 315; back += 2) {
      const world: World = ({ node }, at) => (atS1(node) && during(at, 120, back) ? 'fail' : 'ok')
      expect(play(province(shape), world).opened).toEqual(['s1/l0 critical need-met'])
    }
  })

  test('spends no need on what it failed while its parent did: a single failure afterwards is not enough', () => {
    const world: World = ({ node, kind }, at) => {
      if (node === 's1/e0' && kind === 'tcp' && during(at, 300, 328)) return 'fail'
      return atS1(node) && during(at, 120, 300) ? 'fail' : 'ok'
    }
    expect(play(province(shape), world).opened).toEqual(['s1/l0 critical need-met'])
  })

  test('that only warned before, and failed meanwhile, is told as critical after its parent is back, and not before', () => {
    const world: World = ({ node }, at) => {
      if (node === 's1/e0' && during(at, 60, 200)) return 'warn'
      if (node === 's1/e0' && at >= seconds(200)) return 'fail'
      return atS1(node) && during(at, 200, 400) ? 'fail' : 'ok'
    }
    const { told } = play(province(shape), world)
    expect(inWords(told).map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'opened s1/e0 warning warn-met',
      'opened s1/l0 critical need-met',
      'updated s1/e0 critical escalated',
      'resolved s1/l0 critical recovered',
    ])
    // Found up after 5 s of good pings.
    expect(told[2]!.at - seconds(405)).toBeLessThan(30_000)
    expect(told[2]!.at).toBeGreaterThan(seconds(405))
  })
})

test('half-open: a link that comes back for seconds, again and again, tells of nothing behind it', () => {
  const world: World = ({ node }, at) =>
    atS1(node) && during(at, 120, 600) && (at - seconds(120)) % 25_000 < 20_000 ? 'fail' : 'ok'
  const { opened } = play(province({ sites: 8, endpoints: 3 }), world, 2_400)
  expect(opened.filter((line) => !line.startsWith('s1/l0'))).toEqual([])
  expect(opened).toHaveLength(1)
})

test('whatever fails and comes back: what is behind a failed thing never opens an incident, and what stays failing has one', () => {
  const outage = fc.record({
    node: fc.constantFrom('s1/l0', 's1/rt', 's1/sw', 's1/e0', 's1/e1'),
    from: fc.integer({ min: 60, max: 400 }),
    lasts: fc.integer({ min: 40, max: 300 }),
  })
  const { topology, checks } = chain()
  const parents = new Map(topology.nodes.map((node) => [node.id, node.parents]))
  const above = (id: string): string[] => (parents.get(id) ?? []).flatMap((parent) => [parent, ...above(parent)])
  fc.assert(
    fc.property(
      fc.array(outage, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('s1/e0', 's1/sw'),
      (outages, dead) => {
        const isOut = (node: string, at: number) =>
          (node === dead && at >= seconds(300)) ||
          outages.some((one) => one.node === node && during(at, one.from, one.from + one.lasts))
        const world = ({ node }: Check, at: number): Status =>
          [node, ...above(node)].some((each) => isOut(each, at)) ? 'fail' : 'ok'
        const { events, engine } = play({ topology, checks }, world, 1_400)
        for (const event of events) {
          if (event.kind !== 'opened') continue
          const node = event.incident.node
          // Down for the whole minute before: it has been told, or is about to be.
          const gone = above(node).filter((each) =>
            [60, 45, 30, 20, 10, 0].every((s) => isOut(each, event.at - s * 1_000)),
          )
          expect(gone).toEqual([])
        }
        // What failed before its parent keeps its own incident.
        expect(engine.open.map(({ node }) => node)).toContain(dead)
      },
    ),
    { numRuns: 6 },
  )
})
