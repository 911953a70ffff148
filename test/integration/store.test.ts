import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Point, silentLog, systemClock, TransientError } from '@vonggac/model'
import { configSchema } from '@vonggac/model/inventory'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openInfluxStore } from '../../packages/collector/src/store/influx/influx-store.ts'
import { openStore, type Store, type StoreDeps } from '../../packages/collector/src/store/store.ts'
import { freePort } from '../support/free-port.ts'
import { type InfluxServer, startInflux } from '../support/influxd.ts'
import type { StoreFixture } from '../support/store-contract/fixture.ts'
import { storeContract } from '../support/store-contract.ts'

const DAY = 86_400_000
const deps = (dir: string, warnings: unknown[] = []): StoreDeps => ({
  dir,
  clock: systemClock,
  log: { ...silentLog, warn: (...args) => warnings.push(args) },
  secret: () => 'adminpw',
})
const config = (store: Record<string, unknown>) => configSchema.parse({ collector: { store } }).collector.store

async function fixtureOf(openIn: (dir: string) => Promise<Store>): Promise<StoreFixture> {
  const dir = await mkdtemp(join(tmpdir(), 'vonggac-store-'))
  let store = await openIn(dir)
  return {
    get store() {
      return store
    },
    async reopen() {
      await store.close()
      store = await openIn(dir)
      return store
    },
    async [Symbol.asyncDispose]() {
      await store.close()
      await rm(dir, { recursive: true })
    },
  }
}

describe('the embedded store', () => {
  storeContract(() => fixtureOf((dir) => openStore(config({ kind: 'embedded' }), deps(dir))))
})

