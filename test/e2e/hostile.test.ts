import { join } from 'node:path'
import { addAgent, openState, STATE_FILE } from '@vonggac/collector'
import type { StatusDocument } from '@vonggac/collector/api-types'
import { type Check, checkPoint, encodePoints, int, type Point, systemClock } from '@vonggac/model'
import { configSchema, expandChecks } from '@vonggac/model/inventory'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Chromium, launchChromium } from '../support/chromium.ts'
import { type CollectorProcess, startCollectorProcess } from '../support/collector-process.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { openVisit } from '../support/visitor.ts'
import { eventually } from '../support/vonggac.ts'
import { builtConsole } from '../support/watched-province.ts'

/** Pages over what is worst for them: scripts and endless words as names and details, thousands of incidents, clocks that are wrong, no store. */

const SCRIPT = `<script>document.title='owned'</script><img src=x onerror="document.title='owned'">{{7*7}}\${7*7}`
const LONG = 'Ủyban'.repeat(60)
const SERVICES = 300
const PAST = 3_000
const SOON = { timeout: 20_000 }

const config = {
  organisation: { name: { vi: `Tỉnh ${SCRIPT}`, en: `Province ${SCRIPT}` } },
  collector: { trustLoopback: true, statusPage: { contact: SCRIPT } },
  providers: [{ id: 'vnpt', name: SCRIPT }],
  sites: [
    { id: 'ttdl', name: LONG, kind: 'hub', location: [15.57, 108.47] },
    {
      id: 'bad',
      name: { vi: SCRIPT, en: SCRIPT },
      location: [15.6, 108.5],
      links: [{ id: 'vnpt', provider: 'vnpt', gateway: '10.1.1.1' }],
      // As many as a big switch has ports: the page of the site lists them all.
      devices: Array.from({ length: 200 }, (_, i) => ({ id: `d${i}`, role: 'switch', address: `10.1.2.${i + 1}` })),
    },
    { id: 'silent', name: 'Im lặng', links: [{ id: 'vnpt', provider: 'vnpt', gateway: '10.1.3.1' }] },
  ],
  services: Array.from({ length: SERVICES }, (_, i) => ({
    id: `service-${i}`,
    name: `${SCRIPT} ${i}`,
    site: 'ttdl',
    checks: [{ kind: 'tcp', host: '10.0.0.1', port: 1_000 + i }],
  })),
  agents: [{ id: 'hub', site: 'ttdl', hub: true }],
  oncall: { people: [{ id: 'an', name: SCRIPT }] },
}

const stack = new AsyncDisposableStack()
let chromium: Chromium
let collector: CollectorProcess
let open: string
let key: string

/** As an agent says who it is and what its clock shows. */
const headersAt = (now: number) => ({ authorization: `Bearer ${key}`, 'x-vonggac-now': String(now) })

const isSilent = ({ node }: Check) => node.startsWith('silent')
const pointsAt = (at: number): Point[] => [
  ...expandChecks(configSchema.parse(config))
    .filter((check) => !check.context && !isSilent(check))
    .map((check) => {
      const bad = check.node.startsWith('ttdl/service-') || check.node === 'bad/d7'
      const result = bad
        ? ({ status: 'fail', error: 'refused', detail: `${SCRIPT} ${LONG}` } as const)
        : ({ status: 'ok', error: '', detail: SCRIPT } as const)
      return checkPoint({ check, at, durationMs: 3, points: [], ...result })
    }),
  {
    measurement: 'agent',
    tags: { agent: 'hub', version: SCRIPT, site: 'ttdl' },
    fields: { spool_records: int(7), spool_bytes: int(70), spool_oldest_s: 3.5, rss_bytes: int(5), cpu_pct: 1 },
    timestamp: at,
  },
  {
    measurement: 'snmp_trap',
    tags: { source: '10.1.2.1', device: 'd0', site: 'bad', oid: '1.3.6.1.4.1.9.9', name: SCRIPT },
    fields: { value: SCRIPT },
    timestamp: at,
  },
]

beforeAll(async () => {
  const dir = stack.use(temporaryDirectory('hostile'))
  await prepareState(join(dir.path, STATE_FILE))
  collector = stack.use(
    await startCollectorProcess({ config, dataDir: dir.path, consoleDir: builtConsole(), store: 'down' }),
  )
  // An agent whose clock is an hour fast. A failure is believed after several.
  const status = async () => (await (await fetch(`${collector.url}/api/v1/status`)).json()) as StatusDocument
  open = await eventually(
    async () => {
      const at = Date.now() + 3_600_000
      const body = encodePoints(pointsAt(at))
      const answer = await fetch(`${collector.url}/api/v1/write`, { method: 'POST', headers: headersAt(at), body })
      expect(answer.status).toBe(204)
      const { incidents } = await status()
      return incidents.length >= SERVICES ? incidents[0]!.id : undefined
    },
    { withinMs: 100_000, everyMs: 2_000, what: `${SERVICES} incidents` },
  )
  chromium = stack.use(await launchChromium())
}, 120_000)
afterAll(() => stack.disposeAsync())

