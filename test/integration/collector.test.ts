import { startCollector } from '@vonggac/collector'
import { silentLog, systemClock } from '@vonggac/model'
import { configSchema } from '@vonggac/model/inventory'
import { InfluxDB } from 'influx'
import { expect, test } from 'vitest'
import {
  api,
  dataDirectory,
  linkReport,
  pagedAt,
  post,
  selfReport,
  send,
  smallNetwork,
  storedValues,
} from '../support/collector-fixture.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { readEvents } from '../support/event-reader.ts'
import { startInflux } from '../support/influxd.ts'
import { eventually } from '../support/vonggac.ts'
import { startWebhookReceiver } from '../support/webhook-receiver.ts'

interface Incident {
  readonly id: string
  readonly state: string
  readonly node: string
  readonly acked_by: string | null
  readonly timeline: readonly { kind: string; text: string; by: string | null }[]
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Reports the link's state twice a second, as an agent would, until disposed. */
function reporting(url: () => string, status: () => 'ok' | 'fail') {
  const stop = new AbortController()
  const loop = async () => {
    while (!stop.signal.aborted) {
      await send(url(), linkReport(status()) + selfReport()).catch(() => 0)
      await pause(500)
    }
  }
  const done = loop()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await done
    },
  }
}

test('an outage from the first lost packet to the last line on the timeline', async () => {
  await using dir = await dataDirectory()
  await using pager = await startWebhookReceiver()
  await using collector = await startCollectorProcess({ config: smallNetwork(pagedAt(pager.url)), dataDir: dir.path })
  const { url } = collector
  let status: 'ok' | 'fail' = 'ok'
  await using _agent = reporting(
    () => url,
    () => status,
  )
  await using listener = await readEvents(`${url}/api/v1/events`)
  const site = async () =>
    await api<{ state: string; latency_ms: number; incident: string | null }>(url, '/sites/tam-ky')
  await eventually(async () => ((await site()).state === 'ok' ? true : undefined), { what: 'the site is ok' })
  expect(await site()).toMatchObject({ latency_ms: 4.5, loss_pct: 0, incident: null })

  status = 'fail'
  const cutAt = Date.now()
  const page = await eventually(async () => pager.pages[0], { what: 'a page' })
  expect(page).toMatchObject({ kind: 'opened', incident: { node: 'tam-ky/vnpt', cause: 'link' } })
  expect(page.link).toBe(`${url}/incidents/${encodeURIComponent(page.incident.id)}`)
  expect(page.at - cutAt).toBeLessThan(5_000)
  const path = `/incidents/${encodeURIComponent(page.incident.id)}`
  expect(await eventually(async () => ((await site()).incident !== null ? site() : undefined))).toMatchObject({
    state: 'down',
    incident: page.incident.id,
  })
  expect((await api<{ incidents: Incident[] }>(url, '/incidents?state=open')).incidents).toHaveLength(1)

  expect(await post(url, `${path}/ack`, { by: 'Lan' })).toMatchObject({ state: 'acknowledged', acked_by: 'Lan' })
  expect(await post(url, `${path}/ack`, { by: 'Minh' })).toMatchObject({ acked_by: 'Lan' })
  await post(url, `${path}/notes`, { by: 'Lan', text: 'Called VNPT: a cable was cut.' })
  expect((await api<{ incidents: Incident[] }>(url, '/incidents?state=acknowledged')).incidents).toHaveLength(1)

  status = 'ok'
  const end = await eventually(async () => pager.pages.find(({ kind }) => kind === 'resolved'), {
    what: 'the end',
    withinMs: 40_000,
  })
  expect(end.incident.id).toBe(page.incident.id)
  expect(pager.pages).toHaveLength(2)
  const incident = await eventually(async () => {
    const found = await api<Incident>(url, path)
    return found.timeline.filter(({ kind }) => kind === 'notification').length === 2 ? found : undefined
  })
  expect(incident.state).toBe('resolved')
  expect(incident.timeline.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['opened', 'notification', 'acknowledged', 'note', 'resolved']),
  )
  expect(incident.timeline.find(({ kind }) => kind === 'note')).toMatchObject({
    by: 'Lan',
    text: 'Called VNPT: a cable was cut.',
  })

  const heard = listener.events.map(({ name }) => name)
  expect(heard[0]).toBe('hello')
  expect(heard).toContain('sites')
  const states = listener.events.filter(({ name }) => name === 'incident').map(({ data }) => (data as Incident).state)
  expect(states).toEqual(expect.arrayContaining(['open', 'acknowledged', 'resolved']))
  await eventually(async () => ((await storedValues(url, 'incident', 'duration_s')) >= 2 ? true : undefined), {
    what: 'the incident in the store',
  })
})

