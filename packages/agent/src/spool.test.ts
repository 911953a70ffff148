import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, onTestFinished, test } from 'vitest'
import { openSpool } from './spool.ts'

const kept = (spool: ReturnType<typeof openSpool>) =>
  spool.journal.read(0, { maxRecords: 1_000, maxBytes: 1e9 }).map(({ body }) => Buffer.from(body).toString())

test('beyond its size the spool drops the oldest, and counts them', async () => {
  await using spool = openSpool(':memory:', { maxBytes: 50, maxAgeMs: 1e9 }, { clock: fakeClock() })
  for (let i = 0; i < 10; i++) await spool.append(`record-${i}!`)
  spool.enforceLimits()
  expect(kept(spool)).toEqual(['record-5!', 'record-6!', 'record-7!', 'record-8!', 'record-9!'])
  expect(spool.dropped).toBe(5)
})

test('beyond its age a record is dropped, and only that', async () => {
  const clock = fakeClock()
  await using spool = openSpool(':memory:', { maxBytes: 1e6, maxAgeMs: 60_000 }, { clock })
  await Promise.all([spool.append('old'), clock.advance(0)])
  await clock.advance(50_000)
  await spool.append('young')
  await clock.advance(20_000)
  spool.enforceLimits()
  expect(kept(spool)).toEqual(['young'])
  expect(spool.dropped).toBe(1)
})

test('what cannot be written is counted as dropped', async () => {
  const spool = openSpool(':memory:', { maxBytes: 1e6, maxAgeMs: 1e9 }, { clock: fakeClock() })
  await spool[Symbol.asyncDispose]()
  await expect(spool.append('late')).rejects.toThrow('closed')
  expect(spool.dropped).toBe(1)
})

test('a damaged spool is set aside, told of, and a new one begun', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'spool-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const path = join(dir, 'spool.db')
  const limits = { maxBytes: 1e6, maxAgeMs: 1e9 }
  {
    await using first = openSpool(path, limits, { clock: fakeClock() })
    for (let i = 0; i < 200; i++) await first.append('x'.repeat(500))
  }
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(30_000, 0xee), 0, 30_000, 4_096)
  closeSync(file)
  const told: string[] = []
  const log = { info() {}, warn() {}, error: (message: string) => void told.push(message) }
  await using again = openSpool(path, limits, { clock: fakeClock(), log })
  await again.append('after')
  expect(kept(again)).toEqual(['after'])
  expect(told).toEqual(['the spool is damaged; it is set aside and a new one begun'])
  expect(existsSync(`${path}.damaged`)).toBe(true)
})
