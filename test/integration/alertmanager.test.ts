import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { startAlertmanager } from '../support/alertmanager.ts'
import { dataDirectory, linkReport, send, smallNetwork } from '../support/collector-fixture.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryDirectory } from '../support/server-process.ts'

/** What Alertmanager tells whoever it notifies (webhook, version 4). */
interface Group {
  readonly status: string
  readonly groupLabels: Readonly<Record<string, string>>
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[]
}

async function groupReceiver() {
  const groups: Group[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    groups.push(JSON.parse(text) as Group)
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    groups,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Two sites of a province, so that there is something to group. */
function network(url: string) {
  const base = smallNetwork({
    alerts: { rules: [{ match: '**', need: 1, of: 1, clear: 1, hold: '1s' }] },
    oncall: { channels: [{ id: 'am', kind: 'alertmanager', urls: [url], labels: { team: 'noc' }, repeat: '1s' }] },
  })
  const [hub, site] = base.sites
  const second = { ...site, id: 'hoi-an', links: [{ id: 'viettel', provider: 'viettel', gateway: '10.33.2.1' }] }
  return { ...base, providers: [...base.providers, { id: 'viettel', name: 'Viettel' }], sites: [hub, site, second] }
}

const other = (status: 'ok' | 'fail') =>
  linkReport(status).replaceAll('vnpt', 'viettel').replaceAll('tam-ky', 'hoi-an').replaceAll('10.33.1.1', '10.33.2.1')

test('Alertmanager receives, groups and resolves what we forward, also when it or we are started anew', async () => {
  await using receiver = await groupReceiver()
  using dir = temporaryDirectory('alertmanager')
  await using data = await dataDirectory()
  let alertmanager = await startAlertmanager(dir.path, { webhook: receiver.url })
  const port = Number(new URL(alertmanager.url).port)
  const options = { config: network(alertmanager.url), dataDir: data.path }
  let collector = await startCollectorProcess(options)
  try {
    await send(collector.url, linkReport('ok') + other('ok'))
    await send(collector.url, linkReport('fail') + other('fail'))
    // Received, and grouped: one notification with both links.
    await vi.waitFor(
      () => {
        const last = receiver.groups.at(-1)
        expect(last).toMatchObject({ status: 'firing', groupLabels: { cause: 'link' } })
        expect(last!.alerts.map(({ labels }) => labels.provider).sort()).toEqual(['viettel', 'vnpt'])
      },
      { timeout: 8_000, interval: 50 },
    )
    const held = await alertmanager.alerts()
    const labels = { alertname: 'VongGacLink', cause: 'link', severity: 'critical', source: 'vonggac', team: 'noc' }
    const mine = held.find((alert) => alert.labels.site === 'tam-ky')
    expect(mine?.labels).toMatchObject({ ...labels, node: 'tam-ky/vnpt', provider: 'vnpt' })
    expect(mine!.annotations.summary).toContain('Mất kết nối')

    // It has lost everything: it is told again, once for each link, by a collector that was killed meanwhile.
    await collector.kill()
    await alertmanager[Symbol.asyncDispose]()
    alertmanager = await startAlertmanager(dir.path, { webhook: receiver.url, port })
    expect(await alertmanager.alerts()).toEqual([])
    collector = await startCollectorProcess(options)
    await vi.waitFor(async () => expect(await alertmanager.alerts()).toHaveLength(2), { timeout: 8_000, interval: 50 })
    const labelsOf = (alerts: typeof held) => alerts.map(({ labels }) => JSON.stringify(labels)).sort()
    expect(labelsOf(await alertmanager.alerts())).toEqual(labelsOf(held))

    // Resolved, and it stays so through repetitions.
    const before = receiver.groups.length
    await vi.waitFor(
      async () => {
        await send(collector.url, linkReport('ok') + other('ok'))
        expect(await alertmanager.alerts()).toEqual([])
      },
      { timeout: 12_000, interval: 500 },
    )
    await vi.waitFor(() => expect(receiver.groups.at(-1)!.status).toBe('resolved'), { timeout: 5_000, interval: 50 })
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(await alertmanager.alerts()).toEqual([])
    expect(receiver.groups.slice(before).filter(({ status }) => status === 'resolved')).toHaveLength(1)
  } finally {
    await collector[Symbol.asyncDispose]()
    await alertmanager[Symbol.asyncDispose]()
  }
}, 60_000)
