import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outagesOf } from './outages.ts'
import { combined, createRuns, type Known, type Run, type Sample } from './runs.ts'
import { accountOf } from './sla-row.ts'
import { siteState } from './subjects.ts'

const HOLD = 25
const sample = (at: number, status = 0): Sample => ({ at, status, error: status === 2 ? 'timeout' : '' })
const runsOf = (samples: Sample[], span = { from: 0, to: 100 }) => {
  const runs = createRuns(span, HOLD)
  for (const one of samples) runs.add(one)
  return runs.end()
}
const short = (runs: readonly Run[]) => runs.map(({ from, to, state }) => [from, to, state])

test.for<[string, Sample[], unknown[]]>([
  ['nothing was seen', [], [[0, 100, 'silent']]],
  [
    'a result counts until the next one',
    [sample(0), sample(10, 2), sample(20, 2), sample(30), sample(50), sample(75)],
    [
      [0, 10, 'up'],
      [10, 30, 'down'],
      [30, 100, 'up'],
    ],
  ],
  [
    'one before the beginning says how it was then, as long as it counts',
    [sample(-20, 2), sample(10)],
    [
      [0, 5, 'down'],
      [5, 10, 'silent'],
      [10, 35, 'up'],
      [35, 100, 'silent'],
    ],
  ],
  ['one that is too long ago says nothing', [sample(-30, 2)], [[0, 100, 'silent']]],
  [
    'a warning is up, and a result that knows nothing is neither',
    [sample(0, 1), sample(20, 3), sample(40)],
    [
      [0, 20, 'up'],
      [20, 40, 'unknown'],
      [40, 65, 'up'],
      [65, 100, 'silent'],
    ],
  ],
  [
    'of two results of one moment the later counts',
    [sample(0), sample(10, 2), sample(10), sample(30), sample(50), sample(75)],
    [[0, 100, 'up']],
  ],
  [
    'what comes at the end of the span is not in it',
    [sample(80), sample(100, 2)],
    [
      [0, 80, 'silent'],
      [80, 100, 'up'],
    ],
  ],
])('%s', ([, samples, expected]) => expect(short(runsOf(samples))).toEqual(expected))

test('an outage has its evidence: how many results, the first, the last, and the good ones around them', () => {
  const runs = runsOf([0, 20, 40, 60, 80].map((at) => sample(at, at === 40 || at === 60 ? 2 : 0)))
  expect(outagesOf(runs, [])).toEqual([
    {
      from: 40,
      to: 80,
      counted: 40,
      failure: { results: 2, first: 40, last: 60, lastGood: 20, error: 'timeout' },
      firstGood: 80,
      before: false,
      after: false,
    },
  ])
})

test('what nothing is known of does not end an outage, and does not count', () => {
  const runs = runsOf([sample(0, 2), sample(60, 2), sample(80)])
  expect(outagesOf(runs, [])).toMatchObject([{ from: 0, to: 80, counted: 45, failure: { results: 2, last: 60 } }])
})

test('what is excluded does not count; an outage wholly excluded counts nothing', () => {
  const runs = runsOf([sample(0), sample(20, 2), sample(40), sample(60), sample(80, 2)])
  const excluded = [{ from: 10, to: 50 }]
  expect(outagesOf(runs, excluded).map(({ counted, after }) => [counted, after])).toEqual([
    [0, false],
    [20, true],
  ])
  expect(accountOf(runs, excluded)).toEqual({
    period_ms: 100,
    summarised_ms: 0,
    up_ms: 40,
    down_ms: 20,
    blind_ms: 0,
    excluded_ms: 40,
    closed_ms: 0,
  })
})

test('an outage at both ends of the period says that it goes on there', () => {
  const runs = runsOf([sample(-10, 2), sample(10, 2), sample(30, 2), sample(50, 2), sample(70, 2), sample(90, 2)])
  expect(outagesOf(runs, [])).toMatchObject([
    { from: 0, to: 100, before: true, after: true, failure: { first: -10, last: 90, results: 6, lastGood: null } },
  ])
})

const history = fc
  .array(fc.tuple(fc.integer({ min: -40, max: 140 }), fc.constantFrom(0, 1, 2, 3)), { maxLength: 30 })
  .map((list) => list.sort(([a], [b]) => a - b).map(([at, status]) => sample(at, status)))

/** Millisecond by millisecond, from the definition alone. */
function naive(samples: readonly Sample[], at: number): Known {
  const last = samples.findLast((one) => one.at <= at)
  if (!last || at >= last.at + HOLD) return 'silent'
  return (['up', 'up', 'down', 'unknown'] as const)[last.status]!
}

test('runs are what the definition says of every millisecond, and lie side by side', () => {
  fc.assert(
    fc.property(history, (samples) => {
      const runs = runsOf(samples)
      for (let at = 0; at < 100; at++)
        expect(runs.find(({ from, to }) => at >= from && at < to)?.state, `at ${at}`).toBe(naive(samples, at))
      expect(runs.map(({ to }) => to)).toEqual([...runs.slice(1).map(({ from }) => from), 100])
    }),
  )
})

test('a whole is at every millisecond what its parts make of it', () => {
  fc.assert(
    fc.property(fc.array(history, { minLength: 1, maxLength: 3 }), (all) => {
      const parts = all.map((samples) => runsOf(samples))
      const runs = combined(parts, siteState)
      for (let at = 0; at < 100; at++)
        expect(runs.find(({ from, to }) => at >= from && at < to)?.state).toBe(
          siteState(all.map((samples) => naive(samples, at))),
        )
    }),
  )
})

test('two halves of a month say together what the month says', () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 1, max: 99 }), (samples, cut) => {
      const whole = accountOf(runsOf(samples), [])
      const halves = [runsOf(samples, { from: 0, to: cut }), runsOf(samples, { from: cut, to: 100 })].map((runs) =>
        accountOf(runs, []),
      )
      expect(halves[0]!.up_ms + halves[1]!.up_ms).toBe(whole.up_ms)
      expect(halves[0]!.down_ms + halves[1]!.down_ms).toBe(whole.down_ms)
    }),
  )
})
