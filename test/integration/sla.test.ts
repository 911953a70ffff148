import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Point, silentLog, systemClock } from '@vonggac/model'
import { configSchema } from '@vonggac/model/inventory'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBundle } from '../../packages/cli/src/evidence/bundle-reader.ts'
import { verifyEvidence } from '../../packages/cli/src/evidence/verify.ts'
import type { SlaReport } from '../../packages/collector/src/api-report-types.ts'
import { evidenceFiles } from '../../packages/collector/src/reports/evidence/bundle.ts'
import { tarEnd, tarFile } from '../../packages/collector/src/reports/evidence/tar.ts'
import type { Exclusion } from '../../packages/collector/src/reports/exclusions.ts'
import { rawSource } from '../../packages/collector/src/reports/raw-source.ts'
import { slaReport } from '../../packages/collector/src/reports/sla-report.ts'
import { openStore, type Store } from '../../packages/collector/src/store/store.ts'
import { type InfluxServer, startInflux } from '../support/influxd.ts'
import { type Happening, linkSamples, pointsOf, signsOfLife } from '../support/sla-month.ts'
import { type Results, recounted } from '../support/sla-recount.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Three whole days, recent enough for any retention, ended before now. */
const to = Math.floor(Date.now() / DAY) * DAY - HOUR
const from = to - 3 * DAY
const HOLD = 28_000

const config = configSchema.parse({
  organisation: { name: 'Tỉnh', timezone: 'Asia/Ho_Chi_Minh' },
  providers: [{ id: 'vnpt', name: 'VNPT' }],
  sites: [
    { id: 'dc', name: 'Hub', kind: 'hub' },
    {
      id: 'tam-ky',
      name: 'Tam Kỳ',
      links: [{ id: 'vnpt', provider: 'vnpt', gateway: '10.33.1.1', sla: { availability: 99.5, loss: 1 } }],
    },
  ],
  agents: [{ id: 'hub', site: 'dc', hub: true }],
})

const happenings: Happening[] = [
  { from: from - 5 * MINUTE, to: from + 63_417, what: 'down' },
  { from: from + 7 * HOUR + 1_234, to: from + 7 * HOUR + 95_777, what: 'down' },
  { from: from + 20 * HOUR, to: from + 21 * HOUR + 9_999, what: 'gap' },
  { from: from + 30 * HOUR + 3, to: from + 30 * HOUR + 8 * MINUTE, what: 'unknown' },
  { from: from + 40 * HOUR + 555, to: from + 42 * HOUR + 777, what: 'down' },
  { from: to - 90_001, to: to + HOUR, what: 'down' },
]
/** The electricity fails in the middle of an outage. */
const power: Exclusion = {
  kind: 'power',
  from: from + 41 * HOUR,
  to: from + 41 * HOUR + 30 * MINUTE + 1,
  match: ['tam-ky', 'tam-ky/**'],
  reason: 'mất điện',
}
const query = { period: { from, to, month: null }, exclude: [] }

async function fill(store: Store) {
  const points: Point[] = []
  for (const sample of linkSamples(from - 10 * MINUTE, to + 10 * MINUTE, happenings))
    points.push(...pointsOf(sample, { site: 'tam-ky', link: 'vnpt', provider: 'vnpt' }))
  points.push(...signsOfLife(from - 10 * MINUTE, to, [happenings[2]!]))
  for (let i = 0; i < points.length; i += 5_000)
    expect((await store.write(points.slice(i, i + 5_000))).rejected).toEqual([])
}

const made = (store: Store): Promise<SlaReport> =>
  slaReport(query, { config, store, exclusions: [power], source: rawSource(store), now: to + HOUR })

async function pointsIn(store: Store): Promise<Results> {
  const found = await store.series({
    measurement: 'check',
    field: 'status',
    tags: { check: 'tam-ky/vnpt/icmp@hub' },
    groupBy: [],
    from: from - HOLD,
    to,
    aggregate: 'last',
    limit: 1_000_000,
  })
  return found[0]!.points as [number, number][]
}

async function bundleOf(store: Store, report: SlaReport): Promise<{ archive: Buffer; head: string }> {
  const parts: Buffer[] = []
  let head = ''
  const sealed = (hash: string) => {
    head = hash
  }
  for await (const { path, data } of evidenceFiles({ report, scope: {}, config, store, language: 'vi', sealed }))
    parts.push(tarFile(path, data))
  return { archive: Buffer.concat([...parts, tarEnd()]), head }
}

const scratch = mkdtempSync(join(tmpdir(), 'vonggac-sla-'))
afterAll(() => rmSync(scratch, { recursive: true }))
const verify = (archive: Buffer) => {
  const file = join(scratch, 'bundle.tar')
  writeFileSync(file, archive)
  const problems: string[] = []
  return verifyEvidence(readBundle(file, problems), problems)
}

const retention = { raw: '60d' }
const stores: Record<'embedded' | 'influx', () => Promise<Store & AsyncDisposable>> = {
  embedded: () => open({ kind: 'embedded', retention }, join(scratch, 'embedded')),
  influx: () =>
    open(
      {
        kind: 'influx',
        url: server.url,
        database: 'sla',
        username: server.username,
        password: { env: 'X' },
        retention,
      },
      join(scratch, 'influx'),
    ),
}
const open = (store: Record<string, unknown>, dir: string) =>
  openStore(configSchema.parse({ collector: { store } }).collector.store, {
    dir,
    clock: systemClock,
    log: silentLog,
    secret: () => server.password,
  })
