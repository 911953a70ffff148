import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IncidentDetail, Preflight, StatusDocument } from '@vonggac/collector/api-types'
import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseRoute, type Route } from '../../packages/console/src/router.ts'
import { seriousViolations } from '../support/accessibility.ts'
import { type Chromium, launchChromium } from '../support/chromium.ts'
import { freePort, freeUdpPort } from '../support/free-port.ts'
import { openVisit } from '../support/visitor.ts'
import { eventually, startVonggac, vonggac } from '../support/vonggac.ts'
import { builtConsole } from '../support/watched-province.ts'

/** Every page of the console and the public page over the demo with one link cut: in both languages, and what people do there. */

/** A page of each kind; a kind without one does not compile. */
const paths: Record<Route['page'], string> = {
  overview: '/',
  site: '/sites/nam-giang',
  incidents: '/incidents',
  incident: '/incidents/OPEN',
  agents: '/agents',
  check: '/checks/nam-giang/viettel/icmp@hub',
  configuration: '/configuration',
  services: '/services',
  service: '/services/ttdl/mail',
  readiness: '/readiness',
  meeting: '/readiness/MEETING',
  maintenance: '/maintenance',
  'on-call': '/on-call',
  reports: '/reports',
  notices: '/notices',
  settings: '/settings',
  missing: '/no/such/page',
}

const SOON = { timeout: 15_000 }
const stack = new AsyncDisposableStack()
let chromium: Chromium
let url: string
let incident: string
let meeting: string

const get = async <T>(path: string): Promise<T> => (await fetch(`${url}/api/v1${path}`)).json() as Promise<T>

