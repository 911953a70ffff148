import { expect, test } from 'vitest'
import { dataDirectory, send, smallNetwork } from '../support/collector-fixture.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { startInflux } from '../support/influxd.ts'
import { eventually } from '../support/vonggac.ts'

/** What the design gives a program to end, and less than a hanging InfluxDB takes to be given up. */
const STOP_WITHIN_MS = 5_000

test('an InfluxDB that takes connections and says nothing holds up neither the start nor the end, and loses nothing', async () => {
  await using dir = await dataDirectory()
  await using influx = await startInflux({ auth: false })
  const config = smallNetwork({
    collector: { trustLoopback: true, store: { kind: 'influx', url: influx.url, database: 'vg' } },
  })
  const lines = (from: number) =>
    Array.from({ length: 100 }, (_, i) => `hang,i=${from + i} v=1 ${Date.now()}000000`).join('\n')
  {
    await using first = await startCollectorProcess({ config, dataDir: dir.path })
    expect(await send(first.url, lines(0))).toBe(204)
    process.kill(influx.pid, 'SIGSTOP')
    expect(await send(first.url, lines(100))).toBe(204)
    const since = performance.now()
    await first.kill('SIGTERM')
    expect(performance.now() - since).toBeLessThan(STOP_WITHIN_MS)
  }
  const since = performance.now()
  await using second = await startCollectorProcess({ config, dataDir: dir.path })
  expect(performance.now() - since).toBeLessThan(STOP_WITHIN_MS)
  expect(await send(second.url, lines(200))).toBe(204)
  process.kill(influx.pid, 'SIGCONT')
  const stored = async () =>
    (await influx.query('SELECT count(v) FROM hang', { db: 'vg' })).results[0]?.series?.[0]?.values[0]?.[1]
  await eventually(async () => ((await stored()) === 300 ? true : undefined), {
    what: '300 values in the store',
    withinMs: 40_000,
  })
})