test('a person ends an incident', async () => {
  await using dir = await dataDirectory()
  await using pager = await startWebhookReceiver()
  await using collector = await startCollectorProcess({ config: smallNetwork(pagedAt(pager.url)), dataDir: dir.path })
  const { url } = collector
  for (let i = 0; i < 4; i++) await send(url, linkReport('fail', Date.now() + i))
  const page = await eventually(async () => pager.pages[0], { what: 'a page' })
  const path = `/incidents/${encodeURIComponent(page.incident.id)}`
  const over = await post<Incident>(url, `${path}/resolve`, { by: 'Lan', text: 'Planned work.' })
  expect(over.state).toBe('resolved')
  expect(over.timeline).toContainEqual(expect.objectContaining({ kind: 'note', by: 'Lan', text: 'Planned work.' }))
  expect((await api<{ incidents: Incident[] }>(url, '/incidents?state=open')).incidents).toEqual([])
})

test('a page that cannot be delivered is tried again', async () => {
  await using dir = await dataDirectory()
  await using pager = await startWebhookReceiver()
  await using collector = await startCollectorProcess({ config: smallNetwork(pagedAt(pager.url)), dataDir: dir.path })
  pager.refuse(true)
  for (let i = 0; i < 4; i++) await send(collector.url, linkReport('fail', Date.now() + i))
  const metrics = async () => (await fetch(`${collector.url}/metrics`)).text()
  await eventually(async () => (/deliveries_total\{outcome="failed"\} [1-9]/.test(await metrics()) ? true : undefined))
  pager.refuse(false)
  await eventually(async () => pager.pages[0], { what: 'a page' })
  expect(pager.pages).toHaveLength(1)
})

test('kill -9 in the middle of writing: everything that was acknowledged is in the store', async () => {
  await using dir = await dataDirectory()
  const config = smallNetwork()
  let acknowledged = 0
  for (let round = 0; round < 4; round++) {
    await using collector = await startCollectorProcess({ config, dataDir: dir.path })
    const until = performance.now() + 700
    const client = async (id: number) => {
      for (let i = 0; performance.now() < until + 2_000; i++) {
        const at = Date.now() * 1_000
        const lines = Array.from(
          { length: 20 },
          (_, n) => `crash,client=c${id},round=r${round},n=n${n} v=${i}i ${at + i}000\n`,
        ).join('')
        const status = await send(collector.url, lines).catch(() => 0)
        if (status !== 204) return
        acknowledged += 20
      }
    }
    const clients = Promise.all([client(1), client(2), client(3)])
    await pause(700)
    await collector.kill('SIGKILL')
    await clients
  }
  expect(acknowledged).toBeGreaterThan(200)
  await using last = await startCollectorProcess({ config, dataDir: dir.path })
  await eventually(async () => ((await storedValues(last.url, 'crash', 'v')) >= acknowledged ? true : undefined), {
    what: `${acknowledged} points in the store`,
  })
  // What was on disk but not yet acknowledged may be there as well: at most one write of each client and round.
  expect(await storedValues(last.url, 'crash', 'v')).toBeLessThanOrEqual(acknowledged + 3 * 4 * 20)
})

test('kill -9 at any moment of an outage neither loses nor repeats a page', async () => {
  await using dir = await dataDirectory()
  await using pager = await startWebhookReceiver()
  const config = smallNetwork(pagedAt(pager.url))
  let status: 'ok' | 'fail' = 'ok'
  let url = 'http://127.0.0.1:1'
  await using _agent = reporting(
    () => url,
    () => status,
  )
  for (let round = 0; round < 8; round++) {
    await using collector = await startCollectorProcess({ config, dataDir: dir.path })
    url = collector.url
    await pause(400 + 200 * (round % 5))
    if (round === 1) status = 'fail'
    await collector.kill('SIGKILL')
  }
  await using last = await startCollectorProcess({ config, dataDir: dir.path })
  url = last.url
  await eventually(async () => pager.pages.find(({ kind }) => kind === 'opened'), { what: 'a page' })
  expect(new Set(pager.pages.map(({ key }) => key)).size).toBe(1)
  expect((await api<{ incidents: Incident[] }>(last.url, '/incidents')).incidents).toHaveLength(1)
  status = 'ok'
  await eventually(async () => pager.pages.find(({ kind }) => kind === 'resolved'), {
    what: 'the end',
    withinMs: 60_000,
  })
  expect(new Set(pager.pages.map(({ key }) => key)).size).toBe(2)
})

