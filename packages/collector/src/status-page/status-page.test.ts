import { type FakeClock, fakeClock } from '@vonggac/model/fake-clock'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Notice, StatusPageDocument } from '../api-types.ts'
import { recordServiceChanges } from '../state/service-changes.ts'
import { openTestApp, smallConfig } from '../testing/test-app.ts'
import { FRESH_MS } from './status-page.ts'

const SCRIPT = '<script>alert(1)</script>'
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** 12:00 in Viet Nam. */
const NOON = Date.UTC(2026, 10, 26, 5)

const service = (id: string, vi: string, en: string) => ({
  id,
  name: { vi, en },
  site: 'dc',
  checks: [{ kind: 'tcp', host: '10.33.0.40', port: 443 }],
})
const withPage = (statusPage: object | null) =>
  smallConfig({
    services: [service('mail', `Thư ${SCRIPT}`, `Mail ${SCRIPT}`), service('portal', 'Cổng', 'Portal')],
    collector: statusPage === null ? {} : { statusPage },
  })

async function open(statusPage: object | null = {}, clock: FakeClock = fakeClock(NOON)) {
  const at = await openTestApp({ config: withPage(statusPage), clock })
  onTestFinished(() => at[Symbol.asyncDispose]())
  const headers = { authorization: `Bearer ${at.token}`, 'content-type': 'application/json' }
  return {
    ...at,
    clock,
    /** Without any key, as the public does. */
    page: async (path = '/status', language = 'vi') => {
      const answer = await at.app.request(path, { headers: { 'accept-language': language } })
      return { answer, text: await answer.text() }
    },
    document: async () => (await (await at.app.request('/status.json')).json()) as StatusPageDocument,
    notice: (body: object) =>
      at.app.request('/api/v1/notices', { method: 'POST', headers, body: JSON.stringify({ by: 'An', ...body }) }),
    end: (id: string) =>
      at.app.request(`/api/v1/notices/${id}/end`, { method: 'POST', headers, body: JSON.stringify({ by: 'An' }) }),
    notices: async () =>
      ((await (await at.app.request('/api/v1/notices', { headers })).json()) as { notices: Notice[] }).notices,
    changed: (id: string, at_: number, state: 'up' | 'down' | 'unknown') =>
      recordServiceChanges(at.state, [
        {
          service: id,
          at: at_,
          state,
          cause: { vi: 'srv1 10.33.0.40', en: 'srv1 10.33.0.40' },
          incident: null,
          checks: [],
        },
      ]),
  }
}

test('a notice of a time that no clock can show is refused, and the page stays readable', async () => {
  const { notice, page } = await open()
  const answer = await notice({ title: 'x', from: 9e15, to: 9e15 + 1 })
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('from: ')])
  expect((await page()).answer.status).toBe(200)
})

test('there is no page unless the configuration asks for one', async () => {
  const { page } = await open(null)
  expect((await page('/status.json')).answer.status).toBe(404)
  const { answer, text } = await page()
  expect([answer.status, text]).toEqual([404, expect.stringContaining('collector.statusPage')])
})

