import { once } from 'node:events'
import { createServer } from 'node:net'
import { startAgent } from '@vonggac/agent'
import { startCollector } from '@vonggac/collector'
import type { CheckResults, ConfigDocument, StatusDocument } from '@vonggac/collector/api-types'
import { silentLog, systemClock } from '@vonggac/model'
import { configSchema, expandChecks, planFor } from '@vonggac/model/inventory'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Chromium, launchChromium } from '../support/chromium.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { openVisit } from '../support/visitor.ts'
import { eventually } from '../support/vonggac.ts'
import { builtConsole, type WatchedProvince, watchProvince } from '../support/watched-province.ts'

/** The pages of single checks, of the configuration and of agents, in a real browser over a real collector. */

const CHECK = 'tam-ky/vnpt/icmp@hub'
const SCRIPT = '<script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">'
const SOON = { timeout: 10_000 }

let chromium: Chromium
let province: WatchedProvince
let reporting: ReturnType<typeof setInterval>
const report = () => province.report({ [CHECK]: { status: 'warn', error: 'slow', detail: SCRIPT } })

beforeAll(async () => {
  chromium = await launchChromium()
  province = await watchProvince()
  await province.report()
  await eventually(async () => ((await status()).counts.sites.ok >= 33 ? true : undefined), { what: '33 good sites' })
  await report()
  // As agents do: a result is soon too old to say anything of now.
  reporting = setInterval(() => void report().catch(() => {}), 5_000)
})

afterAll(async () => {
  clearInterval(reporting)
  await chromium?.[Symbol.asyncDispose]()
  await province?.[Symbol.asyncDispose]()
})

const api = async <T>(path: string, url = province.url) => (await (await fetch(`${url}/api/v1${path}`)).json()) as T
const status = () => api<StatusDocument>('/status')
const visit = (path: string, options: BrowserContextOptions = {}, url = province.url) =>
  openVisit(chromium.browser, { ...options, url, path })
const shown = (page: Page, text: string) => page.getByText(text).first().waitFor(SOON)
const pathOf = (id: string) => `/checks/${id.split('/').map(encodeURIComponent).join('/')}`

