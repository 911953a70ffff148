import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Gap, judgeGap, withResult } from './gap.ts'

const gapOf = (results: readonly (readonly [number, boolean])[], more: Partial<Gap> = {}): Gap => ({
  from: 0,
  to: 100,
  incident: null,
  badBefore: false,
  badAfter: false,
  news: true,
  runs: results.reduce((runs, [at, bad]) => withResult(runs, at, bad), [] as Gap['runs']),
  ...more,
})

const belief = { need: 2, clear: 2, stepMs: 15 }
/** A result every ten: `.` good, `x` bad, a blank for none. */
const drawn = (text: string) =>
  [...text].flatMap((char, i) => (char === ' ' ? [] : [[(i + 1) * 10, char === 'x'] as const]))

test.for([
  { name: 'fails from the middle on and after', text: '....xxxxx', more: { badAfter: true }, learned: { began: 50 } },
  { name: 'fails from its beginning on', text: 'xxxxxxxxx', more: { badAfter: true }, learned: { began: 10 } },
  {
    name: 'is well all the time and fails only after it',
    text: '.........',
    more: { badAfter: true },
    learned: { began: undefined },
  },
  { name: 'had one bad result, which is too few', text: '..x......', more: {}, learned: { outages: [] } },
  { name: 'failed in the middle', text: '...xxx...', more: {}, learned: { outages: [{ from: 40, to: 60 }] } },
  {
    name: 'failed before and was well in the middle',
    text: 'xxxx.....',
    more: { badBefore: true },
    learned: { ended: 50 },
  },
  { name: 'failed before and was well at once', text: '.........', more: { badBefore: true }, learned: { ended: 10 } },
  {
    name: 'failed before, and again inside',
    text: 'xx...xx..',
    more: { badBefore: true },
    learned: { ended: 80, outages: [{ from: 60, to: 70 }] },
  },
  {
    name: 'is not known to its end',
    text: '....xxx',
    more: { badAfter: true },
    learned: { complete: false, began: undefined },
  },
])('what $name', ({ text, more, learned }) => {
  const found = judgeGap(gapOf(drawn(text), more), belief)
  expect(found).toMatchObject(JSON.parse(JSON.stringify(learned)))
  for (const key of ['began', 'ended'] as const)
    if (!(key in learned) || learned[key] === undefined) expect(found[key]).toBeUndefined()
})

test('in whatever order results come, the runs are the same, and bounded', () => {
  const results = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.boolean()), {
    selector: ([at]) => at,
    maxLength: 300,
  })
  fc.assert(
    fc.property(results, (given) => {
      const { runs } = gapOf(given)
      expect(runs.length).toBeLessThanOrEqual(64)
      for (const [i, run] of runs.entries()) {
        expect(run.from).toBeLessThanOrEqual(run.to)
        if (i > 0) {
          expect(run.from).toBeGreaterThan(runs[i - 1]!.to)
          expect(run.bad).not.toBe(runs[i - 1]!.bad)
        }
      }
    }),
  )
})
