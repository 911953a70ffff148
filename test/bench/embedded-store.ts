import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePoints, type Point, parseLines, silentLog, systemClock } from '@vonggac/model'
import { openStore } from '../../packages/collector/src/store/store.ts'

const SERIES = 1_000
const FIELDS = 5
const BATCHES = 60
const DAY = 86_400_000

/** CPU time of the embedded store for each field value written, and how long it keeps the event loop at a time. */
export async function run(): Promise<{ name: string; value: number; unit: string }[]> {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-bench-'))
  const retention = { raw: 30 * DAY, fiveMinutes: 365 * DAY, oneHour: 1_825 * DAY }
  const store = await openStore(
    { kind: 'embedded', retention },
    { dir, clock: systemClock, log: silentLog, secret: () => '' },
  )
  try {
    const start = Date.now() - BATCHES * 10_000
    // Through the codec, as the points of a journal come.
    const batches = Array.from(
      { length: BATCHES },
      (_, b) => parseLines(encodePoints(batch(start + b * 10_000)), { now: 0 }).points,
    )
    await store.write(batches[0]!)
    const before = process.cpuUsage()
    let longest = 0
    for (const points of batches.slice(1)) {
      const began = performance.now()
      await store.write(points)
      longest = Math.max(longest, performance.now() - began)
    }
    const { user, system } = process.cpuUsage(before)
    const rows = (BATCHES - 1) * SERIES * FIELDS
    return [
      { name: 'embedded-store/write', value: Number(((user + system) / rows).toFixed(2)), unit: 'us/field' },
      { name: 'embedded-store/longest-write', value: Math.round(longest), unit: 'ms/1000 points' },
    ]
  } finally {
    await store.close()
    rmSync(dir, { recursive: true })
  }
}

const batch = (timestamp: number): Point[] =>
  Array.from({ length: SERIES }, (_, s) => ({
    measurement: 'interface',
    tags: { agent: 'hub', device: `rt${s % 33}`, ifName: `Gi0/0/${s}` },
    fields: { in: BigInt(timestamp + s), out: BigInt(timestamp * 2 + s), rate: s / 7, loss: 0, state: true },
    timestamp,
  }))
