import type { IncidentPage } from '@vonggac/collector/api-types'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seriousViolations } from '../support/accessibility.ts'
import { type Chromium, launchChromium } from '../support/chromium.ts'
import { openVisit } from '../support/visitor.ts'
import { eventually } from '../support/vonggac.ts'
import { type Member, type WatchedProvince, watchProvince } from '../support/watched-province.ts'

/** A collector that lets in only whom it knows, and its console in a real browser. */

const password = 'mưa nguồn chớp bể'
const people = {
  admin: { id: 'quan-tri', name: 'Lê Văn Quản', role: 'admin', password },
  operator: { id: 'binh', name: 'Trần Thị Bình', role: 'operator', password },
  viewer: { id: 'xem', name: 'Nguyễn Thị Xem', role: 'viewer', password },
} as const satisfies Record<string, Member>
const SCRIPT = '<img src=x onerror="document.title=\'owned\'">'
const SOON = { timeout: 15_000 }

let chromium: Chromium
let province: WatchedProvince
let unit: WatchedProvince['units'][number]
beforeAll(async () => {
  chromium = await launchChromium()
  province = await watchProvince({ token: true, people: Object.values(people) })
  unit = province.units.find((site) => site.links.length === 2)!
  await province.report()
  const link = `${unit.id}/${unit.links[0]!.id}/icmp@hub`
  await eventually(
    async () => {
      await province.report({ [link]: { status: 'fail', error: 'timeout', detail: 'cut' } })
      return (await open()).length > 0 ? true : undefined
    },
    { what: 'an incident' },
  )
}, 60_000)
afterAll(async () => {
  await chromium?.[Symbol.asyncDispose]()
  await province?.[Symbol.asyncDispose]()
})

const api = async <T>(path: string): Promise<T> => {
  const answer = await fetch(`${province.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${province.token}` },
  })
  return (await answer.json()) as T
}
const open = async () => (await api<IncidentPage>('/incidents?state=unresolved')).incidents

const visit = (path: string, options: BrowserContextOptions = {}) =>
  openVisit(chromium.browser, { ...options, url: province.url, path })
const enter = async (page: Page, user: string, secret: string = password) => {
  await page.getByLabel('Tên đăng nhập').fill(user)
  await page.getByLabel('Mật khẩu', { exact: true }).fill(secret)
  await page.keyboard.press('Enter')
}
const shown = (page: Page, text: string) => page.getByText(text).first().waitFor(SOON)
const wide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)

describe('signing in', () => {
  test('says what is wrong beside the field, leads where somebody wanted to go, and out again', async () => {
    await using visitor = await visit('/incidents')
    const { page, trouble } = visitor
    await page.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor(SOON)
    await page.getByLabel('Tên đăng nhập').fill('xem')
    await page.keyboard.press('Enter')
    await shown(page, 'Hãy điền ô này.')
    await enter(page, 'xem', 'not the password')
    const field = page.getByLabel('Mật khẩu', { exact: true })
    await shown(page, 'Tên đăng nhập hoặc mật khẩu không đúng.')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(await field.getAttribute('autocomplete')).toBe('current-password')
    expect(await seriousViolations(page)).toEqual([])
    await enter(page, 'xem')
    await page.getByRole('heading', { level: 1, name: 'Sự cố' }).waitFor(SOON)
    expect(new URL(page.url()).pathname).toBe('/incidents')
    await page.locator('[data-incident]').first().waitFor(SOON)
    expect(await page.evaluate(() => [Object.keys(localStorage), sessionStorage.length, document.cookie])).toEqual([
      [],
      0,
      '',
    ])
    await page.reload()
    await page.getByRole('link', { name: 'Tài khoản: Nguyễn Thị Xem' }).waitFor(SOON)
    await page.getByRole('button', { name: 'Đăng xuất' }).click()
    await page.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor(SOON)
    expect(trouble.filter((text) => !text.includes('401'))).toEqual([])
  })

  test('goes with a token instead, which stays in the tab', async () => {
    await using visitor = await visit('/')
    const { page } = visitor
    await page.getByRole('button', { name: 'Dùng mã truy cập' }).click()
    await page.getByLabel('Mã truy cập').fill('vgk_wrong')
    await page.keyboard.press('Enter')
    await shown(page, 'Mã này không được chấp nhận.')
    await page.getByLabel('Mã truy cập').fill(province.token!)
    await page.keyboard.press('Enter')
    await page.locator('.tile').first().waitFor(SOON)
    expect(await page.evaluate(() => [localStorage.getItem('vonggac.token'), sessionStorage.length])).toEqual([null, 1])
    await page.getByRole('button', { name: 'Đăng xuất' }).click()
    await page.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor(SOON)
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
  })

  test('is possible on a phone, in English, with the keyboard alone', async () => {
    await using visitor = await visit('/', { viewport: { width: 390, height: 844 }, locale: 'en-GB' })
    const { page, trouble } = visitor
    await page.getByLabel('User').focus()
    await page.keyboard.type('binh')
    await page.keyboard.press('Tab')
    await page.keyboard.type('wrong wrong')
    await page.keyboard.press('Enter')
    await shown(page, 'User or password is wrong.')
    expect(await wide(page)).toBeLessThanOrEqual(390)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.keyboard.press('Enter')
    await page.locator('.tile').first().waitFor(SOON)
    expect(await wide(page)).toBeLessThanOrEqual(390)
    await page.getByRole('link', { name: 'Account: Trần Thị Bình' }).click()
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor(SOON)
    await page.getByText('You are signed in as Trần Thị Bình, operator.').waitFor(SOON)
    expect(await seriousViolations(page)).toEqual([])
    expect(await wide(page)).toBeLessThanOrEqual(390)
    expect(trouble.filter((text) => !text.includes('401'))).toEqual([])
  })
})