describe('the page of a check', () => {
  test.for([
    { locale: 'vi-VN', heading: 'Ping 10.33.1.1', slow: 'chậm hơn ngưỡng', why: 'Vì sao có phép kiểm tra này' },
    { locale: 'en-GB', heading: 'Ping 10.33.1.1', slow: 'later than the threshold', why: 'Why this is checked' },
  ])('says all there is to say, and a script as text, in $locale', async ({ locale, heading, slow, why }) => {
    await using visitor = await visit(pathOf(CHECK), { locale })
    const { page, trouble } = visitor
    await page.getByRole('heading', { level: 1, name: heading }).waitFor(SOON)
    await page.locator('.now').getByText(SCRIPT).waitFor(SOON)
    await page.locator('.now').getByText(slow).waitFor(SOON)
    await page.locator('.results tbody tr').first().getByText(SCRIPT).waitFor(SOON)
    await page.locator('.strip svg').waitFor(SOON)
    await page.locator('.chart canvas').nth(3).waitFor(SOON)
    await page.getByRole('heading', { name: why }).waitFor(SOON)
    await page.locator('#why').getByText('sites.tam-ky.links.vnpt.gateway').waitFor(SOON)
    await page.locator('.explanation').getByText('tam-ky/vnpt').first().waitFor(SOON)
    expect(await page.title()).toContain(CHECK)
    expect(await page.title()).not.toContain('owned')
    expect(trouble).toEqual([])
  })

  test('is where every place leads that names a check', async () => {
    await using visitor = await visit('/sites/tam-ky')
    const { page } = visitor
    await page.locator(`[data-check="${CHECK}"]`).getByRole('link').click()
    await page.waitForURL(`**${pathOf(CHECK)}`)
    await page.goto(`${province.url}/services/ttdl/qoffice`)
    await page.locator('[data-check] a').first().waitFor(SOON)
    expect(await page.locator('[data-check] a').first().getAttribute('href')).toMatch(/^\/checks\/ttdl\/qoffice\//)
    await page.goto(`${province.url}/configuration`)
    expect(await page.locator('[data-check] a').first().getAttribute('href')).toMatch(/^\/checks\//)
  })

  test('keeps the range in its address, and leads to forms that are filled in', async () => {
    await using visitor = await visit(`${pathOf(CHECK)}?range=7d`)
    const { page, trouble } = visitor
    await page.getByRole('button', { name: '7 ngày', pressed: true }).waitFor(SOON)
    await page.getByRole('button', { name: '30 ngày' }).click()
    expect(new URL(page.url()).search).toBe('?range=30d')
    await page.getByRole('link', { name: 'Tạm im' }).click()
    const field = page.locator('#silence').getByLabel('Phạm vi')
    await field.waitFor(SOON)
    expect(await field.inputValue()).toBe(CHECK)
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(trouble).toEqual([])
  })

  test('of one that is not there says so and where to look', async () => {
    await using visitor = await visit('/checks/tam-ky/rt1/gone@hub')
    const { page } = visitor
    await shown(page, 'Không có phép kiểm tra “tam-ky/rt1/gone@hub”.')
    await page.getByRole('link', { name: /tam-ky\/rt1/ }).click()
    await page.locator('[data-check="tam-ky/rt1/snmp@hub"]').waitFor(SOON)
  })

  test('says that the agent does not ask for orders when it is run by hand and nobody is there', async () => {
    await using visitor = await visit(pathOf(CHECK))
    const { page } = visitor
    await page.getByRole('button', { name: 'Chạy ngay' }).click()
    await page.getByText(/Đang chạy…/).waitFor(SOON)
    await page.getByText(/hub did not ask for orders within 10 s/).waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Chạy ngay' }).waitFor(SOON)
  })
})

test('a store that cannot be read is said where its figures would be, and asked again', async () => {
  await using visitor = await visit('/configuration')
  const { page } = visitor
  await page.route(/\/api\/v1\/(series|checks\/[^/]+\/results)/, (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"detail":"the store is down"}' }),
  )
  await page.goto(province.url + pathOf(CHECK))
  await page.locator('.trouble').nth(5).waitFor(SOON)
  await page.getByText('Kho số liệu đang không đọc được.').first().waitFor(SOON)
  await page.locator('.now').getByText(SCRIPT).waitFor(SOON)
  await page.unroute(/\/api\/v1\/(series|checks\/[^/]+\/results)/)
  // All of them at one moment: each goes when its answer comes, and what is asked for again by itself may go before somebody clicks.
  await page.locator('.trouble button').evaluateAll((buttons) => {
    for (const button of buttons) (button as HTMLButtonElement).click()
  })
  await eventually(async () => ((await page.locator('.trouble').count()) === 0 ? true : undefined), { what: 'figures' })
  await page.locator('.results tbody tr').first().waitFor(SOON)
})

describe('the configuration', () => {
  test('says what is loaded, finds a check without marks, and keeps the filter in the address', async () => {
    await using visitor = await visit('/configuration')
    const { page, trouble } = visitor
    const document = await api<ConfigDocument>('/config')
    expect(document.files.map(({ now }) => now)).toEqual(document.files.map(() => 'same'))
    await shown(page, document.files[0]!.name)
    await page.locator('[data-note="nobody-told"]').waitFor(SOON)
    await page.keyboard.press('/')
    await page.keyboard.type('qoffice tcp')
    const rows = page.locator('[data-check]')
    await page.locator('[data-check="ttdl/qoffice/tcp-443@hub"]').waitFor(SOON)
    expect(await rows.count()).toBeLessThan(5)
    expect(new URL(page.url()).search).toBe('?text=qoffice+tcp')
    await page.reload()
    await page.locator('[data-check="ttdl/qoffice/tcp-443@hub"]').waitFor(SOON)
    await page.getByRole('searchbox').fill('khong co gi')
    await shown(page, 'Không có phép kiểm tra nào khớp với bộ lọc.')
    await page.getByRole('link', { name: 'Bỏ lọc' }).click()
    await page.getByLabel('Mọi trạng thái').selectOption('warn')
    await page.locator(`[data-check="${CHECK}"]`).waitFor(SOON)
    expect(await rows.count()).toBe(1)
    expect(trouble).toEqual([])
  })

  test('shows a page at a time', async () => {
    await using visitor = await visit('/configuration?page=2')
    const { page } = visitor
    await shown(page, /^Trang 2\/\d$/ as unknown as string)
    const first = await page.locator('[data-check]').first().getAttribute('data-check')
    expect(await page.locator('[data-check]').count()).toBe(100)
    await page.getByRole('button', { name: 'Trang sau' }).focus()
    await page.keyboard.press('Enter')
    await shown(page, /^Trang 3\/\d$/ as unknown as string)
    expect(await page.locator('[data-check]').first().getAttribute('data-check')).not.toBe(first)
  })
})

test('agents are told with what they have to do, and lead to their checks', async () => {
  await using visitor = await visit('/agents', { locale: 'en-GB' })
  const { page, trouble } = visitor
  const row = page.locator('[data-agent="hub"]')
  await row.getByText('Online').waitFor(SOON)
  await row.getByRole('link', { name: /^\d+$/ }).click()
  await page.waitForURL('**/configuration?agent=hub')
  await page.locator('[data-check]').first().waitFor(SOON)
  expect(trouble).toEqual([])
})

test('the overview says who is on call and which service is ill, and stays short whatever breaks', async () => {
  await using visitor = await visit('/')
  const { page, trouble } = visitor
  await page.locator('.on-call-now').getByText('network').waitFor(SOON)
  await page.locator('.services-now').waitFor(SOON)
  await page.locator('.map .marker').first().waitFor(SOON)
  expect(trouble).toEqual([])
})

describe('the keyboard', () => {
  test('leads to pages, lists its keys, and leaves letters to fields', async () => {
    await using visitor = await visit('/')
    const { page, trouble } = visitor
    await page.locator('.connection.is-live').waitFor(SOON)
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.waitForURL('**/agents')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Phím tắt' }).waitFor(SOON)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden', ...SOON })
    await page.keyboard.press('/')
    const field = page.getByRole('searchbox')
    await field.waitFor(SOON)
    await eventually(async () => (await field.evaluate((e) => e === document.activeElement)) || undefined, {
      what: 'the search field to have the keyboard',
    })
    await page.keyboard.type('go?/')
    expect(await field.inputValue()).toBe('go?/')
    expect(trouble).toEqual([])
  })
})

