import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AlertEvent } from './contract.ts'
import { createEngine } from './engine.ts'
import { isIncidentEvent } from './message.ts'
import { reasonCode, reasons } from './reason.ts'
import { history, historyWithWork, live, reportOf } from './testing/history.ts'
import { province } from './testing/province.ts'
import { inWords, START, simulate } from './testing/simulation.ts'

const input = { ...province({ sites: 8, links: (i) => (i % 3 === 0 ? 2 : 1), siteAgents: true }), rules: [] }
/** The same with a service that is made of endpoints everywhere, by weight, and one of pairs. */
const withServices = (() => {
  const endpoints = input.checks.filter(({ id }) => id.includes('/e0/tcp')).map(({ id }) => id)
  const name = { vi: 'dc/vc', en: 'dc/vc' }
  const node = (id: string) => ({ id, kind: 'service' as const, name, site: 'dc', parents: ['dc'] })
  const shape = (id: string) => ({ node: `dc/${id}`, id, site: 'dc', kind: 'other', name })
  return {
    ...input,
    topology: { nodes: [...input.topology.nodes, node('dc/vc'), node('dc/pair')] },
    services: [
      { ...shape('vc'), rule: { kind: 'weights' as const, weights: [3], down: 60, degraded: 80 }, members: endpoints },
      {
        ...shape('pair'),
        rule: { kind: 'all' as const },
        members: [
          { rule: { kind: 'any' as const }, members: endpoints.slice(0, 2) },
          'dc/mail/tcp-25@hub',
          endpoints[3]!,
        ],
      },
    ],
  }
})()
const inputs = [
  { services: 'plain', input },
  { services: 'of many', input: withServices },
] as const

const RUNS = { numRuns: 60 }

/** Histories that a restart once changed: an incident's only checks could not be reached at that moment; we ourselves were cut off. */
const RARE = [
  { numRuns: 1, seed: 1, path: '58', endOnFailure: true },
  { numRuns: 1, seed: 450798312, path: '1248', endOnFailure: true },
]

/** Histories that a restart once changed: two services of one moment in another order, an incident that explains a service unnoticed. */
const SERVICES = [
  { numRuns: 1, seed: 882084325, path: '13', endOnFailure: true },
  { numRuns: 1, seed: 405811221, path: '149', endOnFailure: true },
  { numRuns: 1, seed: 600586302, path: '1013', endOnFailure: true },
]

test.for(inputs)(
  'a restart at any moment changes nothing: no page repeated, none lost, none ended (services: $services)',
  ({ services, input }) => {
    const property = (histories: typeof history) =>
      fc.property(histories, fc.array(fc.nat(60), { maxLength: 4 }), (deeds, restarts) => {
        const plain = live(createEngine(input), input.checks, deeds)
        const restarted = live(createEngine(input), input.checks, deeds, (engine, i) =>
          restarts.includes(i) ? createEngine(input, JSON.parse(JSON.stringify(engine.snapshot()))) : engine,
        )
        expect(restarted).toEqual(plain)
      })
    for (const known of services === 'plain' ? RARE : SERVICES) fc.assert(property(history), known)
    fc.assert(property(history), RUNS)
    fc.assert(property(historyWithWork), RUNS)
  },
)

test.for(inputs)('nothing opens on what somebody works on (services: $services)', ({ input }) => {
  fc.assert(
    fc.property(historyWithWork, (deeds) => {
      const worked = new Set<string>()
      for (const event of live(createEngine(input), input.checks, deeds)) {
        if (event.kind === 'transition') {
          if (event.to === 'maintenance') worked.add(event.check)
          else worked.delete(event.check)
        } else if (event.kind === 'opened') {
          expect(event.incident.members.filter((check) => worked.has(check))).toEqual([])
        }
      }
    }),
    RUNS,
  )
})

/** What may still be said of an incident that is over. */
const AFTERWARDS: ReadonlySet<string> = new Set(['learned-late', 'attributed'])

test.for(inputs)(
  'of every incident the end follows the beginning, once each, for a reason of the list (services: $services)',
  ({ input }) => {
    fc.assert(
      fc.property(historyWithWork, (deeds) => {
        const engine = createEngine(input)
        const events = live(engine, input.checks, deeds)
        const open = new Set<string>()
        const seen = new Set<string>()
        for (const event of events) {
          if (event.kind !== 'service') expect(Object.keys(reasons)).toContain(reasonCode(event.reason))
          if (!isIncidentEvent(event)) continue
          const { id } = event.incident
          if (event.kind === 'opened') {
            expect(seen).not.toContain(id)
            seen.add(id)
            open.add(id)
          } else if (AFTERWARDS.has(reasonCode(event.reason))) {
            expect(seen).toContain(id)
            expect(event.kind).toBe('updated')
          } else {
            expect(open).toContain(id)
            if (event.kind === 'resolved') open.delete(id)
          }
        }
        expect(new Set(engine.open.map(({ id }) => id))).toEqual(open)
      }),
      RUNS,
    )
  },
)

test.for(inputs)(
  'transitions of a check follow each other, and the last one is what is (services: $services)',
  ({ input }) => {
    fc.assert(
      fc.property(historyWithWork, (deeds) => {
        const states = new Map<string, string>()
        for (const event of live(createEngine(input), input.checks, deeds)) {
          if (event.kind !== 'transition') continue
          expect(event.from).toBe(states.get(event.check) ?? 'ok')
          expect(event.to).not.toBe(event.from)
          states.set(event.check, event.to)
        }
      }),
      RUNS,
    )
  },
)

