import type { OnCallDocument, StatusDocument } from '@vonggac/collector/api-types'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inputOf } from '../../packages/console/src/i18n/zoned-input.ts'
import { type Chromium, launchChromium } from '../support/chromium.ts'
import { openVisit } from '../support/visitor.ts'
import { eventually } from '../support/vonggac.ts'
import { type WatchedProvince, watchProvince } from '../support/watched-province.ts'

/** A real collector with the example province, its console in a real browser; results are written over HTTP. */

let chromium: Chromium
let province: WatchedProvince
/** A unit with two links, of which the tests cut the first. */
let unit: WatchedProvince['units'][number]

beforeAll(async () => {
  chromium = await launchChromium()
  province = await watchProvince()
  unit = province.units.find((site) => site.links.length === 2)!
  await province.report()
  await eventually(async () => ((await status()).counts.sites.ok >= 33 ? true : undefined), {
    what: '33 sites that are well',
  })
})

afterAll(async () => {
  await chromium?.[Symbol.asyncDispose]()
  await province?.[Symbol.asyncDispose]()
})

const SCRIPT = '<script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">'
const cut = () =>
  province.report({
    [`${unit.id}/${unit.links[0]!.id}/icmp@hub`]: { status: 'fail', error: 'timeout', detail: SCRIPT },
  })
/** For things that come over the event stream, which speaks once a second. */
const SOON = { timeout: 10_000 }

const status = async () => (await fetch(`${province.url}/api/v1/status`)).json() as Promise<StatusDocument>
const incidentIn = async (id: string) => (await fetch(`${province.url}/api/v1/incidents/${id}`)).json()

/** A new visitor: nothing remembered. */
const visit = (path: string, options: BrowserContextOptions = {}, url = province.url) =>
  openVisit(chromium.browser, { ...options, url, path })

const unitTile = () => `.tile[data-site="${unit.id}"]`
const tile = (page: Page) => page.locator(unitTile())
const shown = (page: Page, text: string) => page.getByText(text).first().waitFor(SOON)

describe('the overview', () => {
  test('shows all 33 units and the hub, with figures, and asks nobody else for anything', async () => {
    await using visitor = await visit('/')
    const { page, trouble } = visitor
    await tile(page).getByText('12,4 ms').waitFor(SOON)
    const ids = await page.locator('.tile').evaluateAll((tiles) => tiles.map((each) => each.getAttribute('data-site')))
    expect(ids.toSorted()).toEqual(province.units.map((site) => site.id).toSorted())
    expect(ids).toHaveLength(33)
    await page.locator('.is-hub[data-site="ttdl"]').waitFor(SOON)
    expect(await page.locator('.marker').count()).toBe(34)
    await page.locator('.connection.is-live').waitFor(SOON)
    expect(trouble).toEqual([])
  })

  test('turns a tile and lists the incident live, takes an acknowledgement, and clears again', async () => {
    await using visitor = await visit('/')
    const { page, trouble } = visitor
    await page.locator(`${unitTile()}.is-ok`).waitFor(SOON)
    await page.evaluate(() => Object.assign(globalThis, { untouched: true }))

    await cut()
    await page.locator(`${unitTile()}.is-degraded`).waitFor(SOON)
    const row = page.locator('.broken .incident', { hasText: unit.name.vi })
    await row.waitFor(SOON)
    await page.locator('[role=status]', { hasText: 'Sự cố mới' }).waitFor({ state: 'attached', ...SOON })
    expect(await page.title()).toMatch(/^\(1\)/)

    await row.getByRole('button').click()
    await row.getByRole('textbox').fill('Nguyễn Văn An')
    await row.getByRole('button').click()
    await row.getByText('Nguyễn Văn An đã nhận xử lý').waitFor(SOON)
    const id = (await row.getAttribute('data-incident'))!
    expect(await incidentIn(id)).toMatchObject({ state: 'acknowledged', acked_by: 'Nguyễn Văn An' })

    await eventually(
      async () => {
        await province.report()
        return (await row.count()) === 0 ? true : undefined
      },
      { withinMs: 60_000, everyMs: 1_000, what: 'the end of the incident' },
    )
    await page.locator(`${unitTile()}.is-ok`).waitFor(SOON)
    expect(await page.evaluate(() => 'untouched' in globalThis), 'the page was not loaded anew').toBe(true)
    expect(trouble).toEqual([])
  })

  test('keeps every tile where it is when states change, unless worst first is asked for', async () => {
    await using visitor = await visit('/')
    const { page } = visitor
    await page.locator(`${unitTile()}.is-ok`).waitFor(SOON)
    const places = () =>
      page
        .locator('.tile')
        .evaluateAll((all) =>
          all.map((each) => `${each.getAttribute('data-site')} ${JSON.stringify(each.getBoundingClientRect())}`),
        )
    await page.setViewportSize({ width: 1920, height: 1080 })
    const before = await places()
    await cut()
    await page.locator(`${unitTile()}.is-degraded`).waitFor(SOON)
    expect(await places()).toEqual(before)
    await page.getByRole('button', { name: 'Nặng nhất trước' }).click()
    expect(await page.locator('.tile').first().getAttribute('data-site')).toBe(unit.id)
  })
})

