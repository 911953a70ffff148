import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { dataDirectory, linkReport, pagedAt, send, smallNetwork } from '../support/collector-fixture.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { freePort } from '../support/free-port.ts'
import { startWebhookReceiver } from '../support/webhook-receiver.ts'

/** A collector's configuration that watches another one; results come each second, so that its own agent is not silent. */
const watching = (pager: string, peer: { id: string; port: number }) =>
  smallNetwork({
    ...pagedAt(pager),
    collector: {
      trustLoopback: true,
      peers: [{ id: peer.id, url: `http://127.0.0.1:${peer.port}`, every: '3s', timeout: '3s' }],
    },
  })

test('of two collectors one dies: the other tells it once, and once that it is back', async () => {
  await using pager = await startWebhookReceiver()
  await using others = await startWebhookReceiver()
  await using data1 = await dataDirectory()
  await using data2 = await dataDirectory()
  const [port1, port2] = [await freePort(), await freePort()]
  const first = {
    config: watching(pager.url, { id: 'two', port: port2 }),
    dataDir: data1.path,
    listen: `127.0.0.1:${port1}`,
  }
  const second = {
    config: watching(others.url, { id: 'one', port: port1 }),
    dataDir: data2.path,
    listen: `127.0.0.1:${port2}`,
  }
  // The one that is asked first is up first: to be paged of a post that is not up yet would be right.
  let two = await startCollectorProcess(second)
  await using one = await startCollectorProcess(first)
  const beat = setInterval(() => {
    for (const { url } of [one, two]) void send(url, linkReport('ok')).catch(() => undefined)
  }, 1_000)
  try {
    // Both are up long enough for a false alarm to show.
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    expect(pager.pages).toEqual([])

    const killedAt = Date.now()
    await two.kill()
    await vi.waitFor(() => expect(pager.pages).toHaveLength(1), { timeout: 60_000, interval: 100 })
    expect(pager.pages[0]).toMatchObject({
      kind: 'opened',
      incident: { node: '@peer/two', severity: 'critical' },
    })
    expect(pager.pages[0]!.subject).toContain('Trạm giám sát bên kia không trả lời')
    expect(pager.pages[0]!.at - killedAt).toBeLessThan(60_000)
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    expect(pager.pages).toHaveLength(1)

    two = await startCollectorProcess(second)
    await vi.waitFor(() => expect(pager.pages).toHaveLength(2), { timeout: 60_000, interval: 100 })
    expect(pager.pages[1]).toMatchObject({ kind: 'resolved', incident: { id: pager.pages[0]!.incident.id } })
    const { agents } = (await (await fetch(`${one.url}/api/v1/agents`)).json()) as { agents: { id: string }[] }
    expect(agents.map(({ id }) => id)).toEqual(['hub'])
  } finally {
    clearInterval(beat)
    await two[Symbol.asyncDispose]()
  }
}, 150_000)

test('the heartbeat goes out while the collector works, and its address stands in no log', async () => {
  const asked: string[] = []
  let status = 200
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(status).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await using data = await dataDirectory()
    const { port } = server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/ping/s3cret`
    const config = smallNetwork({
      collector: { trustLoopback: true, heartbeat: { url, every: '300ms', method: 'POST' } },
    })
    await using collector = await startCollectorProcess({ config, dataDir: data.path })
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2), { timeout: 5_000 })
    expect(asked[0]).toBe('POST /ping/s3cret')
    const heartbeat = async () =>
      ((await (await fetch(`${collector.url}/api/v1/channels`)).json()) as { heartbeat: { error: string | null } })
        .heartbeat
    expect(await heartbeat()).toMatchObject({ error: null })
    status = 503
    await vi.waitFor(async () => expect(await heartbeat()).toMatchObject({ error: 'HTTP 503' }), { timeout: 5_000 })
    const ready = await (await fetch(`${collector.url}/readyz`)).json()
    expect(ready).toMatchObject({ status: 'ready', alerting: 'ok' })
    expect(collector.log()).toContain('no heartbeat')
    expect(collector.log()).not.toContain('s3cret')
  } finally {
    server.closeAllConnections()
    server.close()
  }
}, 30_000)
