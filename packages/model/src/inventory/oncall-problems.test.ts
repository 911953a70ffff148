import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from './load.ts'
import { formatProblem } from './problem.ts'
import { good } from './testdata/broken-configs/good.ts'

const NOW = Date.parse('2026-11-26T10:00:00+07:00')

/** What is wrong with a rota of these layers, looked at on a Thursday morning. */
function gaps(layers: string, more = ''): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-rota-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const text = `${good}${more}oncall:
  people: [{id: an, name: An}]
  rotas:
    - {id: network, holidays: vn, layers: [${layers}]}\n`
  writeFileSync(join(dir, 'c.yaml'), text)
  return loadConfig(dir, { now: NOW }).problems.map((problem) =>
    formatProblem(problem).replace(/^.*\.yaml:\d+:\d+: /, ''),
  )
}

const nobody = (text: string) => [
  `oncall.rotas.network: nobody is on call from ${text}; add a layer below the others that covers it`,
]

test.for([
  ['{people: [an], from: "2026-01-05 08:00"}', []],
  ['{people: [an], from: "2026-11-30 08:00"}', nobody('2026-11-26 10:00 to 2026-11-30 08:00 (Asia/Ho_Chi_Minh)')],
  [
    '{people: [an], from: "2026-01-05 08:00", to: "2027-11-27 08:00"}',
    nobody('2027-11-27 08:00 to 2027-11-27 10:00 (Asia/Ho_Chi_Minh)'),
  ],
  [
    '{people: [an], from: "2026-01-05 08:00", hours: "08:00-07:00"}',
    nobody('2026-11-27 07:00 to 2026-11-27 08:00 (Asia/Ho_Chi_Minh), and 365 times more within a year, 15d 6h in all'),
  ],
  [
    '{people: [an], from: "2026-01-05 08:00", days: [mon, tue, wed, thu, fri]}, {people: [an], from: "2026-01-05 08:00", days: [sat]}',
    nobody('2026-11-29 00:00 to 2026-11-30 00:00 (Asia/Ho_Chi_Minh), and 51 times more within a year, 52d in all'),
  ],
] as const)('layers %s', ([layers, says]) => {
  expect(gaps(layers)).toEqual(says)
})

test('a rota that follows the office hours of a calendar has a gap on its days off', () => {
  const office = 'schedules: [{id: office, hours: "00:00-24:00", holidays: vn}]\n'
  const layers = '{people: [an], from: "2026-01-05 08:00", schedule: office}'
  expect(gaps(layers, office)[0]).toContain('nobody is on call from 2027-01-01 00:00 to')
  expect(gaps(`${layers}, {people: [an], from: "2026-01-05 00:00", holidays: true}`, office)).toEqual([])
})

test('a gap is no reason for a program not to start', () => {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-rota-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  writeFileSync(
    join(dir, 'c.yaml'),
    `${good}oncall: {people: [{id: an, name: An}], rotas: [{id: n, layers: [{people: [an], from: "2039-01-01 08:00"}]}]}\n`,
  )
  expect(loadConfig(dir).problems).toEqual([])
  expect(loadConfig(dir, { now: NOW }).problems).toHaveLength(1)
})