test('with the store away, writes are taken and pages go out; when it is back, it gets everything once', async () => {
  await using dir = await dataDirectory()
  await using pager = await startWebhookReceiver()
  await using influxd = await startInflux({ auth: false })
  await influxd.stop()
  const store = { kind: 'influx', url: influxd.url, database: 'vonggac' }
  const config = smallNetwork({ ...pagedAt(pager.url), collector: { trustLoopback: true, store } })
  await using collector = await startCollectorProcess({ config, dataDir: dir.path })
  for (let i = 0; i < 40; i++) expect(await send(collector.url, `away v=${i}i ${Date.now() + i}000000\n`)).toBe(204)
  for (let i = 0; i < 4; i++) expect(await send(collector.url, linkReport('fail', Date.now() + i))).toBe(204)
  await eventually(async () => pager.pages[0], { what: 'a page', withinMs: 5_000 })
  const ready = await fetch(`${collector.url}/readyz`)
  expect(ready.status).toBe(200)
  expect(((await ready.json()) as { store: string }).store).toMatch(/^down since/)
  const refused = await fetch(`${collector.url}/api/v1/series?measurement=away&field=v&from=0&to=1000`)
  expect(refused.status).toBe(503)

  await influxd.start()
  const influx = new InfluxDB({ host: '127.0.0.1', port: influxd.port, database: 'vonggac' })
  const count = async () => (await influx.query<{ n: number }>('SELECT count(v) AS n FROM away'))[0]?.n
  await eventually(async () => ((await count()) === 40 ? true : undefined), { what: '40 points', withinMs: 60_000 })
  await eventually(async () => {
    const { store: said } = (await (await fetch(`${collector.url}/readyz`)).json()) as { store: string }
    return said === 'ok' ? true : undefined
  })
})

test('points that the store refuses are set aside, and the rest is stored', async () => {
  await using dir = await dataDirectory()
  await using collector = await startCollectorProcess({ config: smallNetwork(), dataDir: dir.path })
  const at = Date.now()
  expect(await send(collector.url, `conflict v=1i ${at}000000\n`)).toBe(204)
  expect(await send(collector.url, `conflict v="text" ${at + 1}000000\nconflict v=3i ${at + 2}000000\n`)).toBe(204)
  await eventually(async () => ((await storedValues(collector.url, 'conflict', 'v')) === 2 ? true : undefined))
  const metrics = await (await fetch(`${collector.url}/metrics`)).text()
  expect(metrics).toMatch(/vonggac_points_rejected_total 1\n/)
})

test('after a restart the picture is right at once, before any new result', async () => {
  await using dir = await dataDirectory()
  const config = smallNetwork()
  {
    await using collector = await startCollectorProcess({ config, dataDir: dir.path })
    await send(collector.url, linkReport('ok'))
    await collector.kill('SIGKILL')
  }
  await using collector = await startCollectorProcess({ config, dataDir: dir.path })
  const site = await eventually(
    async () => {
      const now = await api<{ state: string; latency_ms: number | null }>(collector.url, '/sites/tam-ky')
      return now.state === 'ok' ? now : undefined
    },
    { withinMs: 3_000, what: 'the site is ok' },
  )
  expect(site.latency_ms).toBe(4.5)
})

test('SIGTERM ends it within 5 s, also with a listener connected', async () => {
  await using dir = await dataDirectory()
  await using collector = await startCollectorProcess({ config: smallNetwork(), dataDir: dir.path })
  await using listener = await readEvents(`${collector.url}/api/v1/events`)
  const began = performance.now()
  await collector.kill('SIGTERM')
  await listener.ended
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(collector.log()).not.toContain('"error"')
})

test('says what is in the way when it cannot start', async () => {
  await using dir = await dataDirectory()
  await using other = await dataDirectory()
  const config = configSchema.parse(smallNetwork())
  const base = { config, clock: systemClock, log: silentLog, secret: () => '' }
  await using first = await startCollector({ ...base, dataDir: dir.path, listen: '127.0.0.1:0' })
  const taken = startCollector({ ...base, dataDir: other.path, listen: `127.0.0.1:${first.port}` })
  await expect(taken).rejects.toThrow(`cannot listen on 127.0.0.1:${first.port}: something else listens there already`)
  const twice = startCollector({ ...base, dataDir: dir.path, listen: '127.0.0.1:0' })
  await expect(twice).rejects.toThrow(/journal\.db: cannot be used as a journal: another process is using it/)
})
