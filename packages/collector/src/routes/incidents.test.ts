import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IncidentDetail, IncidentPage, IncidentReport } from '../api-types.ts'
import { MAX_REOPEN_MS } from '../incidents/changes.ts'
import { recordEvents } from '../state/incident-record.ts'
import { bearer, json, openAsked, operator, TOKEN } from '../testing/ask.ts'

let at: Awaited<ReturnType<typeof openAsked>>
beforeAll(async () => {
  at = await openAsked()
})
afterAll(() => at[Symbol.asyncDispose]())

let made = 0
/** An incident of a node of its own, as the engine would have opened it. */
async function incident({ ended, title = 'Mất kết nối' }: { ended?: number; title?: string } = {}): Promise<string> {
  const id = `i${++made}`
  const openedAt = Date.now() - 60_000 + made
  const shape = {
    ...{ id, node: `tam-ky/n${made}`, site: 'tam-ky', cause: 'link' as const, severity: 'critical' as const },
    ...{ title: { vi: title, en: 'Link down' }, since: openedAt - 500, openedAt, members: ['tam-ky/vnpt/icmp@hub'] },
  }
  const circumstances = { by: null, reopenMs: 0, impacts: new Map() }
  const opened = {
    kind: 'opened' as const,
    at: openedAt,
    incident: { ...shape, resolvedAt: null },
    reason: 'need-met: x',
  }
  await recordEvents(at.state, [opened], circumstances)
  if (ended !== undefined)
    await recordEvents(
      at.state,
      [{ kind: 'resolved', at: ended, incident: { ...shape, resolvedAt: ended }, reason: 'recovered: y' }],
      circumstances,
    )
  return id
}

const post = (path: string, body: unknown, headers: Record<string, string> = operator) =>
  at.ask(`/api/v1/incidents/${path}`, json(headers, body))
const detail = async (response: Response) => {
  expect(response.status).toBe(200)
  return (await response.json()) as IncidentDetail
}
const by = 'Lan'

describe('an incident', () => {
  test('is taken over, assigned, noted, put off, ended and opened again', async () => {
    const id = await incident()
    expect(await detail(await post(`${id}/ack`, { by }))).toMatchObject({ state: 'acknowledged', acked_by: by })
    expect(await detail(await post(`${id}/notes`, { by, text: 'gọi VNPT' }))).toMatchObject({ state: 'acknowledged' })
    const until = Date.now() + 3_600_000
    expect(await detail(await post(`${id}/snooze`, { by, until }))).toMatchObject({ snoozed_until: until })
    expect(await detail(await post(`${id}/snooze`, { by, until: null }))).toMatchObject({ snoozed_until: null })
    const lesson = { root_cause: 'cáp đứt', measures: 'hàn nối', prevention: '' }
    expect(await detail(await post(`${id}/postmortem`, { by, ...lesson }))).toMatchObject({ postmortem: lesson })
    expect(await detail(await post(`${id}/resolve`, { by, text: 'xong' }))).toMatchObject({ state: 'resolved' })
    const again = await detail(await post(`${id}/reopen`, { by, text: 'chưa xong' }))
    expect(again).toMatchObject({ state: 'acknowledged', reopened: 1 })
    expect(await detail(await post(`${id}/resolve`, { by }))).toMatchObject({ state: 'resolved' })
    const kinds = (await detail(await at.ask(`/api/v1/incidents/${id}`, { headers: operator }))).timeline.map(
      ({ kind }) => kind,
    )
    expect(kinds).toEqual([
      ...['opened', 'acknowledged', 'note', 'snoozed', 'snoozed', 'note'],
      ...['note', 'resolved', 'reopened', 'resolved'],
    ])
  })

  test('is merged into another and taken out again', async () => {
    const [one, two] = [await incident(), await incident()]
    expect(await detail(await post(`${two}/merge`, { by, into: one }))).toMatchObject({ merged_into: one })
    expect(await detail(await at.ask(`/api/v1/incidents/${one}`, { headers: operator }))).toMatchObject({
      merged: [{ id: two, members: ['tam-ky/vnpt/icmp@hub'] }],
    })
    expect(await detail(await post(`${two}/separate`, { by }))).toMatchObject({ merged_into: null })
  })

  test.for([
    { name: 'acknowledged when it is over', path: 'over/ack', body: { by }, status: 409 },
    { name: 'put off when it is over', path: 'over/snooze', body: { by, until: 9e12 }, status: 409 },
    { name: 'put off until yesterday', path: 'open/snooze', body: { by, until: 1 }, status: 400 },
    { name: 'opened while it is open', path: 'open/reopen', body: { by }, status: 409 },
    { name: 'opened a week later', path: 'old/reopen', body: { by }, status: 409 },
    { name: 'merged into itself', path: 'open/merge', body: { by, into: 'open' }, status: 409 },
    { name: 'separated from nothing', path: 'open/separate', body: { by }, status: 409 },
    { name: 'assigned to a stranger', path: 'open/assign', body: { by, person: 'nobody-known' }, status: 400 },
    { name: 'handled by nobody', path: 'open/ack', body: { by: ' ' }, status: 400 },
    { name: 'handled when it is not there', path: 'none/ack', body: { by }, status: 404 },
    { name: 'told what nobody asked for', path: 'open/notes', body: { by, text: 'x', more: 1 }, status: 400 },
  ])('cannot be $name', async ({ path, body, status }) => {
    const ids: Record<string, string> = {
      open: await incident(),
      over: await incident({ ended: Date.now() }),
      old: await incident({ ended: Date.now() - MAX_REOPEN_MS - 1_000 }),
    }
    const [name = '', action = ''] = path.split('/')
    const into = 'into' in body ? { into: ids[body.into] } : {}
    const response = await post(`${ids[name] ?? name}/${action}`, { ...body, ...into })
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
  })

  test.for(['ack', 'assign', 'notes', 'snooze', 'merge', 'separate', 'resolve', 'reopen', 'postmortem'])(
    'is not handled by an agent: %s',
    async (action) => {
      const id = await incident()
      expect((await post(`${id}/${action}`, { by }, bearer)).status).toBe(403)
    },
  )
})