test.for([pathOf(CHECK), '/configuration', '/agents', '/maintenance?match=tam-ky/vnpt/icmp@hub'])(
  '%s fits a phone in both languages',
  async (path) => {
    await using visitor = await visit(path, { viewport: { width: 390, height: 844 } })
    const { page, trouble } = visitor
    for (const language of ['vi', 'en']) {
      if (language === 'en') await page.getByRole('button', { name: 'English' }).click()
      await page.locator('h1').first().waitFor(SOON)
      await page.locator('table, form').first().waitFor(SOON)
      expect(await page.evaluate(() => document.documentElement.scrollWidth), language).toBeLessThanOrEqual(390)
    }
    expect(trouble).toEqual([])
  },
)

test('times are by the clocks of the site, and the zone is named where the browser has another', async () => {
  await using visitor = await visit(pathOf(CHECK), { timezoneId: 'America/New_York' })
  const { page } = visitor
  await page.locator('.check-page').getByText('Giờ hiển thị: GMT+7 (Asia/Ho_Chi_Minh)').waitFor(SOON)
  const { results } = await api<CheckResults>(`/checks/${encodeURIComponent(CHECK)}/results?limit=1`)
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh', timeStyle: 'medium' })
  const cell = page.locator('.results tbody th').first()
  await cell.getByText(clock.format(results[0]!.at)).waitFor(SOON)
  expect(await cell.locator('time').getAttribute('datetime')).toBe(new Date(results[0]!.at).toISOString())
})

