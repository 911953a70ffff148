import { checkPoint, encodePoints, type Status } from '@vonggac/model'
import { configSchema, expandChecks } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { startCollectorProcess } from '../support/collector-process.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { eventually } from '../support/vonggac.ts'
import { startWebhookReceiver } from '../support/webhook-receiver.ts'

const KILLS = 8
/** A kill comes this long after the outage began, at most: around the decision, the commit, the message and its note. */
const MAX_DELAY_MS = 250

const configOf = (url: string) => ({
  providers: [{ id: 'vnpt', name: 'VNPT' }],
  sites: [
    { id: 'dc', name: 'DC', kind: 'hub' },
    { id: 'tam-ky', name: 'Tam Kỳ', links: [{ id: 'vnpt', provider: 'vnpt', gateway: '10.33.1.1' }] },
  ],
  agents: [{ id: 'hub', site: 'dc', hub: true }],
  alerts: { rules: [{ match: '**', need: 1, of: 1, clear: 1, hold: '0s' }] },
  oncall: {
    people: [{ id: 'an', name: 'An' }],
    channels: [{ id: 'page', kind: 'webhook', url }],
    escalations: [{ id: 'all', levels: [{ notify: ['an'], channels: ['page'] }] }],
  },
  collector: { trustLoopback: true },
})

test('killed again and again around the moment of paging: the page is neither lost nor another one', async () => {
  await using receiver = await startWebhookReceiver()
  using dir = temporaryDirectory('paging-crash')
  const config = configOf(receiver.url)
  const port = await freePort()
  const start = () => startCollectorProcess({ config, dataDir: dir.path, listen: `127.0.0.1:${port}`, store: 'down' })
  const check = expandChecks(configSchema.parse(config)).find(({ id }) => id === 'tam-ky/vnpt/icmp@hub')!
  const report = async (status: Status) => {
    const error = status === 'fail' ? 'timeout' : ''
    const point = checkPoint({ check, at: Date.now(), durationMs: 1, points: [], status, error, detail: 'lost' })
    const sent = fetch(`http://127.0.0.1:${port}/api/v1/write`, { method: 'POST', body: encodePoints([point]) })
    return (await sent).status
  }
  let collector = await start()
  try {
    expect(await report('ok')).toBe(204)
    expect(await report('fail')).toBe(204)
    for (let kill = 0; kill < KILLS; kill++) {
      await new Promise((resolve) => setTimeout(resolve, (MAX_DELAY_MS * kill) / (KILLS - 1)))
      await collector.kill()
      collector = await start()
      expect(await report('fail')).toBe(204)
    }
    const keys = (kind: string) => new Set(receiver.pages.filter((page) => page.kind === kind).map(({ key }) => key))
    await eventually(async () => (keys('opened').size > 0 ? true : undefined), { withinMs: 20_000, what: 'the page' })
    expect(await report('ok')).toBe(204)
    await eventually(async () => (keys('resolved').size > 0 ? true : undefined), { withinMs: 20_000, what: 'the end' })
    // At least once: a kill between the answer and its note sends again, with the same key. Another page has another key.
    expect([keys('opened').size, keys('resolved').size]).toEqual([1, 1])
  } finally {
    await collector[Symbol.asyncDispose]()
  }
})
