import { expect, test } from 'vitest'
import { icmpReading } from './reading.ts'
import { createTargetWindow } from './target-window.ts'

const config = { address: '10.33.1.1', warnLossPct: 5 }

function readingOf(packets: readonly (number | undefined)[], more: { warnRttMs?: number; lossRun?: number } = {}) {
  const window = createTargetWindow(more.lossRun ?? 3)
  for (const [at, rtt] of packets.entries())
    rtt === undefined ? window.lost({ cause: 'timeout' }, at) : window.answered(rtt, at)
  return icmpReading({ ...config, ...more }, window.take(packets.length))
}

test('all answered: the fields of Telegraf with their types', () => {
  expect(readingOf([1, 2, 4, 1])).toEqual({
    status: 'ok',
    detail: 'loss 0 % of 4, round trip 2.0 ms',
    measured: [
      {
        measurement: 'ping',
        tags: { url: '10.33.1.1' },
        fields: {
          packets_transmitted: 4n,
          packets_received: 4n,
          percent_packet_loss: 0,
          minimum_response_ms: 1,
          average_response_ms: 2,
          maximum_response_ms: 4,
          standard_deviation_ms: 1.225,
          percentile50_ms: 1.5,
          percentile95_ms: 3.7,
          percentile99_ms: 3.94,
          jitter_ms: 2,
          jitter_rfc3550_ms: 0.36,
          result_code: 0n,
        },
      },
    ],
  })
})

test.for([
  ['one of four lost is a warning', [1, undefined, 1, 1], {}, 'warn', 'loss'],
  ['slow is a warning', [30, 40], { warnRttMs: 20 }, 'warn', 'slow'],
  ['loss weighs more than slowness', [30, undefined], { warnRttMs: 20 }, 'warn', 'loss'],
  ['none answered is a failure, even before the run is full', [undefined, undefined], {}, 'fail', 'timeout'],
  [
    'an outage that lasts is a failure, whatever came before it',
    [1, 1, 1, 1, undefined, undefined, undefined],
    {},
    'fail',
    'timeout',
  ],
] as const)('%s', ([, packets, more, status, error]) => {
  expect(readingOf(packets, more)).toMatchObject({ status, error })
})

test('without an answer there are counts and no round trips', () => {
  expect(readingOf([undefined]).measured[0]?.fields).toEqual({
    packets_transmitted: 1n,
    packets_received: 0n,
    percent_packet_loss: 100,
    result_code: 0n,
  })
})

test('an outage that is over stands in the point, and no longer in the verdict', () => {
  const reading = readingOf([undefined, undefined, undefined, 1, 1])
  expect(reading.status).toBe('ok')
  expect(reading.measured[0]?.fields.percent_packet_loss).toBe(60)
})

test('what is lost after an outage is a warning again', () => {
  expect(readingOf([undefined, undefined, undefined, 1, 1, undefined])).toMatchObject({ status: 'warn', error: 'loss' })
})

test('late answers are a warning of slowness, and no loss', () => {
  const window = createTargetWindow(3)
  for (const packet of [0, 1]) {
    window.lost({ cause: 'timeout', packet }, packet)
    window.late(packet, packet)
  }
  const reading = icmpReading(config, window.take(2))
  expect(reading).toMatchObject({ status: 'warn', error: 'slow', detail: 'loss 0 % of 2; 2 of 2 answers were late' })
  expect(reading.measured[0]?.fields).toEqual({
    packets_transmitted: 2n,
    packets_received: 0n,
    percent_packet_loss: 0,
    packets_late: 2n,
    packets_duplicate: 0n,
    packets_reordered: 0n,
    loss_runs: 0n,
    loss_run_max: 0n,
    result_code: 0n,
  })
})

test('a window with our own fault in it says so', () => {
  const window = createTargetWindow(3)
  window.answered(1, 0, { reordered: false })
  window.unjudged('uplink')
  const reading = icmpReading(config, window.take(2))
  expect(reading).toMatchObject({ status: 'ok' })
  expect(reading.measured[0]?.fields).toMatchObject({
    own_fault: 'uplink',
    packets_unjudged: 1n,
    percent_packet_loss: 0,
  })
})