describe('what a role may not do', () => {
  test('a viewer is not offered', async () => {
    const [incident] = await open()
    await using visitor = await visit(`/incidents/${incident!.id}`)
    const { page, trouble } = visitor
    await enter(page, people.viewer.id)
    await page.getByRole('heading', { name: 'Diễn biến' }).waitFor(SOON)
    for (const path of ['/', `/incidents/${incident!.id}`, '/maintenance', '/on-call', '/readiness']) {
      await page.goto(province.url + path)
      await page.getByRole('heading', { level: 1 }).first().or(page.locator('.tile').first()).first().waitFor(SOON)
      const offered = page.getByRole('button', { name: /Nhận xử lý|Thêm ghi chú|Nhập|Gửi thử|Kiểm tra ngay/ })
      expect([path, await offered.count()]).toEqual([path, 0])
      expect([path, await page.getByLabel('Tên của bạn').count()]).toEqual([path, 0])
    }
    await page.goto(`${province.url}/settings`)
    await page.getByRole('heading', { name: 'Đổi mật khẩu' }).waitFor(SOON)
    expect(await page.getByRole('heading', { name: /Người dùng|Mã truy cập|Nhật ký/ }).count()).toBe(0)
    expect(trouble).toEqual([])
  })
})

describe('who signed in', () => {
  test('acknowledges under that name without being asked for one', async () => {
    const [incident] = await open()
    await using visitor = await visit(`/incidents/${incident!.id}`)
    const { page, trouble } = visitor
    await enter(page, people.operator.id)
    await page.getByRole('heading', { name: 'Xử lý' }).waitFor(SOON)
    expect(await page.getByLabel('Tên của bạn').count()).toBe(0)
    await page.getByRole('button', { name: 'Nhận xử lý', exact: true }).click()
    await page.getByText('Trần Thị Bình đã nhận xử lý').first().waitFor(SOON)
    expect(await api(`/incidents/${incident!.id}`)).toMatchObject({ acked_by: 'Trần Thị Bình' })
    expect(trouble).toEqual([])
  })
})