test.for(inputs)(
  'when everything is good for long enough, nothing is open and every check is ok (services: $services)',
  ({ input }) => {
    fc.assert(
      fc.property(historyWithWork, (deeds) => {
        const engine = createEngine(input)
        const events = live(engine, input.checks, deeds)
        const from = START + deeds.reduce((sum, { after }) => sum + after, 0)
        for (let now = from; now < from + 1_300_000; now += 10_000) {
          for (let due = engine.nextDue(); due !== undefined && due < now; due = engine.nextDue())
            events.push(...engine.tick(due))
          for (const check of input.checks) events.push(...engine.observe(reportOf(check, 'ok', now), now))
        }
        const last = new Map(
          events.flatMap((event) => (event.kind === 'transition' ? [[event.check, event.to] as const] : [])),
        )
        expect(engine.open).toEqual([])
        expect([...last.values()].filter((state) => state !== 'ok')).toEqual([])
        expect(engine.services.filter(({ state }) => state !== 'up')).toEqual([])
      }),
      { numRuns: 30 },
    )
  },
)

test('late and repeated results never say anything', () => {
  fc.assert(
    fc.property(
      history,
      fc.array(
        fc.tuple(fc.nat(), fc.constantFrom('ok' as const, 'fail' as const, 'warn' as const), fc.nat(10_000_000)),
      ),
      (deeds, late) => {
        const engine = createEngine(input)
        live(engine, input.checks, deeds)
        const now = START + deeds.reduce((sum, { after }) => sum + after, 0)
        engine.tick(now)
        // What is learned of the past is kept apart from all that is believed.
        const believed = () => JSON.stringify({ ...(engine.snapshot() as object), late: undefined })
        const before = believed()
        for (const [n, status, ago] of late) {
          const check = input.checks[n % input.checks.length]!
          const oldest = Math.max(3 * check.intervalMs, 60_000)
          expect(engine.observe(reportOf(check, status, now - oldest - 1 - ago), now)).toEqual([])
        }
        expect(believed()).toBe(before)
      },
    ),
    RUNS,
  )
})

test('changes of a service follow each other, and the last one is what is', () => {
  fc.assert(
    fc.property(history, (deeds) => {
      const engine = createEngine(withServices)
      const states = new Map<string, string>()
      for (const event of live(engine, input.checks, deeds)) {
        if (event.kind !== 'service') continue
        const { node, from, state } = event.service
        expect(from).toBe(states.get(node) ?? 'unknown')
        states.set(node, state)
        expect(event.service.since).toBeLessThanOrEqual(event.at)
      }
      for (const { node, state } of engine.services) expect(state).toBe(states.get(node) ?? 'unknown')
    }),
    RUNS,
  )
})

const opened = (events: readonly AlertEvent[]) =>
  inWords(events.filter(({ kind }) => kind === 'opened')).map((line) => line.split(' ')[2])

test('cut any one link of any province, for any time: exactly that incident, and none after it is mended', () => {
  const shape = fc.record({
    sites: fc.integer({ min: 1, max: 12 }),
    endpoints: fc.integer({ min: 0, max: 3 }),
    siteAgents: fc.boolean(),
  })
  const outage = fc.record({
    site: fc.nat(11),
    from: fc.integer({ min: 60_000, max: 90_000 }),
    lasts: fc.integer({ min: 5_000, max: 400_000 }),
  })
  fc.assert(
    fc.property(shape, outage, (one, { site, from, lasts }) => {
      const { topology, checks } = province(one)
      const cut = `s${site % one.sites}/`
      const engine = createEngine({ topology, checks, rules: [] })
      const events = simulate(engine, {
        checks,
        until: START + from + lasts + 400_000,
        world: ({ node, vantage }, at) =>
          node.startsWith(cut) && at >= START + from && at < START + from + lasts
            ? vantage === 'hub'
              ? 'fail'
              : 'silent'
            : 'ok',
      })
      expect(opened(events)).toEqual([`${cut}l0`])
      expect(engine.open).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('cut the hub, for any time: at most a few pages, one incident left; back again: no page at all', () => {
  const outage = fc.record({
    sites: fc.integer({ min: 6, max: 33 }),
    from: fc.integer({ min: 60_000, max: 90_000 }),
    lasts: fc.integer({ min: 8_000, max: 300_000 }),
  })
  fc.assert(
    fc.property(outage, ({ sites, from, lasts }) => {
      const { topology, checks } = province({ sites })
      const engine = createEngine({ topology, checks, rules: [] })
      const world = ({ node }: { node: string }, at: number) =>
        node.startsWith('s') && at >= START + from && at < START + from + lasts ? ('fail' as const) : ('ok' as const)
      const events = simulate(engine, { checks, world, until: START + from + lasts + 400_000 })
      expect(opened(events).filter((node) => node !== 'dc').length).toBeLessThanOrEqual(3)
      expect(opened(events).filter((node) => node === 'dc')).toHaveLength(1)
      expect(events.filter(({ kind, at }) => kind === 'opened' && at > START + from + lasts)).toEqual([])
      expect(engine.open).toEqual([])
    }),
    { numRuns: 30 },
  )
})
