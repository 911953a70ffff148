import { checkPoint, type Point, systemClock } from '@vonggac/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CheckDetail, CheckResults, CheckRun, ConfigDocument } from '../api-types.ts'
import { addToken } from '../state/credentials.ts'
import { openTestApp, smallConfig } from '../testing/test-app.ts'

const CHECK = 'tam-ky/vnpt/icmp@hub'
const WEB = 'dc/web/http@hub'
const SCRIPT = '<script>alert(1)</script>'

const config = smallConfig({
  services: [
    {
      id: 'web',
      name: 'Web',
      site: 'dc',
      checks: [
        {
          kind: 'http',
          id: 'http',
          url: 'http://10.33.0.1/x?token=hunter2',
          headers: { 'X-Trace': 'hunter2', Authorization: { env: 'WEB_TOKEN' } },
          auth: { user: 'u', password: { env: 'WEB_PASSWORD' } },
        },
      ],
    },
  ],
  snmp: { credentials: { wan: { version: '2c', community: { env: 'COMMUNITY' } } } },
  checks: [{ match: 'tam-ky/**', interval: '20s' }],
})

let at: Awaited<ReturnType<typeof openTestApp>>
beforeAll(async () => {
  at = await openTestApp({ config })
})
afterAll(() => at?.[Symbol.asyncDispose]())

const ask = async (path: string, init: RequestInit = {}) => {
  const headers = { authorization: `Bearer ${at.token}`, 'content-type': 'application/json', ...init.headers }
  return await at.app.request(path, { ...init, headers })
}
const of = (id: string, rest = '') => `/api/v1/checks/${encodeURIComponent(id)}${rest}`
const post = (id: string, body: unknown = {}, headers = {}) =>
  ask(of(id, '/run'), { method: 'POST', body: JSON.stringify(body), headers })

test('a check says what it is, why it is there, and what can be drawn of it', async () => {
  const detail = (await (await ask(of(CHECK))).json()) as CheckDetail
  expect(detail).toMatchObject({
    id: CHECK,
    kind: 'icmp',
    interval_ms: 20_000,
    status: 'unknown',
    context: false,
    schedule: null,
    tags: { site: 'tam-ky', link: 'vnpt', provider: 'vnpt' },
    origin: {
      from: 'link',
      key: 'sites.tam-ky.links.vnpt.gateway',
      tuned: [{ match: 'tam-ky/**', sets: ['interval'] }],
    },
    incident: null,
  })
  expect(detail.options).toContainEqual({ key: 'address', value: '10.33.1.1' })
  expect(detail.figures[0]).toEqual({
    measurement: 'ping',
    field: 'average_response_ms',
    unit: 'ms',
    group: [],
    tags: { site: 'tam-ky', link: 'vnpt', provider: 'vnpt', agent: 'hub', url: '10.33.1.1' },
  })
})

test('secrets are told by name, and nothing that may hold one is shown', async () => {
  const text = await (await ask(of(WEB))).text()
  expect(text).not.toContain('hunter2')
  expect(JSON.parse(text).options).toEqual(
    expect.arrayContaining([
      { key: 'url', value: 'http://10.33.0.1/x?…' },
      { key: 'auth.password', value: '{"env":"WEB_PASSWORD"}' },
      { key: 'headers', value: '…' },
    ]),
  )
})

test('how a check is set up is for those who look after it', async () => {
  const viewer = { name: 'wall', role: 'viewer', createdBy: null, expiresAt: null } as const
  const { key } = await addToken(at.state, viewer, { by: 'test', at: Date.now() })
  for (const asker of [key, at.key]) {
    const answer = await ask(of(WEB), { headers: { authorization: `Bearer ${asker}` } })
    expect(((await answer.json()) as CheckDetail).options).toEqual([])
  }
})

test.for([
  ['GET', ''],
  ['GET', '/results'],
  ['GET', '/explain'],
  ['POST', '/run'],
])('%s of a check that there is not is 404 (%s)', async ([method, rest]) => {
  const answer = await ask(of('a/b/c@d', rest), { method: method!, ...(method === 'POST' && { body: '{}' }) })
  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain('a/b/c@d')
})