beforeAll(async () => {
  builtConsole()
  const dir = mkdtempSync(join(tmpdir(), 'pages-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const port = String(await freePort())
  url = `http://127.0.0.1:${port}`
  stack.use(startVonggac(['demo', '--port', port, '--snmp-port', String(await freeUdpPort()), '--data', dir]))
  await eventually(async () => ((await get<StatusDocument>('/status')).counts.sites.unknown === 0 ? true : undefined), {
    withinMs: 60_000,
    what: 'all sites to be known',
  })
  expect(await vonggac(['demo', 'cut', 'nam-giang', '--data', dir])).toMatchObject({ code: 0 })
  incident = await eventually(async () => (await get<StatusDocument>('/status')).incidents[0]?.id, {
    what: 'the incident',
  })
  meeting = await eventually(async () => (await get<{ meetings: { id: string }[] }>('/meetings')).meetings[0]?.id, {
    what: 'the meetings of the example',
  })
  chromium = stack.use(await launchChromium())
}, 120_000)
afterAll(() => stack.disposeAsync())

const addressOf = (path: string) =>
  path.replace('OPEN', encodeURIComponent(incident)).replace('MEETING', encodeURIComponent(meeting))
const visit = (path: string, options: BrowserContextOptions = {}) =>
  openVisit(chromium.browser, { url, path: addressOf(path), ...options })
/** Each language and each theme, without every pair of them. */
const looks = [
  { locale: 'vi', colorScheme: 'light' },
  { locale: 'en', colorScheme: 'dark' },
] as const

describe.each(Object.entries(paths))('the page %s', (page, path) => {
  test('is the one that its address means', () => {
    expect(parseRoute(path).page).toBe(page)
  })

  test.for(looks)(
    'renders in $locale, $colorScheme: no complaint of the browser, no serious one of axe',
    async (look) => {
      await using visitor = await visit(path, look)
      const { page: shown, trouble } = visitor
      await shown.locator('.connection.is-live').waitFor(SOON)
      await shown
        .locator('main h1')
        .first()
        .waitFor({ state: 'attached', ...SOON })
      await shown.locator('main .loading').waitFor({ state: 'detached', ...SOON })
      expect(await shown.locator('html').getAttribute('lang')).toBe(look.locale)
      expect(await seriousViolations(shown)).toEqual([])
      expect(trouble).toEqual([])
    },
  )
})

test.for(looks)('the public page renders in $locale, $colorScheme', async (look) => {
  await using visitor = await visit('/status', look)
  const { page, trouble } = visitor
  const title = look.locale === 'vi' ? 'Tình trạng dịch vụ' : 'Status of services'
  await page.getByRole('heading', { level: 1, name: title }).waitFor(SOON)
  expect(await seriousViolations(page)).toEqual([])
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  expect(trouble).toEqual([])
})

describe('what people do is seen in the API', () => {
  const NAME = 'Nguyễn Văn An'

  test('an incident is taken and noted', async () => {
    await using visitor = await visit('/incidents/OPEN')
    const { page, trouble } = visitor
    await page.getByLabel('Tên của bạn').fill(NAME)
    await page.getByLabel('Ghi chú').fill('Đã gọi VNPT')
    await page.getByRole('button', { name: 'Thêm ghi chú' }).click()
    await page.getByText('Đã gọi VNPT').first().waitFor(SOON)
    await page.getByRole('button', { name: 'Nhận xử lý', exact: true }).click()
    await page.locator('.facts').getByText('đã nhận xử lý').first().waitFor(SOON)
    const detail = await get<IncidentDetail>(`/incidents/${encodeURIComponent(incident)}`)
    expect(detail).toMatchObject({ state: 'acknowledged', acked_by: NAME })
    expect(detail.timeline).toContainEqual(expect.objectContaining({ kind: 'note', text: 'Đã gọi VNPT', by: NAME }))
    expect(trouble).toEqual([])
  })

  test('maintenance is entered and ended', async () => {
    await using visitor = await visit('/maintenance')
    const { page, trouble } = visitor
    const form = page.locator('form', { hasText: 'Thêm lịch bảo trì' })
    await form.getByLabel('Tên của bạn').fill(NAME)
    await form.getByLabel('Việc').fill('Thay bộ lưu điện')
    await form.getByLabel('Phạm vi').fill('nam-giang/**')
    await form.getByRole('button').click()
    const row = page.locator('tr', { hasText: 'Thay bộ lưu điện' })
    await row.getByText('Đang bảo trì').waitFor(SOON)
    const windows = async () =>
      (await get<{ windows: { title: { vi: string }; state: string; by: string }[] }>('/maintenance')).windows
    expect(await windows()).toContainEqual(
      expect.objectContaining({
        title: expect.objectContaining({ vi: 'Thay bộ lưu điện' }),
        state: 'active',
        by: NAME,
      }),
    )
    await row.getByRole('button', { name: 'Kết thúc' }).click()
    await row.getByText('Đã qua').waitFor({ state: 'attached', ...SOON })
    expect((await windows()).map(({ state }) => state)).not.toContain('active')
    expect(trouble).toEqual([])
  })

  test('a test of all sites before a conference is begun', async () => {
    await using visitor = await visit('/readiness')
    const { page, trouble } = visitor
    const tests = async () => (await get<{ preflights: Preflight[] }>('/preflights')).preflights
    const before = (await tests()).length
    await page.getByRole('button', { name: /^Thử/ }).first().click()
    await eventually(async () => ((await tests()).length > before ? true : undefined), { what: 'the test' })
    expect(trouble).toEqual([])
  })

  test('a channel is tested', async () => {
    await using visitor = await visit('/on-call')
    const { page, trouble } = visitor
    await page.locator('tr', { hasText: 'pager' }).getByRole('button').click()
    await page
      .getByText(/^Đã gửi|^Đã nhận|thành công/)
      .first()
      .waitFor(SOON)
    const { channels } = await get<{ channels: { id: string; delivered_at: number | null }[] }>('/channels')
    expect(channels.find(({ id }) => id === 'pager')!.delivered_at).toBeGreaterThan(Date.now() - 30_000)
    expect(trouble).toEqual([])
  })

  test('a report is kept as a file', async () => {
    const month = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 7)
    await using visitor = await visit(`/reports?month=${month}`)
    const { page, trouble } = visitor
    const link = page.getByRole('link', { name: /CSV/ }).first()
    await link.waitFor({ timeout: 60_000 })
    const answer = await page.request.get(new URL((await link.getAttribute('href'))!, url).href)
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, expect.stringContaining('text/csv')])
    expect(await answer.text()).toContain('Đơn vị,nam-giang,')
    expect(trouble).toEqual([])
  })

  test('a notice stands on the public page', async () => {
    await using visitor = await visit('/notices')
    const { page, trouble } = visitor
    const form = page.locator('form', { hasText: 'Đăng thông báo' })
    await form.getByLabel('Tên của bạn').fill(NAME)
    await form.getByLabel('Tiêu đề', { exact: true }).fill('Tạm dừng <b>Q-Office</b>')
    await form.getByRole('button').click()
    await page.locator('[data-notice]', { hasText: 'Tạm dừng <b>Q-Office</b>' }).getByText('Đang hiện').waitFor(SOON)
    const shown = await eventually(
      async () => {
        const text = await (await fetch(`${url}/status`)).text()
        return text.includes('Tạm dừng') ? text : undefined
      },
      { withinMs: 20_000, everyMs: 1_000, what: 'the notice on the public page' },
    )
    expect(shown).toContain('Tạm dừng &lt;b&gt;Q-Office&lt;/b&gt;')
    expect(trouble).toEqual([])
  })
})
