import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@vonggac/model'
import { expect, onTestFinished, test } from 'vitest'
import { DirtyHours } from './dirty-hours.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const now = 500_000 * HOUR + 1_000
const hour = (ago: number) => (500_000 - ago) * HOUR
const at = (ms: number) => ({ measurement: 'm', tags: {}, fields: { v: 1 }, timestamp: ms })

function file() {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-hours-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  return join(dir, 'rollups.db')
}

test('gives the hours that are over, the newest first, each once', () => {
  using hours = new DirtyHours(file(), 30 * DAY)
  hours.mark([at(hour(5) + 1), at(hour(5) + HOUR - 1), at(hour(2)), at(now)], now)
  expect(hours.due(now)).toEqual([hour(2), hour(5)])
  expect(hours.due(now + HOUR)).toEqual([hour(0), hour(2), hour(5)])
})

test('an hour is clean when it is rolled up, unless points came meanwhile', () => {
  using hours = new DirtyHours(file(), 30 * DAY)
  hours.mark([at(hour(2)), at(hour(5))], now)
  const done = [hours.begin(hour(2)), hours.begin(hour(5))]
  hours.mark([at(hour(5))], now)
  for (const clean of done) clean()
  expect(hours.due(now)).toEqual([hour(5)])
  hours.begin(hour(5))()
  expect(hours.due(now)).toEqual([])
})

test('another process finds the marks, and not what was clean', () => {
  const path = file()
  using hours = new DirtyHours(path, 30 * DAY)
  hours.mark([at(hour(2)), at(hour(5))], now)
  hours.begin(hour(2))()
  // The first one is still open, as it would be after kill -9.
  using next = new DirtyHours(path, 30 * DAY)
  expect(next.due(now)).toEqual([hour(5)])
})

test('is bounded: what the store refuses and what a wrong clock wrote is not kept', () => {
  const path = file()
  using hours = new DirtyHours(path, 30 * DAY)
  hours.mark([at(now - 40 * DAY), at(now + 2 * DAY), at(9e15), at(-9e15), at(now - 30 * DAY)], now)
  expect(hours.due(now)).toHaveLength(1)
  expect(hours.due(now + HOUR)).toEqual([])
  using next = new DirtyHours(path, 365 * DAY)
  expect(next.due(now + 365 * DAY)).toEqual([])
})

test('says what is wrong with its file', () => {
  const path = file()
  writeFileSync(path, 'something else, and long enough to be no empty database of SQLite'.repeat(20))
  expect(() => new DirtyHours(path, DAY)).toThrow(ConfigError)
  expect(() => new DirtyHours(path, DAY)).toThrow(/rollups\.db: cannot keep .*: the file is no SQLite database/)
  expect(() => new DirtyHours('/nowhere/at/all', DAY)).toThrow(/the directory does not exist/)
})