describe('the InfluxDB store', () => {
  let server: InfluxServer
  let scratch: string
  let databases = 0
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'vonggac-store-'))
    server = await startInflux()
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await rm(scratch, { recursive: true })
  })

  const settings = (database: string, part: Record<string, unknown> = {}) => ({
    kind: 'influx',
    url: server.url,
    database,
    username: server.username,
    password: { env: 'X' },
    ...part,
  })
  const fresh = () => `db ${databases++} "quoted"`
  const policiesOf = async (database: string) =>
    (await server.query(`SHOW RETENTION POLICIES ON "${database.replaceAll('"', '\\"')}"`)).results[0]!.series![0]!
      .values
  const queriesOf = async (database: string) =>
    (await server.query('SHOW CONTINUOUS QUERIES')).results[0]!.series!.find(({ name }) => name === database)!.values

  const influx = (database: string, part: Record<string, unknown> = {}) => {
    const store = config(settings(database, part))
    if (store.kind !== 'influx') throw new Error('not an InfluxDB configuration')
    return store
  }
  const quickly = { backFillEveryMs: 100 }

  storeContract(async () => {
    const database = fresh()
    return fixtureOf((dir) => openInfluxStore(influx(database), deps(dir), quickly))
  })

  test('sets up database, retention policies and continuous queries, and follows the configuration', async () => {
    const database = fresh()
    const warnings: unknown[] = []
    await (await openStore(config(settings(database)), deps(scratch, warnings))).close()
    expect(
      (await policiesOf(database))
        .slice(1)
        .map((row) => row.slice(0, 3).concat(row[4]))
        .sort(),
    ).toEqual([
      ['five_minutes', '8760h0m0s', '168h0m0s', false],
      ['one_hour', '43800h0m0s', '168h0m0s', false],
      ['raw', '720h0m0s', '24h0m0s', true],
    ])
    const queries = await queriesOf(database)
    expect(queries.map(([name]) => name).sort()).toEqual(['five_minutes', 'one_hour'])

    const retention = { raw: '14d', fiveMinutes: '60d', oneHour: '90d' }
    const dropped: unknown[] = []
    await (await openStore(config(settings(database, { retention })), deps(scratch, dropped))).close()
    expect((await policiesOf(database)).map((row) => row[1])).toEqual(['0s', '2160h0m0s', '1440h0m0s', '336h0m0s'])
    expect(await queriesOf(database)).toEqual(queries)
    expect([warnings, dropped]).toEqual([[], []])
  })

  test('rolls up through the continuous queries, under the names that charts use', async () => {
    const database = fresh()
    await using store = await openStore(config(settings(database)), deps(scratch))
    const start = Math.floor(Date.now() / 300_000) * 300_000 - 300_000
    const points = [1, 2, 6].map(
      (v, i): Point => ({
        measurement: 'ping',
        tags: { site: 'a' },
        fields: { rtt: v, n: BigInt(v), text: 't' },
        timestamp: start + i * 1_000,
      }),
    )
    await store.write(points)
    const db = database.replaceAll('"', '\\"')
    await server.query(
      `SELECT mean(*), max(*), min(*), sum(*), count(*), last(*) INTO "${db}".five_minutes.:MEASUREMENT FROM "${db}".raw./.*/ WHERE time > now() - 1h GROUP BY time(5m), *`,
    )
    const { results } = await server.query(
      'SELECT mean_rtt, max_rtt, min_rtt, sum_rtt, count_rtt, last_rtt, max_n, count_text FROM five_minutes.ping',
      { db: database, epoch: 'ms' },
    )
    expect(results[0]!.series![0]!.values).toEqual([[start, 3, 6, 1, 9, 3, 6, 6, 3]])
    for (const [aggregate, value] of [
      ['mean', 3],
      ['max', 6],
      ['min', 1],
      ['sum', 9],
      ['count', 3],
      ['last', 6],
    ] as const) {
      const found = await store.series({
        measurement: 'ping',
        field: 'rtt',
        tags: { site: 'a' },
        groupBy: ['site'],
        from: start - 20 * DAY,
        to: start + 600_000,
        stepMs: 300_000,
        aggregate,
        limit: 10,
      })
      expect(found, aggregate).toEqual([{ tags: { site: 'a' }, points: [[start, value]] }])
    }
  })

  describe('what the continuous queries do not see', () => {
    const HOUR = 3_600_000
    /** A whole hour that is over, and beyond what a continuous query looks back. */
    const missed = Math.floor(Date.now() / HOUR) * HOUR - 5 * HOUR
    const at = (timestamp: number): Point => ({ measurement: 'ping', tags: { site: 'a' }, fields: { v: 2 }, timestamp })
    const rows = async (own: InfluxServer, policy: string, from = 0) =>
      (await own.query(`SELECT sum_v FROM ${policy}.ping WHERE time >= ${from}ms`, { db: 'vg', epoch: 'ms' }))
        .results[0]!.series?.[0]?.values
    const within = { timeout: 20_000, interval: 50 }
    const recent = () => Math.floor(Date.now() / 300_000) * 300_000 - 600_000

    test('they fire by themselves, also after a restart of the server, and leave out what is hours old', async () => {
      await using own = await startInflux()
      const dir = await mkdtemp(join(scratch, 'marks-'))
      await using store = await openInfluxStore(influx('vg', { url: own.url }), deps(dir))
      const now = recent()
      await store.write([at(missed), at(now)])
      await own.stop('SIGKILL')
      await own.start()
      await vi.waitFor(async () => expect(await rows(own, 'five_minutes')).toEqual([[now, 2]]), within)
      await vi.waitFor(
        async () => expect(await rows(own, 'one_hour')).toEqual([[Math.floor(now / HOUR) * HOUR, 2]]),
        within,
      )

      // The store is still open, as after a crash of the collector: its file has all that the next one needs.
      await using next = await openInfluxStore(influx('vg', { url: own.url }), deps(dir), quickly)
      expect(next.kind).toBe('influx')
      await vi.waitFor(async () => expect(await rows(own, 'five_minutes', missed)).toContainEqual([missed, 2]), within)
      await vi.waitFor(async () => expect(await rows(own, 'one_hour')).toContainEqual([missed, 2]), within)
    })

    test('a server that goes away during the back-fill gets it when it is back; writes do not wait for it', async () => {
      await using own = await startInflux()
      const dir = await mkdtemp(join(scratch, 'marks-'))
      const warnings: unknown[] = []
      const hours = Array.from({ length: 100 }, (_, i) => missed - i * HOUR)
      {
        await using first = await openInfluxStore(influx('vg', { url: own.url }), deps(dir))
        await first.write(hours.map(at))
      }
      await own.stop()
      await using store = await openInfluxStore(influx('vg', { url: own.url }), deps(dir, warnings), quickly)
      await expect(store.write([at(missed)])).rejects.toThrow(TransientError)
      await own.start()
      await vi.waitFor(async () => expect((await rows(own, 'one_hour'))?.length).toBeGreaterThan(2), within)
      expect((await rows(own, 'one_hour'))!.length).toBeLessThan(hours.length)
      await own.stop('SIGKILL')
      await own.start()
      expect(await store.write([at(recent())])).toEqual({ rejected: [] })
      const expected = hours.toReversed().map((hour) => [hour, 2])
      await vi.waitFor(async () => {
        expect((await rows(own, 'one_hour'))!.slice(0, hours.length)).toEqual(expected)
        expect((await rows(own, 'five_minutes'))!.slice(0, hours.length)).toEqual(expected)
      }, within)
      expect(warnings).toMatchObject([['InfluxDB does not answer yet', {}]])
    })

    test('a field that changed its type between days is said once and costs no other measurement', async () => {
      const database = fresh()
      const warnings: unknown[] = []
      const dir = await mkdtemp(join(scratch, 'marks-'))
      await using store = await openInfluxStore(influx(database), deps(dir, warnings), quickly)
      // InfluxDB holds a field to its type within a shard: a day of raw points, a week of roll-ups.
      const friday = Math.floor(Date.now() / (7 * DAY)) * 7 * DAY - 6 * DAY
      const rolledUp = async (measurement: string) =>
        (await server.query(`SELECT count_v FROM one_hour.${measurement}`, { db: database, epoch: 'ms' })).results[0]!
          .series?.[0]?.values
      await store.write([{ ...at(friday), measurement: 'a', fields: { v: 1n } }])
      await vi.waitFor(async () => expect(await rolledUp('a')).toEqual([[friday, 1]]), within)
      await store.write([{ ...at(friday + 2 * DAY), measurement: 'a', fields: { v: 1.5 } }, at(friday + 2 * DAY)])
      await vi.waitFor(async () => expect(await rolledUp('ping')).toEqual([[friday + 2 * DAY, 1]]), within)
      using marks = new DatabaseSync(join(dir, 'rollups.db'), { readOnly: true })
      const left = () => marks.prepare('SELECT at FROM dirty_hour').all()
      await vi.waitFor(() => expect(left()).toEqual([]), within)
      expect(warnings).toMatchObject([[expect.any(String), { reason: expect.stringMatching(/field type conflict/) }]])
    })
  })

  test('refuses an unsigned integer beyond 64 bits signed', async () => {
    await using store = await openStore(config(settings(fresh())), deps(scratch))
    const { Unsigned } = await import('@vonggac/model')
    const { rejected } = await store.write([
      { measurement: 'm', tags: {}, fields: { v: new Unsigned(2n ** 63n) }, timestamp: Date.now() },
    ])
    expect(rejected[0]?.reason).toMatch(/beyond 2\^63/)
  })

  test('finds many conflicting points among many good ones, over several fields', async () => {
    await using store = await openStore(config(settings(fresh())), deps(scratch))
    const now = Date.now()
    const at = (i: number, fields: Point['fields']): Point => ({
      measurement: `m${i % 2}`,
      tags: {},
      fields,
      timestamp: now + i,
    })
    await store.write([at(0, { a: 1, b: 1n }), at(1, { a: 1, b: 1n })])
    const points = Array.from({ length: 4_000 }, (_, i) =>
      at(i + 2, i % 10 === 0 ? { a: 'x' } : i % 15 === 0 ? { b: 1.5 } : { a: i, b: BigInt(i) }),
    )
    const { rejected } = await store.write(points)
    const bad = points.filter(({ fields }) => fields.a === 'x' || fields.b === 1.5)
    expect(new Set(rejected.map(({ point }) => point))).toEqual(new Set(bad))
    expect(rejected).toHaveLength(bad.length)
  })

  test('a server that is down is a transient error; when it is back, everything goes on', async () => {
    await using own = await startInflux()
    const stored: Point = { measurement: 'm', tags: {}, fields: { v: 1 }, timestamp: Date.now() }
    const query = {
      measurement: 'm',
      field: 'v',
      tags: {},
      groupBy: [],
      from: 0,
      to: Date.now() + DAY,
      aggregate: 'mean',
      limit: 10,
    } as const
    await own.stop()
    await using store = await openStore(config(settings('vg', { url: own.url })), deps(scratch))
    await expect(store.write([stored])).rejects.toThrow(TransientError)
    await expect(store.series(query)).rejects.toThrow(TransientError)
    expect(await store.health()).toEqual({ ok: false, detail: 'InfluxDB does not answer' })
    await own.start()
    expect(await store.write([stored])).toEqual({ rejected: [] })
    await own.stop('SIGKILL')
    await expect(store.write([stored])).rejects.toThrow(TransientError)
    await own.start()
    expect(await store.series(query)).toMatchObject([{ points: [[stored.timestamp, 1]] }])
    await own.query('DROP DATABASE vg')
    await expect(store.write([stored])).rejects.toThrow(/not set up: database not found/)
    expect(await store.write([stored])).toEqual({ rejected: [] })
    await own.query('DROP RETENTION POLICY raw ON vg')
    await expect(store.write([stored])).rejects.toThrow(TransientError)
    expect(await store.write([stored])).toEqual({ rejected: [] })
    expect(await store.health()).toMatchObject({ ok: true, detail: expect.stringMatching(/^InfluxDB 1\./) })
  })

  test('a server that hangs is a transient error within the time limit', async () => {
    await using own = await startInflux()
    await using store = await openInfluxStore(influx('vg', { url: own.url }), deps(scratch), { timeoutMs: 300 })
    const point: Point = { measurement: 'm', tags: {}, fields: { v: 1 }, timestamp: Date.now() }
    await store.write([point])
    process.kill(own.pid, 'SIGSTOP')
    try {
      await expect(store.write([point])).rejects.toThrow(TransientError)
      await expect(
        store.series({
          measurement: 'm',
          field: 'v',
          tags: {},
          groupBy: [],
          from: 0,
          to: 1,
          aggregate: 'mean',
          limit: 1,
        }),
      ).rejects.toThrow(TransientError)
      expect(await store.health()).toMatchObject({ ok: false })
    } finally {
      process.kill(own.pid, 'SIGCONT')
    }
    expect(await store.write([point])).toEqual({ rejected: [] })
  })

  test('wrong credentials are a transient error that says so, and never shows the password', async () => {
    await using store = await openStore(config(settings('vg')), { ...deps(scratch), secret: () => 'not-it' })
    const failure = await store
      .write([{ measurement: 'm', tags: {}, fields: { v: 1 }, timestamp: Date.now() }])
      .catch((error: Error) => error)
    expect(failure).toBeInstanceOf(TransientError)
    expect((failure as Error).message).toBe('InfluxDB refuses our credentials (401): authorization failed')
    const { inspect } = await import('node:util')
    expect(inspect(failure, { depth: 9 })).not.toMatch(/not-it|Authorization|Basic/)
  })

  test('a port where nobody listens is waited for', async () => {
    const warnings: unknown[] = []
    await using store = await openStore(
      config(settings('vg', { url: `http://127.0.0.1:${await freePort()}` })),
      deps(scratch, warnings),
    )
    expect(warnings).toMatchObject([
      ['InfluxDB does not answer yet', { reason: expect.stringContaining('ECONNREFUSED') }],
    ])
    expect((await store.health()).ok).toBe(false)
  })
})