test('anybody reads how the services are, in both languages, and nothing of what is inside', async () => {
  const { page, changed } = await open({ contact: { vi: 'Gọi 0235 1', en: 'Call 0235 1' } })
  await changed('dc/portal', NOON - 3 * HOUR, 'up')
  await changed('dc/portal', NOON - 2 * HOUR, 'down')
  await changed('dc/portal', NOON - HOUR, 'up')
  const vietnamese = await page()
  expect(vietnamese.answer.status).toBe(200)
  expect(vietnamese.answer.headers.get('cache-control')).toBe(`public, max-age=${FRESH_MS / 1_000}`)
  expect(vietnamese.answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(vietnamese.answer.headers.get('content-language')).toBe('vi')
  for (const text of [
    'Tình trạng dịch vụ',
    'Cổng',
    'Gọi 0235 1',
    '66,66 % trong 1 ngày có số liệu',
    'Các lần gián đoạn (1)',
    '(1 giờ)',
  ])
    expect(vietnamese.text).toContain(text)
  expect(vietnamese.text).not.toContain('<script')
  for (const inside of ['srv1', '10.33.', 'rt1', 'vnpt', 'tam-ky']) expect(vietnamese.text).not.toContain(inside)
  expect((await page('/status', 'en-GB,vi;q=0.5')).text).toContain('Status of services')
  expect((await page('/status?lang=en')).text).toContain('66.66 % in 1 day with figures')
})

test('the days are those of the organisation, the last is today, and what nobody saw is not called good', async () => {
  const { document, changed } = await open({ days: 7, services: ['dc/portal'] })
  // 23:30 of the day before until 00:30.
  await changed('dc/portal', NOON - 2 * DAY, 'up')
  await changed('dc/portal', NOON - 12.5 * HOUR, 'down')
  await changed('dc/portal', NOON - 11.5 * HOUR, 'up')
  const { services } = await document()
  expect(services.map(({ id }) => id)).toEqual(['dc/portal'])
  expect(services[0]!.days.slice(3)).toEqual([
    { date: '2026-11-23', availability: null, down_s: 0 },
    { date: '2026-11-24', availability: 100, down_s: 0 },
    { date: '2026-11-25', availability: expect.closeTo(97.9166, 3), down_s: 1_800 },
    { date: '2026-11-26', availability: expect.closeTo(95.8333, 3), down_s: 1_800 },
  ])
})

test('services stand in the order of the globs', async () => {
  const { document } = await open({ services: ['dc/portal', '**'] })
  expect((await document()).services.map(({ id }) => id)).toEqual(['dc/portal', 'dc/mail'])
})

test('a notice is on the page from its beginning to its end, as text', async () => {
  const { notice, notices, page, end, clock } = await open()
  const planned = await notice({ title: SCRIPT, text: 'Dòng 1\nDòng 2', from: NOON + HOUR, to: NOON + 2 * HOUR })
  expect(planned.status).toBe(200)
  const { id } = (await planned.json()) as { id: string }
  expect((await page()).text).toContain('&lt;script&gt;')
  expect(await notices()).toMatchObject([{ id, state: 'planned', by: 'An', title: { vi: SCRIPT, en: SCRIPT } }])
  await clock.advance(HOUR)
  expect((await notices())[0]!.state).toBe('active')
  expect((await end(id)).status).toBe(200)
  await clock.advance(FRESH_MS)
  expect((await page()).text).not.toContain('Dòng 1')
  expect((await end(id)).status).toBe(404)
})

test.for([
  ['an end before the beginning', { title: 'x', from: NOON + HOUR, to: NOON }, 'to: expected a moment'],
  ['a year', { title: 'x', to: NOON + 365 * DAY }, 'to: expected at most 90 days'],
  [
    'a service that there is not',
    { title: 'x', to: NOON + HOUR, services: ['dc/nope'] },
    'there is no service dc/nope',
  ],
  ['no title', { title: ' ', to: NOON + HOUR }, 'title'],
] as const)('a notice with %s is refused', async ([, body, says]) => {
  const answer = await (await open()).notice(body)
  expect(answer.status).toBe(400)
  expect(((await answer.json()) as { detail: string }).detail).toContain(says)
})

test('an agent writes no notice', async () => {
  const { app, key } = await open()
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ title: 'x', to: NOON + HOUR, by: 'x' })
  expect((await app.request('/api/v1/notices', { method: 'POST', headers, body })).status).toBe(403)
})

test('work on a service is shown without its title, and a service that is away meanwhile is not called down', async () => {
  const { maintenance, document, clock } = await open({ services: ['dc/portal'] })
  const title = { vi: 'Thay ổ đĩa srv1', en: 'Disk of srv1' }
  await maintenance.enter('maintenance', {
    title,
    match: ['dc/portal'],
    from: NOON,
    to: NOON + HOUR,
    by: 'An',
    comment: '',
  })
  await clock.advance(1)
  const made = await document()
  expect(made).toMatchObject({
    state: 'maintenance',
    maintenance: [{ services: ['dc/portal'], state: 'active' }],
    services: [{ state: 'maintenance' }],
  })
  expect(JSON.stringify(made)).not.toContain('srv1')
})

test('a thousand visitors make one page, and one that cannot be read says so rather than that all is well', async () => {
  const at = await open()
  const read = vi.spyOn(at.state, 'selectFrom')
  await Promise.all(Array.from({ length: 100 }, () => at.page()))
  const once = read.mock.calls.length
  await Promise.all(Array.from({ length: 100 }, () => at.page()))
  expect(read.mock.calls.length).toBe(once)
  await at.clock.advance(FRESH_MS)
  read.mockImplementation(() => {
    throw new Error('the disk is gone')
  })
  const { answer, text } = await at.page()
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([503, 'no-store'])
  expect(text).toContain('Hiện chưa đọc được tình trạng dịch vụ')
  read.mockRestore()
  expect((await at.page()).answer.status).toBe(200)
})
