import { encodePoints, int, type OrderAnswer, type OrderedResult, type RunOrder } from '@vonggac/model'
import { expect, onTestFinished, test } from 'vitest'
import type { Meeting, MeetingsDocument, Preflight } from '../api-types.ts'
import { bearer, json, operator } from '../testing/ask.ts'
import { openTestApp, smallConfig } from '../testing/test-app.ts'

const HOUR = 3_600_000

/** A hub and one site with an endpoint and a reflector. */
const config = smallConfig({
  sites: [
    { id: 'dc', name: 'Hub', kind: 'hub' },
    {
      id: 'tam-ky',
      name: { vi: 'UBND Tam Kỳ', en: 'Tam Kỳ' },
      links: [{ id: 'vnpt', provider: 'vnpt', gateway: '10.33.1.1' }],
      devices: [
        { id: 'vc1', role: 'conference-endpoint', address: '10.33.1.20' },
        { id: 'srv1', role: 'server', address: '10.33.1.10', agent: true },
      ],
    },
  ],
  agents: [
    { id: 'hub', site: 'dc', hub: true },
    { id: 'tam-ky', site: 'tam-ky', reflector: { listen: '0.0.0.0:862' } },
  ],
  oncall: { channels: [{ id: 'ops', kind: 'webhook', url: 'http://127.0.0.1:9/' }] },
  meetings: [{ id: 'old', title: 'Old', start: '2020-01-01T08:00', sites: 'all' }],
})

async function open() {
  const at = await openTestApp({ config })
  onTestFinished(() => at[Symbol.asyncDispose]())
  const ask = (
    path: string,
    {
      method = 'GET',
      headers = operator,
      body,
    }: Parameters<typeof at.app.request>[1] & { headers?: Record<string, string> } = {},
  ) => {
    const real = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('KEY', at.key).replace('TOKEN', at.token)]),
    )
    return at.app.request(path, { method, headers: real, ...(body === undefined ? {} : { body }) })
  }
  const ok = async <T>(path: string, asked?: Parameters<typeof ask>[1]): Promise<T> => {
    const response = await ask(path, asked)
    expect([path, response.status]).toEqual([path, 200])
    return (await response.json()) as T
  }
  return { ...at, ask, ok }
}

type Open = Awaited<ReturnType<typeof open>>

/** Does as the hub's agent would: everything is good but for the loss on the way there. */
async function agentAnswers({ ok, ask }: Open, lossPct: number): Promise<void> {
  const { orders } = await ok<{ orders: RunOrder[] }>('/api/v1/agents/self/orders?after=0&wait=5', { headers: bearer })
  const [order] = orders
  const stamp = {
    measurement: 'stamp',
    tags: {},
    fields: { sent: int(1_500), received: int(1_400), loss_forward_pct: lossPct, loss_return_pct: 0 },
    timestamp: 1,
  }
  const results = order!.rounds.flatMap(({ checks }, round) =>
    checks.map(({ id }): OrderedResult => {
      const lines = id.includes('/stamp@') ? encodePoints([stamp]) : ''
      return { round, check: id, status: 'ok', error: '', detail: '', at: 1, durationMs: 1, lines }
    }),
  )
  const answer: OrderAnswer = { results }
  const response = await ask(`/api/v1/agents/self/orders/${order!.id}`, json(bearer, answer))
  expect(response.status).toBe(204)
}

const soon = (more: Record<string, unknown> = {}) => {
  const start = Date.now() + HOUR / 2
  return json(operator, { title: 'Giao ban', start, end: start + HOUR, sites: ['tam-ky'], by: 'Trúc', ...more })
}

test('a meeting is entered, listed, and called off', async () => {
  const at = await open()
  const meeting = await at.ok<Meeting>('/api/v1/meetings', soon())
  expect(meeting).toMatchObject({ title: { vi: 'Giao ban' }, source: 'api', state: 'planned', preflight: null })
  const { meetings } = await at.ok<MeetingsDocument>('/api/v1/meetings')
  expect(meetings).toEqual([meeting])
  await at.ok(`/api/v1/meetings/${meeting.id}/cancel`, json(operator, { by: 'Trúc' }))
  expect((await at.ok<MeetingsDocument>('/api/v1/meetings')).meetings).toEqual([])
})

