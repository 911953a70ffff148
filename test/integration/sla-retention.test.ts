import type { SlaReport } from '@vonggac/collector/api-types'
import { type Point, silentLog, systemClock } from '@vonggac/model'
import { configSchema } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Source } from '../../packages/collector/src/reports/notes.ts'
import { rawSource } from '../../packages/collector/src/reports/raw-source.ts'
import { slaReport } from '../../packages/collector/src/reports/sla-report.ts'
import { summarisedSource } from '../../packages/collector/src/reports/summarised-source.ts'
import { openEmbeddedStore } from '../../packages/collector/src/store/embedded/embedded-store.ts'
import { openInfluxStore } from '../../packages/collector/src/store/influx/influx-store.ts'
import type { Store } from '../../packages/collector/src/store/store.ts'
import { dataDirectory } from '../support/collector-fixture.ts'
import { type InfluxServer, startInflux } from '../support/influxd.ts'
import { lastMonth, slaConfig, slaPoints } from '../support/sla-province.ts'
import { eventually } from '../support/vonggac.ts'

/** The report on the last month when the raw results of its first days have gone: both stores still have summaries of them. */

const DAY = 86_400_000
const MINUTE = 60_000
const SUMMARY = 5 * MINUTE
const { month, from, to } = lastMonth()
const config = configSchema.parse(slaConfig({ kind: 'embedded' }))
const query = { period: { from, to, month }, exclude: [] }
const points = slaPoints()

let influx: InfluxServer
beforeAll(async () => {
  influx = await startInflux()
})
afterAll(() => influx?.[Symbol.asyncDispose]())

/** Opens a store that keeps raw results for `days`. */
async function opened(kind: 'embedded' | 'influx', dir: string, days: number): Promise<Store> {
  const retention = { raw: `${days}d` }
  const login = { url: influx.url, database: 'aged', username: influx.username, password: { env: 'X' } }
  const { store } = configSchema.parse({
    collector: { store: { kind, retention, ...(kind === 'influx' && login) } },
  }).collector
  const deps = { dir, clock: systemClock, log: silentLog, secret: () => influx.password }
  return store.kind === 'influx'
    ? openInfluxStore(store, deps, { backFillEveryMs: 100 })
    : openEmbeddedStore(store, deps)
}

async function fill(store: Store, all: readonly Point[]) {
  for (let i = 0; i < all.length; i += 5_000) expect((await store.write(all.slice(i, i + 5_000))).rejected).toEqual([])
  const wanted = all.filter(({ measurement }) => measurement === 'check').length
  const range = { from: from - DAY, to: to + DAY, stepMs: SUMMARY, limit: 100_000 }
  const summarised = {
    measurement: 'check',
    field: 'status',
    tags: {},
    groupBy: [],
    ...range,
    aggregate: 'count',
  } as const
  await eventually(
    async () => {
      const found = (await store.series(summarised)).flatMap((series) => series.points)
      return found.reduce((sum, [, count]) => sum + Number(count), 0) === wanted ? true : undefined
    },
    { what: 'summaries of everything', withinMs: 60_000 },
  )
}

/** Stores delete what is too old in their own time: here it is gone at once. */
const aged = (store: Store): Store => ({
  kind: store.kind,
  write: (all) => store.write(all),
  series: (asked) => store.series(asked),
  async *rows(asked) {
    const since = Math.max(asked.from, store.rawSince())
    if (since < asked.to) yield* store.rows({ ...asked, from: since })
  },
  rawSince: () => store.rawSince(),
  summariesSince: () => store.summariesSince(),
  health: () => store.health(),
  close: () => store.close(),
  [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
})

const reportOf = (store: Store, source: Source): Promise<SlaReport> =>
  slaReport(query, { config, store, exclusions: [], source, now: Date.now() })

test.for(['embedded', 'influx'] as const)(
  '%s: what has only summaries left is told from them, and said to be',
  {
    timeout: 120_000,
  },
  async (kind) => {
    await using dir = await dataDirectory()
    let exact: SlaReport
    {
      await using store = await opened(kind, dir.path, 70)
      await fill(store, points)
      exact = await reportOf(store, rawSource(store))
    }
    // The same store a configuration later: of the first hours of the month only summaries are left.
    const days = Math.floor((Date.now() - from) / DAY) - 2
    await using open = await opened(kind, dir.path, days)
    const store = aged(open)
    const report = await reportOf(store, summarisedSource(store, 'Asia/Ho_Chi_Minh'))
    expect(report.notes).toMatchObject([{ en: expect.stringMatching(/worked out from summaries of 5 minutes/) }])
    expect(report.blind.map(({ reason }) => reason)).not.toContain('expired')
    for (const [i, row] of report.rows.entries()) {
      const was = exact.rows[i]!
      const borders = 2 * was.outages
      expect([row.scope, row.id, row.outages]).toEqual([was.scope, was.id, was.outages])
      expect(row.up_ms + row.down_ms + row.blind_ms + row.excluded_ms + row.closed_ms, row.id).toBe(row.period_ms)
      expect(Math.abs(row.down_ms - was.down_ms), `${row.id}: down`).toBeLessThanOrEqual(borders * SUMMARY)
      // Two holes and the two ends of the month: each may be known for a summary longer.
      expect(Math.abs(row.blind_ms - was.blind_ms), `${row.id}: unknown`).toBeLessThan(8 * SUMMARY)
      if (was.up_ms > 0) expect(row.summarised_ms, row.id).toBeGreaterThan(18 * 60 * MINUTE)
    }
    const ofLinks = ({ outages }: SlaReport) => outages.filter(({ scope }) => scope === 'link')
    for (const [i, outage] of ofLinks(report).entries()) {
      const was = ofLinks(exact)[i]!
      expect(Math.abs(outage.from - was.from), 'its beginning').toBeLessThanOrEqual(SUMMARY)
      expect(Math.abs(outage.to - was.to), 'its end').toBeLessThanOrEqual(SUMMARY)
    }
    const reasons = (made: SlaReport) => [...new Set(made.blind.map(({ id, reason }) => `${id} ${reason}`))].sort()
    expect(reasons(report)).toEqual(reasons(exact))

    // Evidence rests on raw results alone: to it, that time is unknown.
    const raw = await reportOf(store, rawSource(store))
    const link = raw.rows.find(({ id }) => id === 'tam-ky/vnpt')!
    expect(link).toMatchObject({ summarised_ms: 0 })
    expect(link.up_ms).toBeLessThan(5 * 60 * MINUTE)
    expect(raw.blind.map(({ reason }) => reason)).toContain('expired')
  },
)
