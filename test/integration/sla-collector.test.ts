import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openState, openStore, STATE_FILE, startCollector } from '@vonggac/collector'
import type { SlaReport, SlaRow } from '@vonggac/collector/api-types'
import { silentLog, systemClock } from '@vonggac/model'
import { configSchema, expandChecks } from '@vonggac/model/inventory'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataDirectory } from '../support/collector-fixture.ts'
import { type InfluxServer, startInflux } from '../support/influxd.ts'
import { readWorkbook } from '../support/openpyxl.ts'
import {
  lastMonth,
  MAIL_CHECK,
  powerCut,
  prepareState,
  sendPoints,
  slaCalendar,
  slaConfig,
  slaPoints,
} from '../support/sla-province.ts'
import { nearestRank, type Recount, type Results, recounted } from '../support/sla-recount.ts'
import { eventually, vonggac } from '../support/vonggac.ts'

/** Reports of a real collector, over HTTP and by the command line, against a recount from the raw points in its store. */

const { month, from, to } = lastMonth()
const points = slaPoints()
const TOKEN_ENV = 'SLA_TEST_TOKEN'
const HOLD_LINK = 28_000

interface Filled extends AsyncDisposable {
  readonly url: string
  readonly key: string
  readonly token: string
  readonly dir: string
  readonly configDir: string
  stop(): PromiseLike<void>
  /** Values as they stand in the store, once the collector has stopped. */
  raw(measurement: string, field: string, tags: Record<string, string>): Promise<[number, number][]>
}

