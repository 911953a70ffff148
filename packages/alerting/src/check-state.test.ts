import type { Status } from '@vonggac/model'
import { describe, expect, test } from 'vitest'
import { type CheckState, gradeOf, holdOf, quiet, step } from './check-state.ts'
import { ruleFinder } from './rule.ts'
import { defaultTiming as timing } from './timing.ts'

const check = (kind: string) => ({
  id: `a/b/${kind}@hub`,
  kind,
  target: '',
  vantage: 'hub',
  node: 'a/b',
  intervalMs: 1,
  timeoutMs: 1,
  tags: {},
  config: {},
})
const [tcp, icmp] = ['tcp', 'icmp'].map((kind) => ruleFinder([], timing)(check(kind))) as [
  ReturnType<ReturnType<typeof ruleFinder>>,
  ReturnType<ReturnType<typeof ruleFinder>>,
]
const letters = { o: 'ok', w: 'warn', f: 'fail' } as const

/** Feeds results a second apart; gives what is believed after each: `-` ok, `w` warn, `F` fail. */
function beliefs(results: string, rule = tcp): string {
  let state: CheckState = quiet
  return [...results]
    .map((letter, i) => {
      const grade = letters[letter as keyof typeof letters]
      state = step(state, { grade, at: i * 1_000 + 1, now: i * 1_000 + 1, text: 'x' }, rule, timing).state
      return { ok: '-', warn: 'w', fail: 'F' }[state.belief]
    })
    .join('')
}

describe('what is believed', () => {
  test.for([
    ['one failure is none', 'ofooo', '-----'],
    ['two of three are', 'ofofo', '---FF'],
    ['two of four are not', 'ofoofo', '------'],
    ['three warnings of five are a warning', 'wowow', '----w'],
    ['three of six are not', 'wowoow', '------'],
    ['a failure among warnings counts as one', 'wwf', '--w'],
    ['a warning becomes a failure', 'wwwff', '--wwF'],
    ['a failure becomes a warning once only warnings are left', 'ffwwwww', '-FFFFFw'],
    ['good results alone end nothing: that takes time as well', 'ffoooo', '-FFFFF'],
  ])('%s', ([, results, wanted]) => expect(beliefs(results!)).toBe(wanted))

  test('a ping that fails has lost several packets already: believed at once', () => {
    expect(beliefs('ofo', icmp)).toBe('-FF')
  })

  test('a good result of a good check changes nothing at all', () => {
    expect(step(quiet, { grade: 'ok', at: 1, now: 1, text: '' }, tcp, timing).state).toBe(quiet)
  })
})

test('the hold grows with every relapse, up to ten minutes, and shrinks with time', () => {
  let state: CheckState = quiet
  const holds: number[] = []
  for (let now = 1; now < 600_000; now += 60_000) {
    for (const grade of ['fail', 'ok', 'ok'] as const)
      state = step(state, { grade, at: now, now, text: '' }, icmp, timing).state
    holds.push(holdOf(state, icmp, timing) / 1_000)
  }
  expect(holds).toEqual([20, 60, 120, 240, 480, 600, 600, 600, 600, 600])
  expect(holdOf({ ...state, goodSince: 5_000_000 }, icmp, timing)).toBe(20_000)
})

test.for<[Status, 'partial' | 'local' | 'timeout' | '', ReturnType<typeof gradeOf>]>([
  ['ok', '', 'ok'],
  ['fail', 'timeout', 'fail'],
  ['fail', 'partial', 'warn'],
  ['fail', 'local', undefined],
  ['unknown', 'timeout', undefined],
])('%s with %j counts as %s', ([status, error, wanted]) => {
  expect(gradeOf({ check: '', status, error, detail: '', at: 0, durationMs: 0, agent: '' })).toBe(wanted)
})

describe('rules', () => {
  const find = ruleFinder(
    [
      { match: 'a/**', need: 3 },
      { match: '**', severity: 'warning', need: 2, of: 5, clear: 4, hold: 30_000 },
    ],
    timing,
  )
  test('the first that matches counts; what it does not say has its default', () => {
    expect(find(check('tcp'))).toMatchObject({ severity: undefined, need: 3, of: 3, clear: 2, holdMs: 10_000 })
    expect(find({ ...check('icmp'), id: 'b/c/icmp@hub' })).toMatchObject({
      severity: 'warning',
      need: 2,
      of: 5,
      clear: 4,
      holdMs: 30_000,
      steadyMs: 5_000,
    })
  })
})