test.for<[string, Record<string, unknown>, string]>([
  ['a site that does not exist', { sites: ['tam-kyy'] }, 'sites: there is no site `tam-kyy`; did you mean `tam-ky`?'],
  ['an end before its start', { end: 1 }, 'end: expected a moment after the start, at most 14 days later'],
])('a meeting with %s is refused', async ([, more, detail]) => {
  const at = await open()
  const response = await at.ask('/api/v1/meetings', soon(more))
  expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([400, detail])
})

test('sites are tested by the agent, judged, and kept', async () => {
  const at = await open()
  const begun = await at.ok<Preflight>('/api/v1/preflights', json(operator, { sites: 'all', by: 'Trúc' }))
  expect(begun).toMatchObject({ state: 'running', verdict: null, by: 'Trúc' })
  await agentAnswers(at, 5)
  await at.readiness.desk.over(begun.id)
  const done = await at.ok<Preflight>(`/api/v1/preflights/${begun.id}`)
  expect(done).toMatchObject({
    state: 'done',
    verdict: 'not-ready',
    sites: [{ site: 'tam-ky', verdict: 'not-ready', reasons: [{ code: 'loss', check: 'tam-ky/vnpt/stamp@hub' }] }],
  })
})

test('people are told of what is not ready once, then of changes only', async () => {
  const at = await open()
  const meeting = await at.ok<Meeting>('/api/v1/meetings', soon())
  const told = async () => {
    const rows = await at.state.selectFrom('outbox').select(['key', 'message']).orderBy('id').execute()
    return rows.map(({ key, message }) => [key.split(':')[1], (JSON.parse(message) as { subject: string }).subject])
  }
  const run = async (leadMs: number, lossPct: number) => {
    const begun = await at.readiness.desk.begin({ sites: ['tam-ky'], meeting, leadMs })
    await agentAnswers(at, lossPct)
    await at.readiness.desk.over(begun!.id)
  }
  await run(HOUR, 5)
  const first = ['opened', 'CHƯA SẴN SÀNG: Giao ban: UBND Tam Kỳ / NOT READY: Giao ban: Tam Kỳ']
  expect(await told()).toEqual([first])
  await run(HOUR / 4, 6)
  expect(await told()).toEqual([first])
  await run(HOUR / 12, 0)
  expect(await told()).toEqual([first, ['changed-1', 'ĐÃ SẴN SÀNG: Giao ban / READY: Giao ban']])
  const { preflights } = await at.ok<{ preflights: Preflight[] }>(`/api/v1/meetings/${meeting.id}`)
  expect(preflights.map(({ verdict }) => verdict)).toEqual(['ready', 'not-ready', 'not-ready'])
})

test('a summary is one page, and what people wrote is text in it', async () => {
  const at = await open()
  const meeting = await at.ok<Meeting>('/api/v1/meetings', soon({ title: '<script>alert(1)</script>' }))
  const response = await at.ask(`/api/v1/meetings/${meeting.id}/summary?format=html&language=en`)
  const page = await response.text()
  expect(response.headers.get('content-type')).toContain('text/html')
  expect(page).toContain('&lt;script&gt;alert(1)')
  expect(page).not.toContain('<script>')
  expect(page).toContain('not tested')
})

test('orders are for agents, and answers for whoever waits', async () => {
  const at = await open()
  expect((await at.ask('/api/v1/agents/self/orders')).status).toBe(403)
  expect((await at.ask('/api/v1/agents/self/orders?after=x', { headers: bearer })).status).toBe(400)
  expect((await at.ask('/api/v1/agents/self/orders/none', json(bearer, { results: [] }))).status).toBe(404)
  expect((await at.ask('/api/v1/agents/self/orders/none', json(bearer, { results: 1 }))).status).toBe(400)
})

test('either sites or a meeting, and one that exists', async () => {
  const at = await open()
  const status = async (body: unknown) => (await at.ask('/api/v1/preflights', json(operator, body))).status
  expect(await status({ by: 'x' })).toBe(400)
  expect(await status({ by: 'x', sites: 'all', meeting: 'm' })).toBe(400)
  expect(await status({ by: 'x', meeting: 'm' })).toBe(404)
})
