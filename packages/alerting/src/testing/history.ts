import type { Check, CheckReport, Fields, Status, Tags } from '@vonggac/model'
import fc from 'fast-check'
import type { AlertEvent, Engine, Sample } from '../contract.ts'
import { START } from './simulation.ts'

/** Something that happens to an engine, `after` ms after the thing before. */
export type Deed =
  | {
      readonly do: 'report'
      readonly after: number
      readonly check: number
      readonly status: Status
      readonly ago: number
    }
  /** All checks of a site, or of everything, report the same. */
  | { readonly do: 'sweep'; readonly after: number; readonly site: number; readonly status: Status }
  | { readonly do: 'resolve'; readonly after: number; readonly nth: number }
  /** From now on somebody works, or soon will, on a site, or on everything. */
  | {
      readonly do: 'maintain'
      readonly after: number
      readonly site: number
      readonly in: number
      readonly for: number
    }
  | { readonly do: 'pause'; readonly after: number }
  /** Something is measured that may tell of a cause, now or `ago` ms before. */
  | { readonly do: 'measure'; readonly after: number; readonly sample: Omit<Sample, 'timestamp'>; readonly ago: number }

const status = fc.constantFrom<Status>('ok', 'ok', 'ok', 'warn', 'fail', 'fail', 'unknown')

const deeds: readonly fc.WeightedArbitrary<Deed>[] = [
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      after: fc.nat(8_000),
      check: fc.nat(),
      status,
      ago: fc.constantFrom(0, 0, 0, 5, 900, 40_000, 500_000),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('sweep' as const),
      after: fc.nat(12_000),
      site: fc.integer({ min: -1, max: 7 }),
      status,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resolve' as const), after: fc.nat(2_000), nth: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), after: fc.nat(200_000) }) },
]

const work: fc.WeightedArbitrary<Deed> = {
  weight: 2,
  arbitrary: fc.record({
    do: fc.constant('maintain' as const),
    after: fc.nat(8_000),
    site: fc.integer({ min: -1, max: 7 }),
    in: fc.constantFrom(0, 0, 5_000, 60_000),
    for: fc.constantFrom(10_000, 60_000, 300_000),
  }),
}

const site = fc.nat(7).map((nth) => `s${nth}`)
const clue = (measurement: string, own: fc.Arbitrary<{ tags: Tags; fields: Fields }>) =>
  fc.record({
    do: fc.constant('measure' as const),
    after: fc.nat(4_000),
    sample: fc
      .tuple(site, own)
      .map(([at, { tags, fields }]) => ({ measurement, tags: { site: at, agent: 'hub', ...tags }, fields })),
    ago: fc.constantFrom(0, 0, 0, 30_000, 600_000),
  })
const device = fc.constantFrom('rt', 'ups', 'srv')

const clues: fc.WeightedArbitrary<Deed> = {
  weight: 8,
  arbitrary: fc.oneof(
    clue(
      'ups',
      fc.constantFrom(0, 30).map((seconds) => ({ tags: { device: 'ups' }, fields: { on_battery_s: seconds } })),
    ),
    clue(
      'snmp',
      fc.tuple(device, fc.nat(900)).map(([name, up]) => ({ tags: { device: name }, fields: { uptime_s: up } })),
    ),
    clue(
      'interface',
      fc
        .constantFrom(1, 2)
        .map((status) => ({ tags: { device: 'rt', ifName: 'wan0' }, fields: { ifOperStatus: status } })),
    ),
    clue(
      'snmp_trap',
      fc
        .tuple(device, fc.constantFrom('ups-on-battery', 'ups-back', 'link-down', 'restart', 'auth'))
        .map(([name, effect]) => ({
          tags: { device: name },
          fields: { effect, summary: `${name} ${effect}` },
        })),
    ),
    clue(
      'traceroute',
      fc
        .constantFrom('', '10.0.0.1', '10.0.0.1 > 113.1.1.1')
        .map((path) => ({ tags: { link: 'l0' }, fields: { reached: false, path } })),
    ),
  ),
}

const historyOf = (kinds: readonly fc.WeightedArbitrary<Deed>[]): fc.Arbitrary<Deed[]> =>
  fc.array(fc.oneof(...kinds), { maxLength: 60, size: 'max' })

/** Anything that can happen, sensible or not; times up to minutes apart. */
export const history = historyOf(deeds)

/** The same, with maintenance windows that come and go: each replaces the one before. */
export const historyWithWork = historyOf([...deeds, work])

/** The same with what may tell of causes. */
export const historyWithClues = historyOf([...deeds, clues])

/** Does it all. `before` may exchange the engine in front of the deed of that number. */
export function live(
  first: Engine,
  checks: readonly Check[],
  deeds: readonly Deed[],
  before: (engine: Engine, deed: number) => Engine = (engine) => engine,
): AlertEvent[] {
  let engine = first
  let now = START
  const events = engine.tick(now)
  deeds.forEach((deed, i) => {
    now += deed.after
    for (let due = engine.nextDue(); due !== undefined && due < now; due = engine.nextDue())
      events.push(...engine.tick(due))
    engine = before(engine, i)
    events.push(...act(engine, checks, deed, now))
  })
  return events
}

function act(engine: Engine, checks: readonly Check[], deed: Deed, now: number): AlertEvent[] {
  switch (deed.do) {
    case 'report':
      return engine.observe(reportOf(checks[deed.check % checks.length]!, deed.status, now - deed.ago), now)
    case 'sweep':
      return checks
        .filter(({ node }) => deed.site < 0 || node.startsWith(`s${deed.site}/`))
        .flatMap((check) => engine.observe(reportOf(check, deed.status, now), now))
    case 'resolve': {
      // By name: which of those of one moment is the first has no meaning.
      const meant = engine.open.toSorted((a, b) => (a.node < b.node ? -1 : 1))[deed.nth]
      return meant ? engine.resolve(meant.id, now, 'operator') : []
    }
    case 'maintain': {
      const match = deed.site < 0 ? ['**'] : [`s${deed.site}/**`]
      return engine.maintain([{ id: 'work', from: now + deed.in, to: now + deed.in + deed.for, match }], now)
    }
    case 'measure':
      return engine.measure([{ ...deed.sample, timestamp: now - deed.ago }], now)
    case 'pause':
      return engine.tick(now)
  }
}

export const reportOf = (check: Check, status: Status, at: number): CheckReport => ({
  check: check.id,
  status,
  error: status === 'fail' ? 'timeout' : '',
  detail: '',
  at,
  durationMs: 1,
  agent: check.vantage,
})