let server: InfluxServer
beforeAll(async () => {
  server = await startInflux()
})
afterAll(() => server[Symbol.asyncDispose]())

describe.for(['embedded', 'influx'] as const)('the report from the %s store', (kind) => {
  test('agrees with a recount from the raw points to the second, and its evidence with itself', async () => {
    await using store = await stores[kind]()
    await fill(store)
    const report = await made(store)
    const row = report.rows.find(({ scope }) => scope === 'link')!
    const again = recounted([await pointsIn(store)], { from, to, hold: HOLD, excluded: [power] })
    expect(Math.abs(row.up_ms - again.up), 'up').toBeLessThan(1_000)
    expect(Math.abs(row.down_ms - again.down), 'down').toBeLessThan(1_000)
    expect(Math.abs(row.blind_ms - again.blind), 'blind').toBeLessThan(1_000)
    expect(Math.abs(row.excluded_ms - again.excluded), 'excluded').toBeLessThan(1_000)
    expect(row).toMatchObject({ outages: 4, period_ms: 3 * DAY, excluded_ms: 30 * MINUTE + 1 })
    expect(report.blind.filter(({ scope }) => scope === 'link').map(({ reason }) => reason)).toContain('agent_silent')

    const { archive, head } = await bundleOf(store, report)
    expect(verify(archive)).toMatchObject({ problems: [], head, links: 1 })
  })
})

describe('evidence', () => {
  let archive: Buffer
  let files: ReadonlyMap<string, Buffer>
  beforeAll(async () => {
    await using store = await stores.embedded()
    archive = (await bundleOf(store, await made(store))).archive
    writeFileSync(join(scratch, 'whole.tar'), archive)
    files = readBundle(join(scratch, 'whole.tar'), [])
  })

  test('a flipped bit anywhere is found', () => {
    // Every file's first, middle and last byte, every header, and bytes all over the archive.
    const places = new Set([0, 99, 130, 150, 200, archive.length - 1, archive.length - 1_500])
    for (const data of files.values()) {
      const at = archive.indexOf(data)
      for (const place of [at - 512, at, at + 9, at + (data.length >> 1), at + data.length - 1, at + data.length])
        places.add(place)
    }
    for (let at = 17; at < archive.length; at += Math.ceil(archive.length / 60)) places.add(at)
    for (const place of places) {
      const damaged = Buffer.from(archive)
      damaged[place]! ^= 1 << (place % 8)
      expect(verify(damaged).problems.length, `byte ${place}`).toBeGreaterThan(0)
    }
  })

  test('a changed sample is named with its file and lines', () => {
    const path = [...files.keys()].find((name) => name.startsWith('samples/'))!
    const text = gunzipSync(files.get(path)!).toString()
    const lines = text.split('\n')
    lines[1_000] = lines[1_000]!.replace(/,0,/, ',2,').replace(/,1,/, ',2,')
    const forged = new Map(files).set(path, execFileSync('gzip', ['-c'], { input: lines.join('\n') }))
    const { problems } = verifyEvidence(forged)
    expect(problems).toContain(`${path}: lines 722 to 1081 were changed`)
    expect(problems.some((text) => /SHA256SUMS: line 1 does not fit: samples/.test(text))).toBe(true)
    expect(problems.some((text) => /tam-ky\/vnpt: down_ms is \d+, and \d+ by the samples/.test(text))).toBe(true)
  })

  test('a missing file, one too many, and an archive cut short are found', () => {
    const path = [...files.keys()][0]!
    const missing = new Map(files)
    missing.delete(path)
    expect(verifyEvidence(missing).problems).toContain(`${path}: is missing`)
    expect(verifyEvidence(new Map(files).set('more.txt', Buffer.from('x'))).problems).toEqual([
      'more.txt: is not in SHA256SUMS',
    ])
    for (const cut of [1, 512, 1_024, 3_000]) expect(verify(archive.subarray(0, -cut)).problems).not.toEqual([])
  })

  test('the recipe of the documentation checks it without our program', () => {
    const dir = join(scratch, 'recipe')
    for (const [path, data] of files) {
      mkdirSync(dirname(join(dir, path)), { recursive: true })
      writeFileSync(join(dir, path), data)
    }
    const document = readText('docs/sla.md')
    const [, recipe = ''] = /```sh\n([\s\S]*?)```/.exec(document)!
    const script = recipe
      .split('\n')
      .slice(1)
      .join('\n')
      .replace(/from=\d+/, `from=${from}`)
      .replace(/to=\d+/, `to=${to}`)
    const said = execFileSync('bash', ['-e', '-c', script], { cwd: dir, encoding: 'utf8' })
    expect(said).toMatch(/files as they were\nchain as it was\n/)
    const [, up, down, unknown] = /up (\d+) {2}down (\d+) {2}unknown (\d+)/.exec(said)!.map(Number)
    const { totals } = JSON.parse(files.get('manifest.json')!.toString()).links[0]
    // The recipe knows of no exclusions: half an hour of the outage was one.
    expect([up, down! - totals.excluded_ms, unknown]).toEqual([totals.up_ms, totals.down_ms, totals.blind_ms])
  })

  test('tar reads the archive', () => {
    const listed = execFileSync('tar', ['-tf', join(scratch, 'whole.tar')], { encoding: 'utf8' })
      .trim()
      .split('\n')
    expect(listed).toEqual([...files.keys()])
  })
})

const readText = (path: string) => execFileSync('cat', [path], { encoding: 'utf8' })
