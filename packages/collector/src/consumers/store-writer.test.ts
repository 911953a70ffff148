import { gzipSync } from 'node:zlib'
import { openJournal } from '@vonggac/journal'
import { type Point, silentLog, TransientError } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test, vi } from 'vitest'
import { encodeMeta } from '../ingest/record-meta.ts'
import { createMetrics } from '../metrics.ts'
import { openState } from '../state/state.ts'
import type { Rejection, Store } from '../store/store.ts'
import { STORE_CURSOR, startStoreWriter } from './store-writer.ts'

type Write = (points: readonly Point[]) => Promise<{ rejected: readonly Rejection[] }>

/** A store that does what a test says. */
const storeThat = (write: Write): Store => ({
  kind: 'embedded',
  write,
  series: async () => [],
  async *rows() {},
  rawSince: () => 0,
  summariesSince: () => 0,
  health: async () => ({ ok: true, detail: '' }),
  close: async () => {},
  async [Symbol.asyncDispose]() {},
})

async function setUp(write: Write) {
  await using stack = new AsyncDisposableStack()
  const clock = fakeClock()
  const journal = stack.use(openJournal({ path: ':memory:', clock }))
  const state = stack.use(await openState(':memory:'))
  const metrics = createMetrics()
  const warned = vi.fn()
  const log = { ...silentLog, warn: warned }
  const writer = stack.use(startStoreWriter({ journal, store: storeThat(write), state, clock, log, metrics }))
  const append = (lines: string, bad = 0) =>
    journal.append(
      gzipSync(lines),
      encodeMeta({ agent: 'hub', encoding: 'gzip', precision: 'ns', receivedAt: clock.now(), bad, watched: [] }),
    )
  const owned = stack.move()
  return {
    clock,
    journal,
    state,
    metrics,
    writer,
    warned,
    append,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Lets time pass in small steps, and real promises settle between them. */
async function pass(clock: ReturnType<typeof fakeClock>, ms: number) {
  for (let passed = 0; passed < ms; passed += 100) await clock.advance(100)
}

test('collects small writes and moves the cursor once the store has them', async () => {
  const writes: number[] = []
  await using at = await setUp(async (points) => {
    writes.push(points.length)
    return { rejected: [] }
  })
  for (let i = 0; i < 10; i++) await at.append(`m v=${i}\n`)
  await pass(at.clock, 1_000)
  expect(writes).toEqual([10])
  expect(at.journal.cursor(STORE_CURSOR)).toBe(at.journal.stats().head)
})

test('splits a large record and joins small ones to writes of a bounded size', async () => {
  const writes: number[] = []
  await using at = await setUp(async (points) => {
    writes.push(points.length)
    return { rejected: [] }
  })
  await at.append(Array.from({ length: 12_000 }, (_, i) => `m,n=${i} v=1`).join('\n'))
  await pass(at.clock, 1_000)
  expect(writes).toEqual([5_000, 5_000, 2_000])
})

test('waits out hours without the store, loses nothing, and says so once', async () => {
  let down = true
  const stored: Point[] = []
  await using at = await setUp(async (points) => {
    if (down) throw new TransientError('connection refused')
    stored.push(...points)
    return { rejected: [] }
  })
  await at.append('m v=1\n')
  await pass(at.clock, 600_000)
  for (let i = 0; i < 20; i++) await at.append(`m v=${i}\n`)
  await at.clock.advance(3 * 3_600_000)
  expect(at.writer.downSince).toBeGreaterThan(0)
  expect(at.warned).toHaveBeenCalledTimes(1)
  expect(at.journal.cursor(STORE_CURSOR)).toBe(0)
  down = false
  await pass(at.clock, 60_000)
  expect(stored).toHaveLength(21)
  expect(at.writer.downSince).toBeUndefined()
})

test('asks again no sooner than the store wants', async () => {
  let attempts = 0
  await using at = await setUp(async () => {
    attempts++
    throw new TransientError('busy', { retryAfterMs: 120_000 })
  })
  await at.append('m v=1\n')
  await pass(at.clock, 100_000)
  expect(attempts).toBe(1)
  await pass(at.clock, 60_000)
  expect(attempts).toBe(2)
})

test('sets aside what the store refuses, with the reason and whose it was', async () => {
  await using at = await setUp(async (points) => ({
    rejected: points.filter(({ fields }) => fields.v === 'x').map((point) => ({ point, reason: 'type conflict' })),
  }))
  await at.append('m v=1 1000000\nm v="x" 2000000\n')
  await pass(at.clock, 1_000)
  await vi.waitFor(async () => {
    const rows = await at.state.selectFrom('rejected').selectAll().execute()
    expect(rows).toMatchObject([{ agent: 'hub', record: 1, reason: 'type conflict', line: 'm v="x" 2000000' }])
  })
  expect(at.metrics).toMatchObject({ stored: 1, rejected: 1 })
})

test('points on which the store breaks again and again do not block the rest for ever', async () => {
  const stored: Point[] = []
  await using at = await setUp(async (points) => {
    if (points.some(({ measurement }) => measurement === 'poison')) throw new Error('our own bug')
    stored.push(...points)
    return { rejected: [] }
  })
  await at.append('poison v=1\n')
  await pass(at.clock, 1_000)
  await at.append('m v=1\n')
  await pass(at.clock, 200_000)
  expect(stored.map(({ measurement }) => measurement)).toEqual(['m'])
  const rows = await at.state.selectFrom('rejected').select(['reason', 'line']).execute()
  expect(rows).toMatchObject([{ reason: 'our own bug', line: expect.stringMatching(/^poison v=1/) }])
})

test('a record that cannot be opened is passed over and noted', async () => {
  const stored: Point[] = []
  await using at = await setUp(async (points) => {
    stored.push(...points)
    return { rejected: [] }
  })
  const meta = encodeMeta({ agent: null, encoding: 'gzip', precision: 'ns', receivedAt: 0, bad: 0, watched: [] })
  await at.journal.append(Buffer.from('no gzip'), meta)
  await at.append('m v=1\n')
  await pass(at.clock, 2_000)
  await vi.waitFor(() => expect(stored).toHaveLength(1))
  expect(await at.state.selectFrom('rejected').select('reason').execute()).toMatchObject([
    { reason: expect.stringMatching(/^unreadable record/) },
  ])
})
