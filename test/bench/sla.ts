import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Point, silentLog, systemClock } from '@vonggac/model'
import { configSchema } from '@vonggac/model/inventory'
import { rawSource } from '../../packages/collector/src/reports/raw-source.ts'
import { slaReport } from '../../packages/collector/src/reports/sla-report.ts'
import { openStore } from '../../packages/collector/src/store/store.ts'
import { linkSamples, pointsOf, signsOfLife } from '../support/sla-month.ts'
import type { Figure } from './main.ts'

/** A province: as many links, each with a result every ten seconds of a month. */
const LINKS = 33
const DAY = 86_400_000

/** `pnpm bench sla [DAYS]`: the report over a month of a whole province from the embedded store. BENCH_SLA_DAYS shortens it. */
export async function run(): Promise<Figure[]> {
  const days = Number(process.env.BENCH_SLA_DAYS ?? 30)
  const dir = await mkdtemp(join(tmpdir(), 'vonggac-bench-sla-'))
  const to = Math.floor(systemClock.now() / 10_000) * 10_000
  const from = to - days * DAY
  const config = province()
  const retention = { raw: '40d' }
  const storeConfig = configSchema.parse({ collector: { store: { kind: 'embedded', retention } } }).collector.store
  try {
    await using store = await openStore(storeConfig, { dir, clock: systemClock, log: silentLog, secret: () => '' })
    const written = await fill(from, to, store)
    const before = process.cpuUsage()
    const started = systemClock.monotonic()
    let peak = process.memoryUsage.rss()
    const base = peak
    let latest = started
    let worst = 0
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss())
      worst = Math.max(worst, systemClock.monotonic() - latest - 5)
      latest = systemClock.monotonic()
    }, 5)
    const report = await slaReport(
      { period: { from, to, month: null }, exclude: [] },
      { config, store, exclusions: [], source: rawSource(store), now: to },
    )
    clearInterval(watch)
    const { user, system } = process.cpuUsage(before)
    if (report.rows.filter(({ scope }) => scope === 'link').length !== LINKS) throw new Error('links are missing')
    return [
      { name: `sla.points.${days}d.${LINKS}links`, value: written, unit: 'points' },
      { name: 'sla.report.wall', value: (systemClock.monotonic() - started) / 1_000, unit: 's' },
      { name: 'sla.report.cpu', value: (user + system) / 1e6, unit: 's' },
      { name: 'sla.report.memory', value: (peak - base) / 2 ** 20, unit: 'MiB' },
      { name: 'sla.report.longest_pause', value: worst, unit: 'ms' },
    ]
  } finally {
    await rm(dir, { recursive: true })
  }
}

const province = () =>
  configSchema.parse({
    providers: [{ id: 'vnpt', name: 'VNPT' }],
    sites: [
      { id: 'dc', name: 'Hub', kind: 'hub' },
      ...Array.from({ length: LINKS }, (_, i) => ({
        id: `s${i}`,
        name: `Site ${i}`,
        links: [{ id: 'vnpt', provider: 'vnpt', gateway: `10.33.${i + 1}.1`, sla: { availability: 99.5 } }],
      })),
    ],
    agents: [{ id: 'hub', site: 'dc', hub: true }],
  })

async function fill(from: number, to: number, store: Awaited<ReturnType<typeof openStore>>): Promise<number> {
  let written = 0
  let batch: Point[] = []
  const flush = async () => {
    const { rejected } = await store.write(batch)
    if (rejected.length > 0) throw new Error(rejected[0]!.reason)
    written += batch.length
    batch = []
  }
  for (let at = from; at < to; at += DAY) {
    for (let i = 0; i < LINKS; i++) {
      const outage = { from: at + i * 600_000, to: at + i * 600_000 + 95_000, what: 'down' as const }
      for (const sample of linkSamples(at, Math.min(at + DAY, to), [outage]))
        batch.push(...pointsOf(sample, { site: `s${i}`, link: 'vnpt', provider: 'vnpt' }))
      await flush()
    }
    batch.push(...signsOfLife(at, Math.min(at + DAY, to), []))
    await flush()
  }
  return written
}
