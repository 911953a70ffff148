import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FakeClock, fakeClock } from '@vonggac/model/fake-clock'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { ServiceDetail, ServiceStatus } from '../api-types.ts'
import { openTestApp, smallConfig } from '../testing/test-app.ts'

const config = smallConfig({
  services: [
    {
      id: 'portal',
      name: { vi: 'Cổng thông tin', en: 'Portal' },
      kind: 'web',
      site: 'dc',
      checks: ['server1', 'server2'].map((id, i) => ({
        kind: 'tcp',
        host: `10.0.0.${i}`,
        port: 443,
        id,
        interval: '10s',
      })),
      rule: 'any',
    },
  ],
})
const SERVER1 = 'dc/portal/server1@hub'
const SERVER2 = 'dc/portal/server2@hub'
const HOUR = 3_600_000

async function openWatched(dir: string, clock: FakeClock) {
  const at = await openTestApp({ config, clock, dir })
  const get = async <T>(path: string): Promise<T> => {
    const answer = await at.app.request(path, { headers: { authorization: `Bearer ${at.token}` } })
    expect(answer.status).toBe(200)
    return (await answer.json()) as T
  }
  return {
    ...at,
    /** Both checks report, every ten seconds; a `#` fails. */
    async report(results: readonly `${'.' | '#'}${'.' | '#'}`[]) {
      for (const result of results) {
        await clock.advance(10_000)
        const lines = [SERVER1, SERVER2].map((check, i) => {
          const bad = result[i] === '#'
          return `check,check=${check},agent=hub,site=dc status=${bad ? 2 : 0}i,duration_ms=1,error="${bad ? 'refused' : ''}",detail="${bad ? 'nobody listens' : ''}" ${clock.now()}000000`
        })
        const head = at.journal.stats().head
        const headers = { authorization: `Bearer ${at.key}` }
        const answer = await at.app.request('/api/v1/write', { method: 'POST', headers, body: `${lines.join('\n')}\n` })
        expect(answer.status).toBe(204)
        await vi.waitFor(async () => {
          await clock.advance(0)
          expect(at.alerting.position).toBeGreaterThan(head)
        })
      }
    },
    services: () => get<{ services: ServiceStatus[] }>('/api/v1/services').then(({ services }) => services),
    service: (id: string) => get<ServiceDetail>(`/api/v1/services/${encodeURIComponent(id)}`),
  }
}

test('a service fails, is back, is seen after a restart, and what nobody watched is not known', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-services-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const clock = fakeClock(Date.UTC(2026, 10, 26, 3))
  const start = clock.now()
  {
    await using at = await openWatched(dir, clock)
    expect(await at.services()).toMatchObject([{ id: 'dc/portal', state: 'unknown', since: null }])
    const events: string[] = []
    at.hub.open({ at: 0 })
    const send = vi.spyOn(at.hub, 'send')
    await at.report(['..', '..', '..'])
    await at.report(['#.', '#.', '#.'])
    await vi.waitFor(async () => expect((await at.services())[0]).toMatchObject({ state: 'degraded' }))
    await at.report(['##', '##', '##'])
    const down = await at.service('portal')
    expect(down).toMatchObject({
      id: 'dc/portal',
      state: 'down',
      since: start + 70_000,
      cause: { en: 'server1: refused: nobody listens' },
      deciding: [SERVER1, SERVER2],
      checks: [
        { id: SERVER1, state: 'failed', status: 'fail', error: 'refused' },
        { id: SERVER2, state: 'failed', status: 'fail' },
      ],
      incident: expect.stringContaining('portal'),
      outages: [{ from: start + 70_000, to: null, incident: down.incident }],
    })
    await at.report(['..', '..', '..', '..'])
    await vi.waitFor(async () =>
      expect((await at.services())[0]).toMatchObject({ state: 'up', cause: null, incident: null }),
    )
    for (const [name, payload] of send.mock.calls) if (name === 'service') events.push((payload as ServiceStatus).state)
    expect([...new Set(events)]).toEqual(['up', 'degraded', 'down'])
  }
  await clock.advance(HOUR)
  await using at = await openWatched(dir, clock)
  const after = await at.service('dc/portal')
  expect(after.state).toBe('up')
  expect(after.changes.map(({ state }) => state)).toEqual(['up', 'unknown', 'up', 'degraded', 'down', 'degraded', 'up'])
  expect(after.outages).toMatchObject([
    {
      from: start + 70_000,
      duration_s: 40,
      cause: { en: 'server1: refused: nobody listens' },
      incident: expect.stringContaining('portal'),
    },
  ])
  // The hour in which nobody looked counts on neither side.
  expect(after.availability.today).toBe(66.6666)
})

test('a service that there is not is no service', async () => {
  await using at = await openTestApp({ config })
  const headers = { authorization: `Bearer ${at.token}` }
  for (const path of ['/api/v1/services/mail', '/api/v1/services/dc%2Fmail'])
    expect((await at.app.request(path, { headers })).status).toBe(404)
})