/** A collector and its agent in this process: one check of a port that is open, once an hour. */
async function openSmallNetwork() {
  await using stack = new AsyncDisposableStack()
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  stack.defer(() => void server.close())
  const { port } = server.address() as { port: number }
  const config = configSchema.parse({
    sites: [{ id: 'dc', name: 'Trung tâm', kind: 'hub', timezone: 'Asia/Tokyo' }],
    services: [
      {
        id: 'web',
        name: 'Web',
        site: 'dc',
        checks: [{ kind: 'tcp', host: '127.0.0.1', port, id: 'web', interval: '1h' }],
      },
    ],
    agents: [{ id: 'hub', site: 'dc', hub: true }],
    collector: { trustLoopback: true },
  })
  const dir = temporaryDirectory('check-run')
  stack.use(dir)
  const deps = { clock: systemClock, log: silentLog, secret: () => 'unused' }
  const consoleDir = builtConsole()
  const collector = stack.use(
    await startCollector({ config, dataDir: dir.path, listen: '127.0.0.1:0', consoleDir, ...deps }),
  )
  stack.use(
    await startAgent({
      plan: planFor(config, 'hub'),
      collector: { url: collector.url, key: undefined },
      spool: { path: `${dir.path}/spool.db`, maxBytes: 10_000_000, maxAgeMs: 3_600_000 },
      version: 'test',
      ...deps,
    }),
  )
  const check = expandChecks(config).find(({ kind }) => kind === 'tcp')!.id
  const running = stack.move()
  return { url: collector.url, check, server, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

test('a check is run by its agent when somebody asks, told at once, and kept nowhere', async () => {
  await using small = await openSmallNetwork()
  const resultsOf = () => api<CheckResults>(`/checks/${encodeURIComponent(small.check)}/results`, small.url)
  await using visitor = await visit(pathOf(small.check), {}, small.url)
  const { page, trouble } = visitor
  await page.getByRole('button', { name: 'Chạy ngay' }).waitFor(SOON)
  // The agent's own first run; the next one comes in an hour.
  const before = await eventually(async () => (await resultsOf()).results.length || undefined, {
    what: 'a first result',
  })
  await page.getByRole('button', { name: 'Chạy ngay' }).click()
  const result = page.locator('.run-result')
  await result.getByText('Kết quả lần chạy tay: Tốt').waitFor({ timeout: 20_000 })
  await result.getByText('response_time').waitFor(SOON)

  small.server.close()
  await once(small.server, 'close')
  await page.getByRole('button', { name: 'Chạy ngay' }).click()
  await result.getByText('Kết quả lần chạy tay: Lỗi').waitFor({ timeout: 20_000 })
  await result.getByText('refused').waitFor(SOON)
  expect((await resultsOf()).results.length).toBe(before)
  expect((await api<StatusDocument>('/status', small.url)).incidents).toEqual([])
  expect(trouble).toEqual([])
})

test('when the collector stops, the age of what is shown is said, and nothing is lost from sight', async () => {
  const stopping = await watchProvince()
  await using visitor = await visit(pathOf(CHECK), {}, stopping.url)
  const { page } = visitor
  await page.locator('.connection.is-live').waitFor(SOON)
  await stopping[Symbol.asyncDispose]()
  await page.getByText(/^Số liệu cũ \d+ giây/).waitFor({ timeout: 30_000 })
  await page.getByRole('heading', { level: 1, name: 'Ping 10.33.1.1' }).waitFor(SOON)
  await page.locator('main.is-stale').waitFor(SOON)
})