describe('single results', () => {
  const begin = Date.now() - 3_600_000
  const results = (rest: string) => ask(of(CHECK, `/results${rest}`)).then((r) => r.json() as Promise<CheckResults>)

  beforeAll(async () => {
    const check = at.checks.find(({ id }) => id === CHECK)!
    const points = Array.from({ length: 250 }, (_, i): Point => {
      const failed = i % 50 === 0
      return checkPoint({
        check,
        at: begin + i * 10_000,
        durationMs: i + 0.5,
        points: [],
        status: failed ? 'fail' : 'ok',
        error: failed ? 'timeout' : '',
        detail: failed ? SCRIPT : 'well',
      })
    })
    await at.store.write(points)
  })

  test('come newest first, a page at a time, each once', async () => {
    const seen: number[] = []
    let page = await results('?limit=100')
    expect(page.results[0]).toEqual({
      at: begin + 249 * 10_000,
      status: 'ok',
      error: '',
      detail: 'well',
      duration_ms: 249.5,
    })
    for (;;) {
      seen.push(...page.results.map((result) => result.at))
      if (page.next === null) break
      page = await results(`?limit=100&before=${page.next}`)
    }
    expect(seen).toEqual(Array.from({ length: 250 }, (_, i) => begin + (249 - i) * 10_000))
    expect(page.results.at(-1)).toMatchObject({ status: 'fail', error: 'timeout', detail: SCRIPT })
  })

  test('of a range are those in it', async () => {
    const { results: found, next } = await results(`?from=${begin}&to=${begin + 30_000}`)
    expect([found.length, next]).toEqual([3, null])
    expect(await results(`?from=${begin}&to=${begin}`)).toEqual({ results: [], next: null })
  })

  test.for(['?limit=0', '?limit=1001', '?from=x', '?before=1.5', '?from=-9e15', '?to=9e15', '?before=9e15'])(
    '%s is refused',
    async (query) => {
      expect((await ask(of(CHECK, `/results${query}`))).status).toBe(400)
    },
  )
})

describe('a run by hand', () => {
  /** Does what an agent does that asks for orders: answers the next one. */
  async function agentAnswers(answer: (id: string, check: string) => Parameters<typeof at.readiness.orders.answer>[2]) {
    const { signal } = new AbortController()
    const { orders } = await at.readiness.orders.take('hub', 0, { waitMs: 5_000, signal })
    const order = orders.at(-1)
    if (order?.kind !== 'run') throw new Error('no order came')
    at.readiness.orders.answer('hub', order.id, answer(order.id, order.rounds[0]!.checks[0]!.id))
  }

  test('goes to the agent of the check, and what comes back is told and not kept', async () => {
    const before = at.journal.stats().records
    const answering = agentAnswers((_, check) => ({
      results: [
        {
          round: 0,
          check,
          status: 'fail',
          error: 'timeout',
          detail: SCRIPT,
          at: 1_700_000_000_000,
          durationMs: 12.5,
          lines: 'ping,site=tam-ky packets_transmitted=5i,percent_packet_loss=100 1700000000000000000\n',
        },
      ],
    }))
    const answer = await post(CHECK, { by: 'An' })
    await answering
    expect(answer.status).toBe(200)
    expect((await answer.json()) as CheckRun).toEqual({
      check: CHECK,
      agent: 'hub',
      at: 1_700_000_000_000,
      status: 'fail',
      error: 'timeout',
      detail: SCRIPT,
      duration_ms: 12.5,
      points: [
        {
          measurement: 'ping',
          tags: { site: 'tam-ky' },
          fields: { packets_transmitted: 5, percent_packet_loss: 100 },
          timestamp: 1_700_000_000_000,
        },
      ],
    })
    expect(at.journal.stats().records).toBe(before)
    expect(at.live.incidents()).toEqual([])
    expect(at.live.checks(systemClock.now()).find(({ id }) => id === CHECK)?.at ?? 0).not.toBe(1_700_000_000_000)
  })

  test('is refused while the same check is being run, and told when the agent has a problem', async () => {
    const both = [post(CHECK), post(CHECK)]
    expect((await Promise.race(both)).status).toBe(409)
    await agentAnswers(() => ({ results: [], problem: 'the agent is busy with other orders' }))
    const answer = (await Promise.all(both)).find(({ status }) => status !== 409)!
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('the agent hub says: the agent is busy with other orders')
  })

  test('ends with whoever waits for it, and may be asked for anew', async () => {
    const leaving = new AbortController()
    const left = ask(of(CHECK, '/run'), { method: 'POST', body: '{}', signal: leaving.signal })
    await at.readiness.orders.take('hub', 0, { waitMs: 5_000, signal: leaving.signal })
    leaving.abort()
    const answer = await left
    expect(await answer.text()).toContain('nobody waits for it any more')
    expect(answer.status).toBe(503)
  })

  test('is nothing that an agent may ask for', async () => {
    expect((await post(CHECK, {}, { authorization: `Bearer ${at.key}` })).status).toBe(403)
    expect((await post(CHECK, { other: 1 })).status).toBe(400)
  })
})

test('the configuration is told without a secret', async () => {
  const answer = await ask('/api/v1/config')
  const text = await answer.text()
  expect(text).not.toMatch(/hunter2|COMMUNITY/)
  const document = JSON.parse(text) as ConfigDocument
  expect(document.counts).toMatchObject({ sites: 2, links: 1, devices: 1, services: 1, agents: 1 })
  expect(document.counts.checks).toBe(at.checks.length)
  expect(Object.values(document.kinds).reduce((a, b) => a + b)).toBe(at.checks.length)
  expect(document.agents).toEqual([{ id: 'hub', site: 'dc', hub: true, device: null, checks: at.checks.length }])
  expect(document.store).toMatchObject({ kind: 'embedded', ok: true })
  expect(document.notes.map(({ id }) => id)).toEqual(['nobody-told', 'no-location', 'no-url'])
  expect((await ask('/api/v1/config', { headers: { authorization: `Bearer ${at.key}` } })).status).toBe(403)
})
