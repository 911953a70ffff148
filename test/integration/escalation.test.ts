import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebhookBody } from '@vonggac/alerting'
import { startCollector } from '@vonggac/collector'
import { checkPoint, encodePoints, type Status, silentLog, systemClock } from '@vonggac/model'
import { configSchema, expandChecks } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../support/server-process.ts'
import { eventually } from '../support/vonggac.ts'

/** A gateway of text messages, or a push service: takes over what it is sent, or is down. */
async function gateway() {
  const got: WebhookBody[] = []
  let isDown = false
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    if (!isDown) got.push(JSON.parse(text) as WebhookBody)
    response.writeHead(isDown ? 503 : 204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    got,
    down: () => {
      isDown = true
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const RULE = { match: '**', need: 1, of: 1, clear: 1, hold: '0s' }

async function watched() {
  await using stack = new AsyncDisposableStack()
  const [sms, push] = [stack.use(await gateway()), stack.use(await gateway())]
  const second = stack.use(await gateway())
  const dir = stack.use(temporaryDirectory('escalation'))
  const hook = (id: string, url: string) => ({ id, kind: 'webhook', url })
  const config = configSchema.parse({
    providers: [{ id: 'vnpt', name: 'VNPT' }],
    sites: [
      { id: 'dc', name: 'DC', kind: 'hub' },
      { id: 'tam-ky', name: 'Tam Kỳ', links: [{ id: 'vnpt', provider: 'vnpt', gateway: '10.33.1.1' }] },
    ],
    agents: [{ id: 'hub', site: 'dc', hub: true }],
    alerts: { rules: [RULE] },
    oncall: {
      people: [
        { id: 'an', name: 'An' },
        { id: 'binh', name: 'Bình' },
      ],
      channels: [hook('sms', sms.url), hook('push', push.url), hook('second', second.url)],
      escalations: [
        {
          id: 'network',
          fallback: '1s',
          levels: [
            { notify: ['an'], channels: ['sms', 'push'] },
            { after: '4s', notify: ['binh'], channels: ['second'] },
          ],
        },
      ],
    },
    collector: { trustLoopback: true },
  })
  const collector = stack.use(
    await startCollector({
      config,
      clock: systemClock,
      log: silentLog,
      dataDir: dir.path,
      listen: '127.0.0.1:0',
      secret: () => '',
    }),
  )
  const check = expandChecks(config).find(({ id }) => id === 'tam-ky/vnpt/icmp@hub')!
  const report = async (status: Status) => {
    const error = status === 'fail' ? 'timeout' : ''
    const point = checkPoint({ check, at: Date.now(), durationMs: 1, points: [], status, error, detail: 'lost' })
    await fetch(`${collector.url}/api/v1/write`, { method: 'POST', body: encodePoints([point]) })
  }
  const incident = async () => {
    const { incidents } = (await (await fetch(`${collector.url}/api/v1/incidents`)).json()) as {
      incidents: { id: string }[]
    }
    const found = await fetch(`${collector.url}/api/v1/incidents/${incidents[0]!.id}`)
    return (await found.json()) as { state: string; acked_by: string; timeline: { text: string }[] }
  }
  const owned = stack.move()
  return { sms, push, second, report, incident, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const soon = (what: string, seen: () => boolean | Promise<boolean>) =>
  eventually(async () => ((await seen()) ? true : undefined), { withinMs: 20_000, what })

test('the gateway is down: the next channel, then the next person, and all of it on the timeline', async () => {
  await using at = await watched()
  at.sms.down()
  await at.report('ok')
  await at.report('fail')
  await soon('the next channel', () => at.push.got.length === 1)
  expect(at.second.got).toEqual([])
  await soon('the next person', () => at.second.got.length === 1)
  const text = (await at.incident()).timeline.map((entry) => entry.text).join('\n')
  expect(text).toMatch(/sms: failed, will be tried again/)
  expect(text).toMatch(/sms has not delivered within 1s: next push for An/)
  expect(text).toMatch(/push: delivered/)
  expect(text).toMatch(/nobody has acknowledged: level 2/)
  await at.report('ok')
  await soon('the end', () => at.push.got.length === 2 && at.second.got.length === 2)
  expect([...at.push.got, ...at.second.got].map(({ kind }) => kind)).toEqual([
    'opened',
    'resolved',
    'opened',
    'resolved',
  ])
  expect(at.sms.got).toEqual([])
})

test('the link of the message acknowledges by a button, once; nobody else is told', async () => {
  await using at = await watched()
  await at.report('ok')
  await at.report('fail')
  await soon('the page', () => at.sms.got.length === 1)
  const link = (at.sms.got[0] as { actions?: { acknowledge: string } }).actions!.acknowledge
  const page = await fetch(link)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Tôi nhận xử lý')
  expect((await at.incident()).state).toBe('open')
  expect((await fetch(`${link.slice(0, -1)}-`, { method: 'POST' })).status).toBe(404)
  const done = await fetch(link, { method: 'POST' })
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('Đã ghi nhận')])
  expect((await at.incident()).state).toBe('acknowledged')
  const again = await fetch(link, { method: 'POST' })
  expect([again.status, await again.text()]).toEqual([410, expect.stringContaining('already used')])
  // Longer than the delay of the next level.
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  expect(at.second.got).toEqual([])
})
