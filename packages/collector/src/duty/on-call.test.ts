import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import type { OnCallDocument } from '../api-types.ts'
import { readCalendarApart } from '../calendars/calendar-reader.ts'
import { openTestApp, smallConfig } from '../testing/test-app.ts'
import { calendarFeed } from './calendar-feed.ts'

/** A Thursday, clocks of Viet Nam. */
const at = (text: string) => Date.parse(`${text}+07:00`)
const NOW = at('2026-11-26T10:00')
const HOUR = 3_600_000

const oncall = {
  people: [
    { id: 'an', name: 'Nguyễn Văn An', phone: '0900000001' },
    { id: 'binh', name: 'Trần Thị Bình' },
  ],
  rotas: [{ id: 'network', layers: [{ people: ['an', 'binh'], from: '2026-11-02 08:00' }] }],
}

const open = async () => {
  const clock = fakeClock(NOW)
  const app = await openTestApp({ config: smallConfig({ oncall }), clock })
  const ask = (method: string, path: string, body?: object, token = app.token) =>
    app.app.request(path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  const document = async (query = '') => (await (await ask('GET', `/api/v1/oncall${query}`)).json()) as OnCallDocument
  return { ...app, clock, ask, document, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() }
}

test('it says who is on call now, who comes after, and who was at any moment', async () => {
  await using it = await open()
  const { rotas, people } = await it.document()
  expect(rotas).toMatchObject([
    {
      id: 'network',
      timezone: 'Asia/Ho_Chi_Minh',
      now: { person: { id: 'binh', name: 'Trần Thị Bình' }, from: at('2026-11-23T08:00'), to: at('2026-11-30T08:00') },
      next: { person: { id: 'an' }, from: at('2026-11-30T08:00') },
      shifts: [{ person: { id: 'binh' } }, { person: { id: 'an' } }, { person: { id: 'binh' } }],
    },
  ])
  expect(JSON.stringify(people)).not.toContain('0900000001')
  const before = await it.document(`?at=${at('2026-11-02T07:59')}&days=1`)
  expect(before.rotas[0]).toMatchObject({ now: null, next: { person: { id: 'an' } }, shifts: [{ person: null }, {}] })
})

test('who takes over is on call until the override ends or is called off, and the audit log says who did that', async () => {
  await using it = await open()
  const body = { rota: 'network', person: 'an', to: NOW + 5 * HOUR, by: 'binh', comment: 'đi họp' }
  const answer = await it.ask('POST', '/api/v1/oncall/overrides', body)
  const { id } = (await answer.json()) as { id: string }
  expect(await it.document()).toMatchObject({
    rotas: [{ now: { person: { id: 'an' }, from: NOW, to: body.to, override: id }, next: { person: { id: 'binh' } } }],
    overrides: [{ id, by: 'binh', comment: 'đi họp' }],
  })
  await it.clock.advance(HOUR)
  expect((await it.ask('POST', `/api/v1/oncall/overrides/${id}/end`, { by: 'an' })).status).toBe(200)
  expect((await it.ask('POST', `/api/v1/oncall/overrides/${id}/end`, { by: 'an' })).status).toBe(404)
  expect((await it.document()).rotas[0]!.now).toMatchObject({
    person: { id: 'binh' },
    from: NOW + HOUR,
    override: null,
  })
  expect((await it.document(`?at=${NOW}`)).rotas[0]!.now).toMatchObject({ person: { id: 'an' } })
  expect(await it.state.selectFrom('audit').select(['who', 'what']).where('target', '=', id).execute()).toEqual([
    { who: 'token:tests (binh)', what: 'on-call override entered' },
    { who: 'token:tests (an)', what: 'on-call override ended' },
  ])
})

test.for([
  ['a rota that there is not', { rota: 'servers' }, 404],
  ['a person that there is not', { person: 'chi' }, 400],
  ['an end that is over', { to: NOW }, 400],
  ['an end before the beginning', { from: NOW + 2 * HOUR, to: NOW + HOUR }, 400],
  ['a year', { to: NOW + 365 * 24 * HOUR }, 400],
  ['nobody who does it', { by: ' ' }, 400],
  ['a key that we do not know', { hours: 5 }, 400],
] as const)('an override of %s is refused', async ([, wrong, status]) => {
  await using it = await open()
  const body = { rota: 'network', person: 'an', to: NOW + HOUR, by: 'binh', ...wrong }
  expect((await it.ask('POST', '/api/v1/oncall/overrides', body)).status).toBe(status)
  expect((await it.document()).overrides).toEqual([])
})

test('the key of an agent changes no rota', async () => {
  await using it = await open()
  const body = { rota: 'network', person: 'an', to: NOW + HOUR, by: 'x' }
  expect((await it.ask('POST', '/api/v1/oncall/overrides', body, it.key)).status).toBe(403)
})

test('the feed is a calendar that our own reader understands, with all shifts of half a year', async () => {
  await using it = await open()
  const answer = await it.ask('GET', '/api/v1/oncall/network.ics')
  expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  const text = await answer.text()
  expect(text).not.toContain('0900000001')
  const range = { from: NOW, to: NOW + 150 * 24 * HOUR, timezone: 'UTC' }
  const { events, problems } = await readCalendarApart(text, range, {
    clock: it.clock,
    signal: new AbortController().signal,
  })
  expect(problems).toEqual([])
  expect(events).toHaveLength(22)
  expect(events[1]).toMatchObject({
    title: 'Nguyễn Văn An – network',
    start: at('2026-11-30T08:00'),
    end: at('2026-12-07T08:00'),
  })
  expect((await it.ask('GET', '/api/v1/oncall/servers.ics')).status).toBe(404)
  expect((await it.ask('GET', '/api/v1/oncall/network')).status).toBe(404)
})

test('a line of the feed has at most 75 octets, breaks between characters, and says the same when it is unfolded', () => {
  const name = 'Nguyễn Thị Phương Thảo 😀, trực; ca \\ đêm\ncuối tuần của Trung tâm dữ liệu tỉnh'
  const shift = { rota: 'network', person: 'an', from: NOW, to: NOW + HOUR, override: null }
  const text = calendarFeed({ rota: 'network', title: 'x', shifts: [shift], nameOf: () => name, at: NOW })
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true)
  const summary = text
    .replaceAll('\r\n ', '')
    .split('\r\n')
    .find((line) => line.startsWith('SUMMARY:'))
  const escaped = 'Nguyễn Thị Phương Thảo 😀\\, trực\\; ca \\\\ đêm\\ncuối tuần của Trung tâm dữ liệu tỉnh'
  expect(summary).toBe(`SUMMARY:${escaped} – network`)
  expect(text).toContain('UID:network-20261126T030000Z@oncall.vonggac\r\n')
})
