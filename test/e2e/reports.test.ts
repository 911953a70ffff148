import { readFile } from 'node:fs/promises'
import { type Collector, startCollector } from '@vonggac/collector'
import { silentLog, systemClock } from '@vonggac/model'
import { configSchema } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chromium, launchChromium } from '../support/chromium.ts'
import { dataDirectory } from '../support/collector-fixture.ts'
import { HOSTILE_NAME, lastMonth, prepareState, sendPoints, slaConfig, slaPoints } from '../support/sla-province.ts'
import { openVisit } from '../support/visitor.ts'
import { eventually } from '../support/vonggac.ts'
import { builtConsole } from '../support/watched-province.ts'

/** The page of reports in a real browser, at a collector that has results of the last month. */

const { month } = lastMonth()
/** A report is worked out from all raw results of a month. */
const SOON = { timeout: 30_000 }
const stack = new AsyncDisposableStack()
let chromium: Chromium
let collector: Collector
let token: string

beforeAll(async () => {
  const dir = stack.use(await dataDirectory())
  const config = configSchema.parse(slaConfig({ kind: 'embedded' }))
  const keys = await prepareState(dir.path)
  token = keys.token
  collector = stack.use(
    await startCollector({
      config: { ...config, collector: { ...config.collector, trustLoopback: true } },
      clock: systemClock,
      log: silentLog,
      dataDir: dir.path,
      listen: '127.0.0.1:0',
      consoleDir: builtConsole(),
      secret: () => '',
    }),
  )
  await sendPoints(collector.url, slaPoints(), keys.key)
  const lag = /^vonggac_journal_lag_records\{reader="store"\} 0$/m
  await eventually(async () => (lag.test(await (await fetch(`${collector.url}/metrics`)).text()) ? true : undefined), {
    what: 'the results to be in the store',
    withinMs: 60_000,
  })
  chromium = stack.use(await launchChromium())
}, 90_000)
afterAll(() => stack.disposeAsync())

const visit = (path: string, options = {}) => openVisit(chromium.browser, { url: collector.url, path, ...options })

test('the last month is shown worst first, and what is chosen stands in the address', { timeout: 60_000 }, async () => {
  await using visitor = await visit('/')
  const { page, trouble } = visitor
  await page.getByRole('button', { name: 'Thêm' }).click()
  await page.getByRole('link', { name: 'Báo cáo', exact: true }).click()
  const rows = page.locator('.sla [data-row]')
  await rows.first().waitFor(SOON)
  const ids = () => rows.evaluateAll((all) => all.map((each) => each.getAttribute('data-row')))
  expect(await ids()).toEqual(['link tam-ky/vnpt', 'link tam-ky/viettel', 'link hoi-an/vnpt'])
  const first = rows.first()
  await first.getByText('cam kết ≥ 99,5 % Không đạt').waitFor(SOON)
  expect(await first.textContent()).toMatch(/93,\d{4} %/)
  await rows.last().getByText(HOSTILE_NAME).waitFor(SOON)

  await page.getByText('Thời gian loại trừ (2)').click()
  await page.getByText('power-1: UBND Tam Kỳ mất điện').waitFor(SOON)
  await page.getByText('chỉ liệt kê, vẫn tính').waitFor(SOON)
  await page.getByLabel('Không tính thời gian bảo trì').check()
  await page.getByText('Thời gian loại trừ (2)').click()
  await page.getByText('tam-ky/viettel: 1 giờ').waitFor(SOON)
  await page.getByRole('button', { name: 'Đơn vị' }).click()
  await expect.poll(ids, SOON).toEqual(['site tam-ky', 'site hoi-an'])
  await page.getByLabel('Phạm vi').selectOption('site tam-ky')
  await expect.poll(ids, SOON).toEqual(['site tam-ky'])
  expect(new URL(page.url()).search).toBe(`?month=${month}&site=tam-ky&exclude=maintenance&view=site`)
  await page.reload()
  await expect.poll(ids, SOON).toEqual(['site tam-ky'])
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText('Outages', { exact: false }).first().waitFor(SOON)
  expect(await page.title()).toContain('Reports')
  expect(trouble).toEqual([])
})

test('a month without results, and one that is no month, are no broken page', async () => {
  await using visitor = await visit('/reports?month=2020-02')
  const { page, trouble } = visitor
  await page.getByText('Không có kết quả đo nào trong tháng này.').waitFor(SOON)
  await page.goto(`${collector.url}/reports?month=2999-99&provider=nobody`)
  await page.getByText(/there is no provider "nobody"/).waitFor(SOON)
  expect(trouble.filter((text) => !text.includes('400'))).toEqual([])
})

test('every download is what it says, with a token as well', { timeout: 60_000 }, async () => {
  await using visitor = await visit('/reports')
  const { page } = visitor
  const [printed] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('link', { name: 'Bản in (HTML)' }).click(),
  ])
  await printed.getByRole('heading', { level: 1, name: 'Báo cáo mức dịch vụ (SLA)' }).waitFor(SOON)
  expect((await printed.pdf({ preferCSSPageSize: true })).subarray(0, 5).toString()).toBe('%PDF-')

  // A browser sends no token with a link: then the page fetches the document itself.
  await page.evaluate((key) => sessionStorage.setItem('vonggac.token', key), token)
  await page.reload()
  for (const [name, file, begins] of [
    ['XLSX', `sla-${month}.xlsx`, 'PK'],
    ['CSV', `sla-${month}.csv`, '\ufeffLoại,Mã'],
    ['JSON', `sla-${month}.json`, '{'],
    ['Bằng chứng (tar)', `sla-${month}.tar`, 'samples/tam-ky/vnpt/'],
  ] as const) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
    expect(download.suggestedFilename()).toBe(file)
    expect((await readFile(await download.path())).toString('utf8')).toMatch(new RegExp(`^${begins}`))
  }
})

test.for(['vi-VN', 'en-GB'])('it fits a phone without scrolling sideways (%s)', async (locale) => {
  await using visitor = await visit('/reports', { locale, viewport: { width: 390, height: 844 } })
  const { page, trouble } = visitor
  await page.locator('.sla [data-row]').first().waitFor(SOON)
  await page.evaluate(() => {
    for (const list of document.querySelectorAll('details')) list.open = true
  })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  const hidden = await page
    .locator('.sla :is(th, td)')
    .evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length)
  expect(hidden, 'cells whose text is cut off').toBe(0)
  const unnamed = await page
    .locator('main :is(button, a, select, input)')
    .evaluateAll(
      (all) =>
        all.filter((each) => !(each.textContent?.trim() || each.getAttribute('aria-label') || each.closest('label')))
          .length,
    )
  expect(unnamed, 'controls without a name').toBe(0)
  expect(trouble).toEqual([])
})
