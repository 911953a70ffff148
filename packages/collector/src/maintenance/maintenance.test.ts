import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openTestApp, smallConfig } from '../testing/test-app.ts'

const NOW = Date.UTC(2026, 10, 27, 5)
const MINUTE = 60_000

const open = async (alerts: object = {}) => {
  const clock = fakeClock(NOW)
  const at = await openTestApp({ config: smallConfig({ alerts }), clock })
  const ask = async (method: string, path: string, body?: object, token = at.token) => {
    const answer = await at.app.request(path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  const check = at.checks.find(({ node, kind }) => node === 'tam-ky/vnpt' && kind === 'icmp')!
  /** The link fails for a minute. */
  const fails = async () => {
    for (let time = 0; time < 6; time++) {
      await clock.advance(10_000)
      const head = at.journal.stats().head
      const line = `check,check=${check.id},agent=hub,site=tam-ky status=2i,duration_ms=1,error="timeout",detail="" ${clock.now()}000000\n`
      const headers = { authorization: `Bearer ${at.key}` }
      expect((await at.app.request('/api/v1/write', { method: 'POST', headers, body: line })).status).toBe(204)
      await vi.waitFor(async () => {
        await clock.advance(0)
        expect(at.alerting.position).toBeGreaterThan(head)
      })
    }
  }
  /** On the site; nothing else reports, and is missing some time. */
  const incidents = async () => {
    const { incidents } = (await ask('GET', '/api/v1/incidents')).body as {
      incidents: { node: string; site: string }[]
    }
    return incidents.flatMap(({ node, site }) => (site === 'tam-ky' ? [node] : []))
  }
  return { ...at, clock, ask, fails, incidents, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() }
}

/** A calendar is read in a thread of its own, which a busy machine takes its time to start. */
const READS = { timeout: 20_000 }

test('a window is entered, acts, is seen, and is ended', async () => {
  await using at = await open()
  const { status, body } = await at.ask('POST', '/api/v1/maintenance', {
    title: 'Router change',
    match: ['tam-ky/**'],
    to: NOW + 60 * MINUTE,
    by: 'an',
  })
  expect(status).toBe(200)
  expect(body.checks).toBeGreaterThan(0)
  const listed = await at.ask('GET', '/api/v1/maintenance')
  expect(listed.body).toMatchObject({
    problems: [],
    windows: [
      { id: body.id, state: 'active', source: 'api', by: 'an', title: { vi: 'Router change' }, checks: body.checks },
    ],
  })
  await at.fails()
  expect(await at.incidents()).toEqual([])
  expect((await at.ask('POST', `/api/v1/maintenance/${body.id}/end`, { by: 'binh' })).status).toBe(200)
  await at.fails()
  expect(await at.incidents()).toEqual(['tam-ky/vnpt'])
  expect((await at.ask('GET', '/api/v1/maintenance')).body.windows).toMatchObject([{ state: 'over' }])
  expect((await at.ask('POST', `/api/v1/maintenance/${body.id}/end`, { by: 'binh' })).status).toBe(404)
  const people = at.state.selectFrom('audit').where('who', '<>', 'command line')
  const audit = await people.select(['who', 'what']).execute()
  expect(audit).toEqual([
    { who: 'token:tests (an)', what: 'maintenance entered' },
    { who: 'token:tests (binh)', what: 'maintenance ended' },
  ])
})

test('windows of the configuration and of a calendar are known, and ended where they stand', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-work-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const file = join(dir, 'work.ics')
  writeFileSync(
    file,
    'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:patch@x\r\nSUMMARY:Patches\r\nDTSTART:20261127T060000Z\r\nDTEND:20261127T070000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
  )
  await using at = await open({
    maintenance: [{ id: 'night', match: ['dc'], start: '2026-11-27T22:00', duration: '2h' }],
    calendars: [
      { id: 'work', file, match: ['dc/**'] },
      { id: 'gone', file: `${file}.not`, match: ['dc'] },
    ],
  })
  const { body } = await vi.waitFor(async () => {
    const answer = await at.ask('GET', '/api/v1/maintenance')
    expect(answer.body.problems).toHaveLength(1)
    return answer
  }, READS)
  expect(body.windows).toMatchObject([
    { source: 'calendar', title: { en: 'Patches' }, state: 'planned', from: NOW + 60 * MINUTE },
    { id: 'night', source: 'config', state: 'planned' },
  ])
  expect(body.problems).toEqual([{ calendar: 'gone', text: expect.stringContaining('cannot be read (ENOENT)') }])
  expect(await at.ask('POST', '/api/v1/maintenance/night/end', { by: 'an' })).toMatchObject({
    status: 409,
    body: { detail: 'this window is of the config: end it there' },
  })
})

test('a calendar that never answers holds up neither the start nor what people enter', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => silent.closeAllConnections())
  onTestFinished(() => void silent.close())
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/work.ics`
  await using at = await open({ calendars: [{ id: 'work', url, match: ['dc/**'] }] })
  const entered = { title: 'x', match: ['tam-ky/**'], to: NOW + MINUTE, by: 'an' }
  expect((await at.ask('POST', '/api/v1/maintenance', entered)).status).toBe(200)
  expect((await at.ask('GET', '/api/v1/maintenance')).body).toMatchObject({
    windows: [{ state: 'active' }],
    problems: [],
  })
})

test('a calendar is imported, and again: its events are there once', async () => {
  await using at = await open()
  const calendar =
    'BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:a\nSUMMARY:Weekly\nDTSTART:20261128T010000Z\nDTEND:20261128T020000Z\nRRULE:FREQ=WEEKLY;COUNT=3\nEND:VEVENT\nEND:VCALENDAR\n'
  for (let time = 0; time < 2; time++)
    expect(
      (await at.ask('POST', '/api/v1/maintenance/import', { calendar, match: ['dc/**'], by: 'an' })).body,
    ).toMatchObject({
      entered: [expect.any(String), expect.any(String), expect.any(String)],
      problems: [],
    })
  expect((await at.ask('GET', '/api/v1/maintenance')).body.windows).toHaveLength(3)
})

test('a silence is entered with a reason, seen, and ended', async () => {
  await using at = await open()
  const entered = await at.ask('POST', '/api/v1/silences', {
    match: ['dc/**'],
    to: NOW + MINUTE,
    by: 'an',
    comment: 'known',
  })
  expect(entered.status).toBe(200)
  expect((await at.ask('GET', '/api/v1/silences')).body.silences).toMatchObject([
    { id: entered.body.id, state: 'active', by: 'an', comment: 'known' },
  ])
  expect((await at.ask('POST', `/api/v1/silences/${entered.body.id}/end`, { by: 'an' })).status).toBe(200)
  expect(
    (await at.ask('POST', '/api/v1/silences', { match: ['dc/**'], to: NOW + MINUTE, by: 'an', comment: ' ' })).status,
  ).toBe(400)
})

test.for([
  [
    'nothing that there is',
    { match: ['nowhere/**'], to: NOW + MINUTE },
    'match: nowhere/** matches no site, link, device, service or check',
  ],
  [
    'a time that is over',
    { match: ['dc/**'], to: NOW - 1 },
    'to: expected a moment that is after `from` and not over yet',
  ],
  [
    'a quarter of a year and more',
    { match: ['dc/**'], to: NOW + 91 * 86_400_000 },
    'to: expected at most 90 days after `from`',
  ],
] as const)('maintenance of %s is refused', async ([, entry, detail]) => {
  await using at = await open()
  expect(await at.ask('POST', '/api/v1/maintenance', { title: 'x', by: 'an', ...entry })).toMatchObject({
    status: 400,
    body: { detail },
  })
})