/** Incidents that are long over, straight into the state database; and a key for the agent. */
async function prepareState(path: string): Promise<void> {
  await using state = await openState(path)
  key = await addAgent(state, systemClock, 'hub')
  const row = (n: number) => ({
    id: `past-${n}`,
    node: 'bad/vnpt',
    site: 'bad',
    cause: 'link',
    severity: 'critical',
    own_severity: 'critical',
    title_vi: `${SCRIPT} ${n}`,
    title_en: `${SCRIPT} ${n}`,
    since: 1_700_000_000_000 + n * 60_000,
    opened_at: 1_700_000_000_000 + n * 60_000,
    resolved_at: 1_700_000_030_000 + n * 60_000,
    acked_at: null,
    acked_by: null,
    members: '[]',
    run: `past-${n}`,
    reopened: 0,
    impact: null,
    attribution: null,
    assigned_to: null,
    snoozed_until: null,
    snoozed_by: null,
    merged_into: null,
    held_by: null,
    root_cause: SCRIPT,
    measures: '',
    prevention: '',
    search: 'x',
  })
  const rows = Array.from({ length: PAST }, (_, n) => row(n))
  const runs = rows.map(({ id, since, opened_at, resolved_at }) => ({
    id,
    incident: id,
    since,
    opened_at,
    resolved_at,
  }))
  for (let i = 0; i < PAST; i += 500) {
    const [some, theirs] = [rows.slice(i, i + 500), runs.slice(i, i + 500)]
    await state.insertInto('incidents').values(some).execute()
    await state.insertInto('incident_runs').values(theirs).execute()
  }
}

const looks = [
  { locale: 'vi', viewport: { width: 1_280, height: 800 } },
  { locale: 'en', viewport: { width: 390, height: 844 } },
] as const
const paths = [
  '/',
  '/sites/bad',
  '/sites/silent',
  '/incidents',
  '/incidents/OPEN',
  '/incidents/past-7',
  '/services',
  '/services/ttdl/service-7',
  '/readiness',
  '/maintenance',
  '/on-call',
  '/notices',
  '/agents',
  '/checks/ttdl/service-7/tcp-1007@hub',
  '/configuration',
  '/settings',
  '/reports',
  '/status',
]

describe.each(looks)('in $locale', (look) => {
  test.for(paths)('%s renders, runs nothing and fits', async (path) => {
    const at = path.replace('OPEN', encodeURIComponent(open))
    await using visitor = await openVisit(chromium.browser, { url: collector.url, path: at, ...look })
    const { page, trouble } = visitor
    await page
      .locator('main h1')
      .first()
      .waitFor({ state: 'attached', ...SOON })
    await page.locator('main .loading').waitFor({ state: 'detached', ...SOON })
    expect(await page.title()).not.toBe('owned')
    expect(await page.locator('main script, main img').count()).toBe(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth), 'the width').toBeLessThanOrEqual(
      look.viewport.width,
    )
    // No store: what needs it is answered 503, which the browser reports, and the page says so.
    expect(trouble.filter((text) => !text.includes('503'))).toEqual([])
  })
})

test('a page that needs the store says that it cannot be read', async () => {
  await using visitor = await openVisit(chromium.browser, { url: collector.url, path: '/sites/bad', locale: 'en' })
  await visitor.page.getByText('the store cannot be read now').first().waitFor(SOON)
})

test('a page of a list that cannot be had is said to be missing, and asked for again', async () => {
  await using visitor = await openVisit(chromium.browser, { url: collector.url, path: '/incidents', locale: 'en' })
  const { page } = visitor
  const rows = page.locator('.archive [data-incident]')
  await rows.first().waitFor(SOON)
  const before = await rows.count()
  const further = /incidents\?.*after=/
  await page.route(further, (route) => route.abort())
  const more = page.locator('.archive').getByRole('button', { name: 'Show more' })
  await more.click()
  await page.locator('.archive [role=alert]').waitFor(SOON)
  await page.unroute(further)
  await more.click()
  await eventually(async () => (await rows.count()) > before || undefined, { what: 'more incidents' })
  expect(await page.locator('.archive [role=alert]').count()).toBe(0)
})

test('that the store is down stands on the overview', async () => {
  await using visitor = await openVisit(chromium.browser, { url: collector.url, path: '/', locale: 'en' })
  await visitor.page.getByText(/store/i).first().waitFor({ timeout: 60_000 })
})

test('a clock that is an hour fast is told', async () => {
  await using visitor = await openVisit(chromium.browser, { url: collector.url, path: '/agents', locale: 'en' })
  await visitor.page
    .locator('main')
    .getByText(/^\+(59|60) min|^\+1 h/)
    .first()
    .waitFor(SOON)
})
