import { type Check, type Result, systemClock } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { createEmitter } from './emitter.ts'
import { openSpool } from './spool.ts'

const check: Check = {
  id: 'tam-ky/vnpt/icmp@hub',
  kind: 'icmp',
  target: '10.33.1.1',
  vantage: 'hub',
  node: 'tam-ky/vnpt',
  intervalMs: 10_000,
  timeoutMs: 5_000,
  tags: { site: 'tam-ky', link: 'vnpt' },
  config: {},
}
const result = (at: number, more: Partial<Result> = {}): Result => ({
  check,
  status: 'ok',
  error: '',
  detail: '',
  at,
  durationMs: 1.5,
  points: [{ measurement: 'ping', tags: { site: 'tam-ky' }, fields: { average_response_ms: 2 }, timestamp: at }],
  ...more,
})

function stage(clock = fakeClock(1_000)) {
  const spool = openSpool(':memory:', { maxBytes: 1e6, maxAgeMs: 1e9 }, { clock })
  const logged: string[] = []
  const urgent: number[] = []
  const log = { info() {}, warn() {}, error: (message: string) => void logged.push(message) }
  const emitter = createEmitter({ spool, clock, log, onUrgent: () => void urgent.push(spool.journal.stats().records) })
  const records = () =>
    spool.journal
      .read(0, { maxRecords: 100, maxBytes: 1e6 })
      .map(({ body }) => Buffer.from(body).toString().trimEnd().split('\n'))
  return { clock, spool, emitter, logged, urgent, records }
}

test('a result after a pause is on disk at once, as its check point and what was measured', async () => {
  const { clock, emitter, records } = stage()
  emitter.result(result(5_000))
  await clock.advance(0)
  expect(records()).toEqual([
    [
      'check,site=tam-ky,link=vnpt,check=tam-ky/vnpt/icmp@hub,kind=icmp,target=10.33.1.1,agent=hub status=0i,duration_ms=1.5,error="",detail="" 5000000000',
      'ping,site=tam-ky average_response_ms=2 5000000000',
    ],
  ])
})

test('results that come close together share a record', async () => {
  const { clock, emitter, records } = stage()
  for (let i = 0; i < 5; i++) emitter.result(result(i))
  await clock.advance(100)
  expect(records().map((lines) => lines.length)).toEqual([2, 8])
})

test('an urgent result does not wait, and is told of once it is on disk', async () => {
  const { clock, emitter, records, urgent } = stage()
  emitter.result(result(1))
  emitter.result(result(2, { urgent: true }))
  await clock.advance(0)
  expect(records()).toHaveLength(2)
  expect(urgent).toEqual([2])
})

test('a point that cannot be said is dropped alone, counted and logged', async () => {
  const { clock, emitter, records, logged } = stage()
  const good = { measurement: 'm', tags: {}, fields: { v: 1 }, timestamp: 1 }
  emitter.points([good, { ...good, fields: { v: Number.NaN } }, { ...good, timestamp: 2 }])
  await clock.advance(100)
  expect(records().flat()).toHaveLength(2)
  expect(emitter.unsayable).toBe(1)
  expect(logged).toHaveLength(1)
})

test('disposing writes what is waiting', async () => {
  const { spool, emitter } = stage(systemClock as never)
  emitter.result(result(1))
  emitter.result(result(2))
  await emitter[Symbol.asyncDispose]()
  expect(spool.journal.stats().records).toBe(2)
})

test('a disk that takes nothing is told of once, what it cost is counted, and its end is told', async () => {
  const clock = fakeClock(1_000)
  await using disk = openSpool(':memory:', { maxBytes: 1e6, maxAgeMs: 1e9 }, { clock })
  let isFull = true
  const append = async (lines: string) => {
    if (isFull) throw new Error('database or disk is full')
    await disk.append(lines)
  }
  const logged: string[] = []
  const note = (message: string) => void logged.push(message)
  const spool = { ...disk, append } as typeof disk
  const emitter = createEmitter({ spool, clock, log: { info: note, warn: note, error: note }, onUrgent() {} })
  for (let i = 0; i < 40; i++) {
    emitter.result(result(i))
    await clock.advance(50)
  }
  expect(logged).toEqual(['the spool cannot be written: what is measured is lost until it can'])
  isFull = false
  emitter.result(result(100))
  await clock.advance(50)
  expect(logged.slice(1)).toEqual(['the spool can be written again'])
  expect(disk.journal.stats().records).toBe(1)
})