test('several are acknowledged at once; what is over is told', async () => {
  const [one, two] = [await incident(), await incident({ ended: Date.now() })]
  const response = await post('ack', { by, ids: [one, two, one, 'none'] })
  expect(await response.json()).toEqual({
    acknowledged: [one],
    refused: [
      { id: two, why: 'it is resolved: there is nothing to acknowledge' },
      { id: 'none', why: 'there is no such incident' },
    ],
  })
})

describe('the list', () => {
  test('comes a page at a time', async () => {
    for (let n = 0; n < 3; n++) await incident()
    const first = (await (await at.ask('/api/v1/incidents?limit=2', { headers: operator })).json()) as IncidentPage
    expect(first.incidents).toHaveLength(2)
    const path = `/api/v1/incidents?limit=2&after=${encodeURIComponent(first.next!)}`
    const second = (await (await at.ask(path, { headers: operator })).json()) as IncidentPage
    expect(second.incidents.map(({ id }) => id)).not.toContain(first.incidents[1]!.id)
  })

  test.for(['after=x', 'limit=0', 'limit=9999', 'from=yesterday', 'state=broken'])('refuses %s', async (query) => {
    expect((await at.ask(`/api/v1/incidents?${query}`, { headers: operator })).status).toBe(400)
  })

  test('is a table that no spreadsheet runs', async () => {
    const id = await incident({ title: '=HYPERLINK("http://x")' })
    const response = await at.ask('/api/v1/incidents?format=csv', { headers: operator })
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const line = (await response.text()).split('\r\n').find((each) => each.startsWith(`${id},`))
    expect(line).toContain(`"'=HYPERLINK(""http://x"")"`)
  })
})

describe('a report', () => {
  test('says what is known, and leaves the rest to be filled in', async () => {
    const id = await incident()
    await post(`${id}/postmortem`, { by, root_cause: 'cáp đứt' })
    const path = `/api/v1/incidents/${id}/report`
    const final = (await (await at.ask(`${path}?stage=final`, { headers: operator })).json()) as IncidentReport
    const rows = Object.fromEntries(
      final.sections.flatMap(({ rows: all }) => all).map(({ label, value }) => [label.vi, value?.vi]),
    )
    expect(rows).toMatchObject({ 'Nguyên nhân gốc': 'cáp đứt', 'Nơi xảy ra': 'UBND Tam Kỳ', 'Mã số': id })
    expect(rows['Cấp độ của hệ thống thông tin']).toBeUndefined()
    expect(final.form).toContain('20/2017/TT-BTTTT')
    const initial = (await (await at.ask(path, { headers: operator })).json()) as IncidentReport
    expect(initial.sections.map(({ title }) => title.vi)).not.toContain('Quá trình và kết quả xử lý')
  })

  test('is a page without script, in which others’ words are words', async () => {
    const id = await incident({ title: '<script>alert(1)</script>' })
    await post(`${id}/notes`, { by: '<b>', text: '<img src=x onerror=alert(1)>' })
    const response = await at.ask(`/api/v1/incidents/${id}/report?format=html&stage=initial`, { headers: operator })
    const page = await response.text()
    expect(page).not.toMatch(/<script|<img|<b>:/)
    expect(page).toContain('&lt;script&gt;')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('is a table', async () => {
    const id = await incident()
    await post(`${id}/notes`, { by, text: '+1+cmd|calc' })
    const response = await at.ask(`/api/v1/incidents/${id}/report?format=csv`, { headers: operator })
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8')
    expect(text).toContain(`"'+1+cmd|calc"`)
    expect(text.startsWith('\ufeffsection,label')).toBe(true)
  })

  test('needs a key', async () => {
    expect(
      (await at.ask('/api/v1/incidents/x/report', { headers: { authorization: `Bearer x${TOKEN}` } })).status,
    ).toBe(401)
  })
})