/** A collector with two days of results in it, sent over HTTP. */
async function filled(kind: 'embedded' | 'influx', influx: InfluxServer): Promise<Filled> {
  await using stack = new AsyncDisposableStack()
  const dir = stack.use(await dataDirectory()).path
  const login = { url: influx.url, database: 'sla', username: influx.username, password: { env: 'INFLUX' } }
  const calendar = join(dir, 'office.ics')
  writeFileSync(calendar, slaCalendar())
  const calendars = [
    { id: 'office', file: calendar, match: ['tam-ky/vnpt'] },
    { id: 'gone', file: join(dir, 'gone.ics'), match: ['**'] },
  ]
  const written = slaConfig({ kind, ...(kind === 'influx' && login) }, calendars)
  const configDir = join(dir, 'config')
  mkdirSync(configDir)
  // JSON is YAML.
  writeFileSync(join(configDir, 'config.yaml'), JSON.stringify(written))
  const config = configSchema.parse(written)
  const { key, token } = await prepareState(dir)
  const deps = { clock: systemClock, log: silentLog, secret: () => influx.password }
  const collector = stack.use(await startCollector({ config, dataDir: dir, listen: '127.0.0.1:0', ...deps }))
  await sendPoints(collector.url, points, key)
  await eventually(
    async () =>
      /^vonggac_journal_lag_records\{reader="store"\} 0$/m.test(await (await fetch(`${collector.url}/metrics`)).text())
        ? true
        : undefined,
    { what: 'the results to be in the store', withinMs: 60_000 },
  )
  const running = stack.move()
  const range = { from: from - HOLD_LINK, to }
  return {
    url: collector.url,
    key,
    token,
    dir,
    configDir,
    stop: () => collector[Symbol.asyncDispose](),
    async raw(measurement, field, tags) {
      // InfluxDB is asked itself: nothing of ours stands between the points and the recount.
      if (kind === 'influx') {
        const where = Object.entries(tags).map(([tag, value]) => `"${tag}" = '${value}'`)
        const span = `time >= ${range.from}ms AND time < ${range.to}ms`
        const statement = `SELECT "${field}" FROM "raw"."${measurement}" WHERE ${[...where, span].join(' AND ')}`
        const { results } = await influx.query(statement, { db: 'sla', epoch: 'ms' })
        return (results[0]?.series?.[0]?.values ?? []) as [number, number][]
      }
      await using store = await openStore(config.collector.store, { dir, ...deps })
      const query = { measurement, field, tags, groupBy: [], ...range, aggregate: 'last', limit: 10_000_000 } as const
      return ((await store.series(query))[0]?.points ?? []) as [number, number][]
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

let influx: InfluxServer
const scratch = mkdtempSync(join(tmpdir(), 'vonggac-sla-'))
beforeAll(async () => {
  influx = await startInflux()
})
afterAll(async () => {
  await influx?.[Symbol.asyncDispose]()
  rmSync(scratch, { recursive: true })
})

describe.for(['embedded', 'influx'] as const)('a collector with the %s store', (kind) => {
  let of: Filled
  beforeAll(async () => {
    of = await filled(kind, influx)
  }, 90_000)
  afterAll(() => of?.[Symbol.asyncDispose]())

  const ask = (query: Record<string, string>, { token = of.token, more = '' } = {}) =>
    fetch(`${of.url}/api/v1/reports/sla${more}?${new URLSearchParams(query)}`, {
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    })
  const reportOf = async (query: Record<string, string>) => (await (await ask(query)).json()) as SlaReport
  const cli = (...args: string[]) =>
    vonggac(['report', ...args, '--collector', of.url, '--token', TOKEN_ENV], { [TOKEN_ENV]: of.token })
  const file = (name: string) => join(scratch, `${kind}-${name}`)

  test('gives the same report in every format, over HTTP and by the command line', async () => {
    const report = await reportOf({})
    expect(report.period).toMatchObject({ month, from, to, complete: true })
    expect(report.rows.map(({ scope, id }) => `${scope} ${id}`)).toEqual([
      'provider vnpt',
      'provider viettel',
      'link tam-ky/vnpt',
      'link tam-ky/viettel',
      'link hoi-an/vnpt',
      'site tam-ky',
      'site hoi-an',
      'service dc/mail',
    ])
    const formats = {
      json: /^application\/json/,
      html: /^text\/html/,
      csv: /^text\/csv/,
      xlsx: /spreadsheetml\.sheet$/,
    }
    const checked = Object.entries(formats).map(async ([format, type]) => {
      const answer = await ask({ month, format, lang: 'en' })
      expect([answer.status, answer.headers.get('content-type')], format).toEqual([200, expect.stringMatching(type)])
      const body = Buffer.from(await answer.arrayBuffer())
      if (format === 'xlsx') expect(readWorkbook(body)).toHaveLength(4)
      // What the command line makes of it is the same whatever the store is.
      if (kind === 'influx') return
      const out = file(`sla.${format}`)
      const said = await cli('sla', '--month', month, '--out', out, '--lang', 'en')
      expect([said.stderr, said.code], format).toEqual(['', 0])
      const kept = readFileSync(out)
      if (format === 'json') expect(JSON.parse(String(kept))).toEqual(JSON.parse(String(body)))
      else if (format === 'xlsx') expect(readWorkbook(kept)).toEqual(readWorkbook(body))
      else expect(String(kept)).toBe(String(body))
    })
    await Promise.all(checked)
    const text = await cli('sla', '--lang', 'en')
    expect([text.code, text.stdout]).toEqual([0, expect.stringContaining('tam-ky/vnpt')])
    expect(text.stdout).toContain(`${month} ${month}-01 00:00 to `)
    const csv = await (await ask({ format: 'csv', table: 'exclusions' })).text()
    expect(csv).toContain('Mất điện tại đơn vị')
    expect(csv).toContain('power-1: UBND Tam Kỳ mất điện')
  })

  test('gives evidence that can be checked, and remembers the head of its chain', async () => {
    const bundle = file('bundle.tar')
    const made = await cli('sla', '--month', month, '--evidence', bundle)
    const [, head] = /the head of its chain is ([0-9a-f]{64})/.exec(made.stderr)!
    expect(made.code).toBe(0)
    const checked = await vonggac(['report', 'verify', bundle, '--head', head!])
    expect([checked.code, checked.stderr]).toEqual([0, ''])
    expect(checked.stdout).toMatch(/3 links, \d+ samples: all as it was made/)
    const archive = readFileSync(bundle)
    archive[archive.length >> 1]! ^= 1
    writeFileSync(bundle, archive)
    expect((await vonggac(['report', 'verify', bundle])).code).toBe(1)
    expect(await auditedHeads(of.dir)).toContain(head)
    const again = await ask({ month }, { more: '/evidence' })
    expect([again.status, again.headers.get('content-type')]).toEqual([200, 'application/x-tar'])
    expect(again.headers.get('content-disposition')).toBe(`attachment; filename="sla-${month}.tar"`)
    await again.arrayBuffer()
  })

  // Requests are understood before any store is asked: one of them is enough.
  if (kind === 'embedded') {
    test('narrows it by provider, site, time, and what is left out', async () => {
      const { rows } = await reportOf({ provider: 'viettel' })
      expect(rows.map(({ id }) => id)).toEqual(['viettel', 'tam-ky/viettel'])
      const site = await reportOf({ site: 'hoi-an' })
      expect(site.rows.every((row) => (row.site ?? 'hoi-an') === 'hoi-an')).toBe(true)
      const worked = await reportOf({ exclude: 'maintenance', provider: 'viettel' })
      const [all, less] = [rows, worked.rows].map((each) => each.find(({ scope }) => scope === 'link')!)
      expect(less!.excluded_ms - all!.excluded_ms).toBe(3_600_000)
      expect(all!.down_ms - less!.down_ms).toBe(45 * 60_000)
      expect(worked.exclusions).toContainEqual(expect.objectContaining({ kind: 'maintenance', reason: 'Thay cáp' }))
      const day = await reportOf({ from: `${month}-01`, to: `${month}-02T08:00` })
      expect(day.period).toMatchObject({ month: null, from, to: from + 32 * 3_600_000 })
    })

    test('says what is wrong with a request', async () => {
      const wrong: [Record<string, string>, number, RegExp][] = [
        [{ month: '2026-13' }, 400, /month: expected a month such as 2026-10, not "2026-13"/],
        [{ month: '2999-01' }, 400, /the period has not begun yet/],
        [{ month, from: '2026-10-05' }, 400, /either month or from and to/],
        [{ from: '2026-10-05', to: 'tomorrow' }, 400, /to: expected a date such as/],
        [{ from: '2026-10-05', to: '2026-10-05' }, 400, /`to` must be later than `from`/],
        [{ provider: 'vnp' }, 400, /there is no provider "vnp".*vnpt/],
        [{ site: 'nowhere' }, 400, /there is no site "nowhere"/],
        [{ exclude: 'holidays' }, 400, /exclude: expected maintenance, power, not "holidays"/],
        [{ format: 'pdf' }, 400, /format/],
      ]
      for (const [query, status, detail] of wrong) {
        for (const more of query.format ? [''] : ['', '/evidence']) {
          const answer = await ask(query, { more })
          const problem = (await answer.json()) as { detail: string }
          expect([answer.status, problem.detail], JSON.stringify(query)).toEqual([
            status,
            expect.stringMatching(detail),
          ])
        }
      }
      for (const more of ['', '/evidence']) {
        expect((await ask({}, { token: '', more })).status, 'nobody').toBe(401)
        expect((await ask({}, { token: 'vgk_wrong', more })).status, 'an unknown key').toBe(401)
      }
      expect((await ask({}, { token: of.key })).status, 'whoever may only read').toBe(200)
      const signedOut = await vonggac(['report', 'sla', '--collector', of.url])
      expect([signedOut.code, signedOut.stderr]).toEqual([2, expect.stringMatching(/answers 401: a key is needed/)])
      const unknown = await cli('sla', '--provider', 'vnp')
      expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringMatching(/400: there is no provider "vnp"/)])
    })
  }

  test('agrees to the second with a recount from the raw points in the store', { timeout: 120_000 }, async () => {
    const report = await reportOf({ month })
    const left = await reportOf({ month, exclude: 'maintenance' })
    await of.stop()
    const offline = await vonggac(
      [
        'report',
        'sla',
        '--month',
        month,
        '--exclude',
        'maintenance',
        '--format',
        'json',
        '--config',
        of.configDir,
        '--data',
        of.dir,
      ],
      { INFLUX: influx.password },
    )
    expect(JSON.parse(offline.stdout)).toEqual({ ...left, generated_at: expect.any(Number) })
    const calendar = left.exclusions.find(({ reason }) => reason === 'Nâng cấp bộ định tuyến')
    expect(calendar).toMatchObject({ applied: [{ id: 'tam-ky/vnpt', ms: 1_800_000, down_ms: 1_800_000 }] })
    expect(left.notes.map(({ en }) => en)).toEqual([
      expect.stringMatching(/calendar of maintenance cannot be read whole.*gone: .*gone\.ics cannot be read/),
    ])
    const rowOf = (scope: string, id: string) => report.rows.find((row) => row.scope === scope && row.id === id)!
    const status = async (check: string): Promise<Results> => of.raw('check', 'status', { check })
    const vnpt = await status('tam-ky/vnpt/icmp@hub')
    const viettel = await status('tam-ky/viettel/icmp@hub')
    const period = { from, to, hold: HOLD_LINK }
    const excluded = [powerCut()]
    const again = recounted([vnpt], { ...period, excluded })
    const other = recounted([viettel], { ...period, excluded })
    expect(again).toMatchObject({ outages: 4 })
    agree(rowOf('link', 'tam-ky/vnpt'), again)
    agree(rowOf('link', 'tam-ky/viettel'), other)
    agree(rowOf('site', 'tam-ky'), recounted([vnpt, viettel], period))
    agree(rowOf('provider', 'viettel'), other)
    const { intervalMs, timeoutMs } = expandChecks(configSchema.parse(slaConfig({ kind: 'embedded' }))).find(
      ({ id }) => id === MAIL_CHECK,
    )!
    const hold = 2 * intervalMs + timeoutMs
    agree(rowOf('service', 'dc/mail'), recounted([await status(MAIL_CHECK)], { ...period, hold }))

    const row = rowOf('link', 'tam-ky/vnpt')
    expect(row.mttr_ms).toBe(Math.round(row.down_ms / again.outages))
    expect(row.mtbf_ms).toBe(Math.round(row.up_ms / again.outages))
    const tags = { link: 'vnpt', site: 'tam-ky' }
    const rtts = await of.raw('ping', 'average_response_ms', tags)
    const settled = rtts.filter(([at]) => settledAt(vnpt, at, excluded)).map(([, rtt]) => rtt)
    expect(row.latency_ms).toEqual({
      count: settled.length,
      mean: expect.closeTo(settled.reduce((sum, rtt) => sum + rtt, 0) / settled.length, 3),
      p50: nearestRank(settled, 50),
      p95: nearestRank(settled, 95),
      p99: nearestRank(settled, 99),
      max: nearestRank(settled, 100),
    })
  })
})

/** Up, and so for an interval: what is counted of round trips. */
function settledAt(results: Results, at: number, excluded: readonly { from: number; to: number }[]): boolean {
  const INTERVAL = 10_000
  if (at < from || at >= to) return false
  const before = results.filter(([one]) => one <= at && one > at - 5 * HOLD_LINK)
  const good = (moment: number) => {
    const last = before.findLast(([one]) => one <= moment)
    const out = excluded.some((span) => moment >= span.from && moment < span.to)
    return !out && moment >= from && last !== undefined && moment < last[0] + HOLD_LINK && last[1] < 2
  }
  for (let moment = at; moment >= at - INTERVAL; moment -= 100) if (!good(moment)) return false
  return good(at - INTERVAL)
}

function agree(row: SlaRow, again: Recount) {
  const second = 1_000
  for (const [what, ms] of Object.entries({
    up: row.up_ms,
    down: row.down_ms,
    blind: row.blind_ms,
    excluded: row.excluded_ms,
  }))
    expect(Math.abs(ms - again[what as 'up']), `${row.id}: ${what}`).toBeLessThan(second)
  expect([row.period_ms, row.outages], row.id).toEqual([to - from, again.outages])
  const availability = (100 * again.up) / (again.up + again.down)
  expect(Math.abs(row.availability! - availability), `${row.id}: availability`).toBeLessThan(0.001)
}

async function auditedHeads(dir: string): Promise<string[]> {
  await using state = await openState(join(dir, STATE_FILE))
  return (await state.selectFrom('audit').select('detail').where('what', '=', 'evidence made').execute()).map(
    ({ detail }) => detail,
  )
}
