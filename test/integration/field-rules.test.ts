import { expect, test, vi } from 'vitest'
import { api, dataDirectory, pagedAt, send, smallNetwork, storedValues } from '../support/collector-fixture.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { vonggac } from '../support/vonggac.ts'
import { startWebhookReceiver } from '../support/webhook-receiver.ts'

/** Rules on fields at a real collector: from points that anybody writes to the page, and to its end. */

const rules = [
  {
    id: 'hot',
    measurement: 'room',
    field: 'temp_c',
    above: 30,
    clear: 27,
    severity: 'critical',
    exceptions: [{ where: { node: 'tam-ky/rt6' }, above: 60 }],
  },
  { id: 'noisy', measurement: 'radio', field: 'noise_db', above: 10, need: 3, of: 5 },
  { id: 'busy', measurement: 'session', field: 'count', above: 100, for: '60s' },
  { id: 'errors', measurement: 'port', field: 'errors', rate: 'second', above: 10, clear: 5 },
  {
    id: 'door',
    measurement: 'door',
    field: 'state',
    equals: 'open',
    title: { vi: 'Cửa tủ mở', en: 'The cabinet is open' },
  },
]

function network(url: string) {
  const base = smallNetwork({ alerts: { rules }, ...pagedAt(url) })
  const devices = [1, 2, 3, 4, 5, 6].map((n) => ({ id: `rt${n}`, role: 'router', address: `10.33.1.${10 + n}` }))
  const [hub, site] = base.sites
  return { ...base, sites: [hub, { ...site, devices }] }
}

interface Listed {
  readonly incidents: readonly {
    readonly node: string
    readonly severity: string
    readonly title: { readonly vi: string }
  }[]
}

test('from written points to the page and its end: hysteresis, m of n, duration, rate, text, exception', async () => {
  await using pager = await startWebhookReceiver()
  await using data = await dataDirectory()
  await using collector = await startCollectorProcess({ config: network(pager.url), dataDir: data.path })
  // All of it has happened within the last three minutes: time is that of the points.
  const start = Date.now() - 150_000
  const write = async (device: string, measured: string, values: readonly (readonly [number, string])[]) => {
    const [measurement, field] = measured.split('.')
    const lines = values.map(
      ([second, value]) =>
        `${measurement},agent=hub,site=tam-ky,device=${device} ${field}=${value} ${start + second * 1_000}000000\n`,
    )
    expect(await send(collector.url, lines.join(''))).toBe(204)
  }
  const steps = (from: number, ...values: (number | string)[]) =>
    values.map((value, n) => [from + n * 5, String(value)] as const)
  const open = async () =>
    (await api<Listed>(collector.url, '/incidents?state=open')).incidents.map(({ node }) => node).sort()
  const opens = (...nodes: string[]) =>
    vi.waitFor(async () => expect(await open()).toEqual(nodes.map((id) => `tam-ky/${id}`)), {
      // Good for 10 s, by our own clock, before it is over.
      timeout: 20_000,
      interval: 50,
    })

  // One value, two of five, 55 s of 60, and a counter that rises slowly are not enough; nor is what is an exception.
  await write('rt1', 'room.temp_c', steps(0, 25, 31, 25))
  await write('rt2', 'radio.noise_db', steps(0, 11, 2, 11, 2, 2))
  await write('rt3', 'session.count', steps(0, ...Array<number>(12).fill(101)))
  await write('rt4', 'port.errors', steps(0, '1000i', '1020i', '1040i', '1060i'))
  await write('rt6', 'room.temp_c', steps(0, 50, 50, 50))
  await write('rt5', 'door.state', steps(0, '"shut"', '"open"', '"open"'))
  await opens('rt5')

  await write('rt1', 'room.temp_c', steps(20, 31, 32, 28, 28, 28))
  await write('rt2', 'radio.noise_db', steps(30, 11, 2, 11, 11))
  await write('rt3', 'session.count', steps(60, 101, 101))
  await write('rt4', 'port.errors', steps(20, '1260i', '1460i', '1660i'))
  await opens('rt1', 'rt2', 'rt3', 'rt4', 'rt5')

  const explained = await vonggac(['alerts', 'explain', 'tam-ky/rt1/icmp@hub', '--collector', collector.url])
  expect(explained.stderr).toBe('')
  expect(explained.stdout).toMatch(/^tam-ky\/rt1\/icmp@hub: icmp of 10\.33\.1\.11 by agent hub, every /)
  expect(explained.stdout).toContain('\nincident: tam-ky.rt1-')
  expect(explained.stdout).toMatch(/\nhot +room\.temp_c +above 30, until 27, 2 of 3 +critical\n/)
  expect(explained.stdout).toContain('\n  tam-ky/rt1 ← tam-ky/vnpt\n  tam-ky/vnpt ← dc\n  dc (by itself)\n')
  expect(explained.stdout).toContain('\nWhen critical\n  at once: pager\n')

  // 28 is no longer bad and not yet good: the hot room stays one incident until 27.
  await write('rt1', 'room.temp_c', steps(60, 28, 28, 28, 28))
  await write('rt2', 'radio.noise_db', steps(60, 1, 1, 1, 1))
  await write('rt3', 'session.count', steps(80, 9, 9, 9, 9))
  await write('rt4', 'port.errors', steps(60, '1661i', '1662i', '1663i', '1664i', '1665i'))
  await write('rt5', 'door.state', steps(60, '"shut"', '"shut"', '"shut"', '"shut"'))
  await opens('rt1')
  await write('rt1', 'room.temp_c', steps(100, 26, 26, 26, 26))
  await opens()

  await vi.waitFor(() => expect(pager.pages).toHaveLength(10), { timeout: 5_000, interval: 50 })
  const told = (kind: string) =>
    pager.pages
      .filter((page) => page.kind === kind)
      .map(({ incident }) => `${incident.node} ${incident.severity}`)
      .sort()
  const all = ['rt1 critical', 'rt2 warning', 'rt3 warning', 'rt4 warning', 'rt5 warning'].map((one) => `tam-ky/${one}`)
  expect(told('opened')).toEqual(all)
  expect(told('resolved')).toEqual(all)
  const door = pager.pages.find(({ incident }) => incident.node === 'tam-ky/rt5')!
  expect(door.text).toContain('Cửa tủ mở')
  // Times are those of the points, not of their arrival.
  expect(door.incident.since).toBe(start + 5_000)
  await vi.waitFor(async () => expect(await storedValues(collector.url, 'room', 'temp_c', { device: 'rt1' })).toBe(16))
  const metrics = await (await fetch(`${collector.url}/metrics`)).text()
  expect(metrics).toContain('\nvonggac_alerting_ignored_total 0\n')
})