describe('an admin', () => {
  test('lets somebody in, who has to choose a password, and keeps him out again', async () => {
    await using visitor = await visit('/settings')
    const { page, trouble } = visitor
    await enter(page, people.admin.id)
    const form = page.locator('form', { hasText: 'Thêm người dùng' })
    await form.getByLabel('Tên đăng nhập').fill('Người Mới')
    await form.getByRole('button').click()
    await form.getByText('Chỉ dùng chữ thường không dấu').waitFor(SOON)
    await form.getByLabel('Tên đăng nhập').fill('moi')
    await form.getByLabel('Họ và tên').fill(SCRIPT)
    await form.getByLabel('Vai trò').selectOption('viewer')
    await form.getByRole('button').click()
    const secret = page.locator('.secret code')
    await secret.waitFor(SOON)
    const given = (await secret.textContent())!
    await page.getByRole('button', { name: 'Đã chép xong, ẩn đi' }).click()
    const row = page.locator('[data-user="moi"]')
    await row.getByText(SCRIPT).waitFor(SOON)

    await using other = await visit('/services')
    await enter(other.page, 'moi', given)
    await other.page.getByRole('heading', { level: 1, name: 'Đặt mật khẩu của bạn' }).waitFor(SOON)
    await other.page.getByLabel('Mật khẩu hiện tại').fill(given)
    await other.page.getByLabel('Mật khẩu mới', { exact: true }).fill('ngắn')
    await other.page.keyboard.press('Enter')
    await shown(other.page, 'Mật khẩu cần ít nhất 10 ký tự.')
    await other.page.getByLabel('Mật khẩu mới', { exact: true }).fill('một mật khẩu của tôi')
    await other.page.getByLabel('Nhập lại mật khẩu mới').fill('một mật khẩu của tôi')
    await other.page.keyboard.press('Enter')
    await other.page.getByRole('heading', { level: 1, name: 'Dịch vụ' }).waitFor(SOON)

    await row.getByRole('button', { name: 'Khoá moi' }).click()
    await row.getByText('đã khoá').waitFor(SOON)
    await other.page.reload()
    await other.page.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor(SOON)

    await row.getByRole('button', { name: 'Xoá moi' }).click()
    await row.getByRole('button', { name: 'Chắc chắn: Xoá moi' }).click()
    await row.waitFor({ state: 'detached', ...SOON })
    const own = page.locator(`[data-user="${people.admin.id}"]`)
    await own.getByRole('combobox').selectOption('viewer')
    await own.getByText(/is the last admin/).waitFor(SOON)
    await page.getByLabel('Lọc theo người').fill(people.admin.id)
    await page.locator('.audit').getByText('user removed').waitFor(SOON)
    expect(await page.title()).not.toContain('owned')
    expect(await seriousViolations(page)).toEqual([])
    expect([...trouble, ...other.trouble].filter((text) => !/40[19]/.test(text))).toEqual([])
  })

  test('makes a token that is shown once, and revokes it', async () => {
    await using visitor = await visit('/settings', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
    const { page, trouble } = visitor
    await enter(page, people.admin.id)
    const form = page.locator('form', { hasText: 'Tạo mã truy cập' })
    await form.getByRole('button').click()
    await form.getByText('Hãy điền ô này.').waitFor(SOON)
    await form.getByLabel('Dùng để làm gì').fill('màn hình treo tường')
    await form.getByLabel('Hết hạn').fill('2999-12-31')
    await form.getByRole('button').click()
    const key = (await page.locator('.secret code').textContent(SOON))!
    const ask = () => fetch(`${province.url}/api/v1/status`, { headers: { authorization: `Bearer ${key}` } })
    expect((await ask()).status).toBe(200)
    expect(await seriousViolations(page)).toEqual([])
    expect(await wide(page)).toBeLessThanOrEqual(390)
    await page.reload()
    const row = page.locator('[data-token]', { hasText: 'màn hình treo tường' })
    await row.getByText('31/12').first().waitFor(SOON)
    expect(await page.locator('.secret').count()).toBe(0)
    await row.getByRole('button', { name: 'Thu hồi màn hình treo tường' }).click()
    await row.getByRole('button', { name: 'Chắc chắn: Thu hồi màn hình treo tường' }).click()
    await row.waitFor({ state: 'detached', ...SOON })
    expect((await ask()).status).toBe(401)
    expect(trouble).toEqual([])
  })

  test('signs out everywhere', async () => {
    await using first = await visit('/settings')
    await enter(first.page, people.admin.id)
    await using second = await visit('/settings')
    await enter(second.page, people.admin.id)
    await second.page.getByText('phiên này').waitFor(SOON)
    await second.page.getByRole('button', { name: 'Đăng xuất mọi nơi' }).click()
    await second.page.getByRole('button', { name: 'Chắc chắn: Đăng xuất mọi nơi' }).click()
    await second.page.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor(SOON)
    await first.page.reload()
    await first.page.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor(SOON)
  })
})