describe('with a link down', () => {
  beforeAll(cut)
  const openIncident = () => eventually(async () => (await status()).incidents[0], { what: 'the incident' })

  test('the page of the site shows links, charts, devices, and a script in a detail as text', async () => {
    await using visitor = await visit(`/sites/${unit.id}`)
    const { page, trouble } = visitor
    await shown(page, SCRIPT)
    await page.locator(`.link-card.is-down[data-link="${unit.links[0]!.id}"]`).waitFor(SOON)
    await page.locator(`.link-card.is-ok[data-link="${unit.links[1]!.id}"]`).waitFor(SOON)
    expect(await page.locator('.chart canvas').count()).toBe(3)
    expect(await page.locator('.devices li').count()).toBe(unit.devices.length)
    expect(await page.title()).not.toContain('owned')
    expect(trouble).toEqual([])
  })

  test('the page of the incident can be opened by its address and takes notes', async () => {
    const incident = await openIncident()
    await using visitor = await visit(`/incidents/${incident.id}`)
    const { page, trouble } = visitor
    await page.getByLabel('Tên của bạn').fill('Trần Thị Bình')
    await page.getByLabel('Ghi chú').fill(`Đã gọi VNPT ${SCRIPT}`)
    await page.getByRole('button', { name: 'Thêm ghi chú' }).click()
    await shown(page, `Đã gọi VNPT ${SCRIPT}`)
    const { timeline } = await incidentIn(incident.id)
    expect(timeline).toContainEqual(
      expect.objectContaining({ kind: 'note', by: 'Trần Thị Bình', text: `Đã gọi VNPT ${SCRIPT}` }),
    )
    expect(trouble).toEqual([])
  })

  test('the page of the incident says what it affects, and gives it to somebody, puts it off and keeps what was learnt', async () => {
    const incident = await openIncident()
    await using visitor = await visit(`/incidents/${incident.id}`)
    const { page, trouble } = visitor
    await page.locator('.impact').getByText('Mất một đường, còn đường khác').waitFor(SOON)
    await page.locator('.impact').getByRole('link', { name: unit.name.vi }).waitFor(SOON)
    await page.getByLabel('Tên của bạn').fill('Trần Thị Bình')
    await page.getByLabel('Giao cho').selectOption({ label: 'Nguyễn Văn An' })
    await page.locator('.facts').getByText('giao cho Nguyễn Văn An').waitFor(SOON)
    await page.getByRole('button', { name: '4 giờ', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.locator('.facts').getByText('hoãn báo đến').waitFor(SOON)
    await page.getByLabel('Nguyên nhân gốc').fill(`Cáp đứt ${SCRIPT}`)
    await page.getByRole('button', { name: 'Lưu', exact: true }).click()
    await shown(page, 'Đã lưu.')
    expect(await incidentIn(incident.id)).toMatchObject({
      assigned_to: 'operator',
      postmortem: { root_cause: `Cáp đứt ${SCRIPT}` },
    })
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    expect(trouble).toEqual([])
  })

  test('the final report is a page of its own that runs nothing and prints', async () => {
    const incident = await openIncident()
    await using visitor = await visit(`/api/v1/incidents/${incident.id}/report?stage=final&format=html`)
    const { page, trouble } = visitor
    await shown(page, 'BÁO CÁO KẾT THÚC ỨNG PHÓ SỰ CỐ')
    await shown(page, `Cáp đứt ${SCRIPT}`)
    expect(await page.title()).not.toBe('owned')
    const pdf = await page.pdf({ preferCSSPageSize: true })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(trouble).toEqual([])
  })

  test('the list of incidents is narrowed by words without marks, and several are taken over at once', async () => {
    await using visitor = await visit('/incidents')
    const { page, trouble } = visitor
    await page.evaluate(() => localStorage.clear())
    const rows = page.locator('.archive [data-incident]')
    await rows.first().waitFor(SOON)
    await page.getByRole('searchbox').fill('khong co gi nhu the')
    await shown(page, 'Không có sự cố nào khớp với bộ lọc.')
    await page.getByRole('button', { name: 'Bỏ lọc' }).click()
    await page.getByLabel('Mọi trạng thái').selectOption('unresolved')
    await rows.first().waitFor(SOON)
    const open = rows.filter({ has: page.getByRole('checkbox') })
    const id = await open.first().getAttribute('data-incident')
    await open.first().getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Nhận xử lý 1 sự cố' }).click()
    await shown(page, 'Hãy nhập tên của bạn trước.')
    expect(await incidentIn(id!)).toMatchObject({ state: 'open' })
    expect(trouble).toEqual([])
  })

  test.for([
    '/',
    '/sites/tam-ky',
    '/incidents',
    '/services',
    '/services/ttdl/mail',
    '/readiness',
    '/agents',
    '/reports',
  ])('%s fits a phone without scrolling sideways', async (path) => {
    await using visitor = await visit(path, { viewport: { width: 390, height: 844 } })
    const { page, trouble } = visitor
    await page.locator('.connection.is-live').waitFor(SOON)
    await page
      .locator('h1')
      .first()
      .waitFor({ state: 'attached', ...SOON })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    for (const language of ['vi', 'en']) {
      if (language === 'en') await page.getByRole('button', { name: 'English' }).click()
      const bar = await page.locator('.navigation').evaluate((each) => [each.scrollWidth, each.clientWidth])
      expect(bar[0], `the width of the navigation, ${language}`).toBeLessThanOrEqual(bar[1]!)
    }
    expect(trouble).toEqual([])
  })
})

test('pages behind the "more" button are reached by mouse and keyboard', async () => {
  await using visitor = await visit('/', { viewport: { width: 390, height: 844 } })
  const { page, trouble } = visitor
  const button = page.getByRole('button', { name: 'Thêm' })
  const agents = page.getByRole('link', { name: 'Tác tử', exact: true })
  await button.focus()
  await page.keyboard.press('Enter')
  await agents.waitFor(SOON)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.keyboard.press('Escape')
  await agents.waitFor({ state: 'hidden', ...SOON })
  await button.click()
  await page
    .locator('h2')
    .first()
    .click({ position: { x: 1, y: 1 } })
  await agents.waitFor({ state: 'hidden', ...SOON })
  await button.click()
  await agents.click()
  await page.waitForURL('**/agents')
  await agents.waitFor({ state: 'hidden', ...SOON })
  expect(trouble).toEqual([])
})

describe('services', () => {
  const CHECK = 'ttdl/qoffice/tcp-443@hub'

  test('one that fails comes first, with its cause, while somebody looks on', async () => {
    await using visitor = await visit('/services')
    const { page, trouble } = visitor
    const row = page.locator('[data-service="ttdl/qoffice"]')
    await row.waitFor(SOON)
    expect(await page.locator('[data-service]').count()).toBe(7)
    await eventually(
      async () => {
        await province.report({ [CHECK]: { status: 'fail', error: 'refused', detail: SCRIPT } })
        return (await row.getByText('Ngừng').count()) > 0 ? true : undefined
      },
      { withinMs: 30_000, everyMs: 1_000, what: 'the service to be down' },
    )
    expect(await page.locator('[data-service]').first().getAttribute('data-service')).toBe('ttdl/qoffice')
    await row.getByRole('link', { name: 'Q-Office' }).click()
    await page.getByRole('heading', { level: 1, name: 'Q-Office' }).waitFor(SOON)
    await shown(page, SCRIPT)
    await page.locator(`[data-check="${CHECK}"]`).getByText('quyết định').waitFor(SOON)
    await shown(page, 'chưa kết thúc')
    await page.getByRole('button', { name: 'English' }).click()
    await shown(page, 'Down')
    expect(await page.title()).not.toContain('owned')
    expect(trouble).toEqual([])
  })
})

describe('readiness', () => {
  test('meetings are listed, a script in a title is text, and a test is begun', async () => {
    const start = Date.now() + 3 * 3_600_000
    const body = JSON.stringify({ title: SCRIPT, start, end: start + 3_600_000, sites: [unit.id], by: 'test' })
    const headers = { 'content-type': 'application/json' }
    await fetch(`${province.url}/api/v1/meetings`, { method: 'POST', headers, body })
    await using visitor = await visit('/readiness')
    const { page, trouble } = visitor
    await shown(page, 'Giao ban trực tuyến hằng tuần')
    await page.getByRole('link', { name: SCRIPT }).click()
    await page.getByRole('heading', { level: 1, name: SCRIPT }).waitFor(SOON)
    await page.getByRole('button', { name: 'Thử ngay' }).click()
    await shown(page, 'Đang thử 1 điểm cầu')
    await page.getByRole('button', { name: 'English' }).click()
    await shown(page, 'Testing 1 site…')
    // There is no agent at the hub here: that is told when it has not asked for the order in time.
    await page.getByText('did not ask for orders').first().waitFor({ timeout: 60_000 })
    expect(await page.title()).not.toContain('owned')
    expect(trouble).toEqual([])
  })
})

describe('being on call', () => {
  const duty = async () => (await (await fetch(`${province.url}/api/v1/oncall?rota=network`)).json()) as OnCallDocument

  test('somebody stands in, is on call at once, and no more when that is ended', async () => {
    const before = (await duty()).rotas[0]!.now!.person!
    const other = (await duty()).people.find(({ id }) => id !== before.id)!
    await using visitor = await visit('/on-call')
    const { page, trouble } = visitor
    const form = page.locator('form', { hasText: 'Nhập trực thay' })
    await form.getByRole('button').click()
    await form.getByText('Hãy nhập tên của bạn trước.').waitFor(SOON)
    await form.getByLabel('Tên của bạn').fill('Trần Thị Bình')
    await form.getByRole('button').click()
    await form.getByText('Hãy điền đủ các ô.').waitFor(SOON)
    await form.getByLabel('Người trực thay').selectOption({ label: other.name })
    await form.getByLabel('Lý do').fill(SCRIPT)
    await form.getByLabel('Đến').fill('2020-01-01T00:00')
    await form.getByRole('button').click()
    await form.getByText(/after `from` and not over yet/).waitFor(SOON)
    await form.getByLabel('Đến').fill(inputOf(Date.now() + 3 * 3_600_000))
    await form.getByRole('button').click()
    const row = page.locator('[data-override]', { hasText: other.name })
    await row.getByText(SCRIPT).waitFor(SOON)
    await page.getByRole('heading', { name: `network: đang trực ${other.name}` }).waitFor(SOON)
    expect((await duty()).rotas[0]!.now).toMatchObject({ person: other })
    expect((await duty()).overrides).toMatchObject([{ person: other, by: 'Trần Thị Bình', comment: SCRIPT }])

    await page.setViewportSize({ width: 390, height: 844 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await row.getByRole('button', { name: `Kết thúc trực thay của ${other.name}` }).click()
    await row.waitFor({ state: 'detached', ...SOON })
    await page.getByRole('heading', { name: `network: đang trực ${before.name}` }).waitFor(SOON)
    expect((await duty()).overrides).toEqual([])
    expect(trouble.filter((text) => !text.includes('400'))).toEqual([])
  })
})

describe('every visitor', () => {
  test.for([
    { locale: 'vi-VN', language: 'vi', incidents: 'Sự cố' },
    { locale: 'en-GB', language: 'en', incidents: 'Incidents' },
    { locale: 'fr-FR', language: 'vi', incidents: 'Sự cố' },
  ])('with a browser in $locale reads $language', async ({ locale, language, incidents }) => {
    await using visitor = await visit('/', { locale })
    const { page } = visitor
    await page.locator('.navigation').getByRole('link', { name: incidents }).waitFor(SOON)
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
  })

  test('can switch the language and the theme, and finds them so again', async () => {
    await using visitor = await visit('/agents')
    const { page, trouble } = visitor
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('button', { name: 'Theme: System' }).click()
    await page.getByRole('button', { name: 'Theme: Light' }).click()
    await page.reload()
    await page.getByRole('heading', { name: 'Agents' }).waitFor(SOON)
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark')
    expect(trouble).toEqual([])
  })

  test('can go everywhere with the keyboard', async () => {
    await using visitor = await visit('/')
    const { page } = visitor
    await tile(page).waitFor(SOON)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Đến nội dung chính')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    await tile(page).locator('a').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: unit.name.vi }).waitFor(SOON)
    expect(new URL(page.url()).pathname).toBe(`/sites/${unit.id}`)
    await page.goBack()
    await tile(page).waitFor(SOON)
  })

  test('is asked for a token where the collector wants one, and the token stays in the tab', async () => {
    await using guarded = await watchProvince({ token: true })
    await guarded.report()
    await using visitor = await visit('/', {}, guarded.url)
    const { page } = visitor
    await page.getByRole('button', { name: 'Dùng mã truy cập' }).click()
    await page.getByLabel('Mã truy cập').fill('vgk_wrong')
    await page.keyboard.press('Enter')
    await shown(page, 'Mã này không được chấp nhận.')
    await page.getByLabel('Mã truy cập').fill(guarded.token!)
    await page.keyboard.press('Enter')
    await tile(page).waitFor(SOON)
    expect(await page.evaluate(() => [localStorage.getItem('vonggac.token'), sessionStorage.length])).toEqual([null, 1])
  })
})
