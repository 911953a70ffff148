import { silentLog } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collectorPoint } from './self-measurement.ts'
import { openAsked, write } from './testing/ask.ts'

let at: Awaited<ReturnType<typeof openAsked>>
beforeAll(async () => {
  at = await openAsked()
})
afterAll(() => at[Symbol.asyncDispose]())

test('the collector says what it took, what waits, and that its store is away', async () => {
  await at.ask('/api/v1/write', write('m v=1\nbad\n'))
  const { metrics, journal } = at
  const clock = fakeClock()
  const point = collectorPoint(
    {
      metrics,
      journal,
      clock,
      log: silentLog,
      writer: { downSince: 1 },
      alerting: { position: journal.stats().head - 3, ignoredSeries: 7 },
    },
    1.5,
  )
  expect(point).toMatchObject({
    measurement: 'collector',
    timestamp: clock.now(),
    fields: {
      points_received: 1n,
      lines_refused: 1n,
      journal_lag_alerting: 3n,
      alerting_ignored: 7n,
      store_up: 0n,
      event_loop_lag_ms: 1.5,
    },
  })
})
