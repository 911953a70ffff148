import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_SAMPLES } from './round-trips.ts'
import { createTargetWindow } from './target-window.ts'

const packet = fc.oneof(
  fc.double({ min: 0.001, max: 2_000, noNaN: true }),
  fc.constant('timeout' as const),
  fc.constant('unreachable' as const),
)

test('whatever happens, the sums agree with each other', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 200 }), fc.integer({ min: 1, max: 10 }), (packets, lossRun) => {
      const window = createTargetWindow(lossRun)
      for (const [at, each] of packets.entries())
        typeof each === 'number' ? window.answered(each, at) : window.lost({ cause: each }, at)
      const { sent, received, rtt } = window.take(packets.length)
      const rtts = packets.filter((each) => typeof each === 'number')
      expect(sent).toBe(packets.length)
      expect(received).toBe(rtts.length)
      expect(rtt === undefined).toBe(received === 0)
      if (!rtt) return
      expect(rtt.min).toBe(Math.min(...rtts))
      expect(rtt.max).toBe(Math.max(...rtts))
      for (const middle of [rtt.avg, rtt.p50, rtt.p95, rtt.p99]) {
        expect(middle).toBeGreaterThanOrEqual(rtt.min)
        expect(middle).toBeLessThanOrEqual(rtt.max)
      }
      expect(rtt.p50).toBeLessThanOrEqual(rtt.p95)
      expect(rtt.p95).toBeLessThanOrEqual(rtt.p99)
      expect(rtt.jitter).toBeLessThanOrEqual(rtt.max - rtt.min + 1e-9)
      expect(window.take(packets.length)).toMatchObject({ sent: 0, received: 0, rtt: undefined })
    }),
  )
})

test('announcements alternate, begin with an outage, and come exactly when a run is reached', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), fc.integer({ min: 1, max: 5 }), (answers, lossRun) => {
      const window = createTargetWindow(lossRun)
      let down: boolean = false
      let lost = 0
      let answered = 0
      /** A packet was lost without an outage: from then on it takes one more in a row, where it takes several at all. */
      let lossy = false
      for (const [at, answer] of answers.entries()) {
        lossy ||= answer && lost > 0 && !down
        lost = answer ? 0 : lost + 1
        answered = answer ? answered + 1 : 0
        const change = answer ? window.answered(1, at) : window.lost({ cause: 'timeout' }, at)
        const expected: 'fail' | 'ok' | undefined =
          !down && lost === lossRun + (lossy && lossRun > 1 ? 1 : 0)
            ? 'fail'
            : down && answered === 2
              ? 'ok'
              : undefined
        expect(change?.status).toBe(expected)
        if (expected) down = expected === 'fail'
      }
      expect(window.take(answers.length).outage !== undefined).toBe(down)
    }),
  )
})

test('a path that has lost nothing for long is believed again after the ordinary run', () => {
  const window = createTargetWindow(3)
  const lose = (packets: number) =>
    Array.from({ length: packets }, (_, at) => window.lost({ cause: 'timeout' }, at)?.status ?? '-').join(' ')
  expect(lose(1)).toBe('-')
  window.answered(1, 1)
  expect(lose(3)).toBe('- - -')
  for (let at = 0; at < 301; at++) window.answered(1, at)
  expect(lose(3)).toBe('- - fail')
})

test('a run of lost packets says how long ago the last answer was, and what the network said', () => {
  const window = createTargetWindow(3)
  window.answered(5, 1_000)
  window.lost({ cause: 'timeout' }, 1_500)
  window.lost({ cause: 'timeout' }, 2_500)
  expect(window.lost({ cause: 'unreachable', note: 'ICMP Host Unreachable from 10.0.0.1' }, 3_100)).toEqual({
    status: 'fail',
    error: 'unreachable',
    detail: '3 packets lost in a row, last answer 2.1 s ago: ICMP Host Unreachable from 10.0.0.1',
  })
})

test('the first answer after an outage is not yet its end', () => {
  const window = createTargetWindow(1)
  expect(window.lost({ cause: 'timeout' }, 0)).toMatchObject({ detail: '1 packet lost, no answer so far' })
  expect(window.answered(2, 1_000)).toBeUndefined()
  expect(window.take(1_000).outage?.detail).toBe('answered once after an outage: over with 2 answers in a row')
  expect(window.answered(2, 2_000)).toMatchObject({ status: 'ok' })
})

test('round trips are summed up as ping and Telegraf do', () => {
  const window = createTargetWindow(3)
  for (const [at, rtt] of [10, 20, 10, 40].entries()) window.answered(rtt, at)
  expect(window.take(4).rtt).toEqual({
    min: 10,
    avg: 20,
    max: 40,
    stddev: Math.sqrt(150),
    p50: 15,
    p95: expect.closeTo(37, 9),
    p99: expect.closeTo(39.4, 9),
    jitter: expect.closeTo(50 / 3, 9),
    jitterRfc3550: expect.closeTo(((10 / 16) * (15 / 16) + 10 / 16) * (15 / 16) + 30 / 16, 9),
  })
})

test('the difference over the border of two windows belongs to the later one', () => {
  const window = createTargetWindow(3)
  window.answered(10, 0)
  expect(window.take(0).rtt?.jitter).toBe(0)
  window.answered(14, 1)
  expect(window.take(1).rtt?.jitter).toBe(4)
})

test('a window that nobody reads keeps counting without growing', () => {
  const window = createTargetWindow(3)
  for (let at = 0; at < MAX_SAMPLES * 2; at++) window.answered(at < MAX_SAMPLES ? 1_000 : 1, at)
  expect(window.take(0)).toMatchObject({ sent: MAX_SAMPLES * 2, rtt: { p99: 1, max: 1_000, avg: 500.5 } })
})

/** A window told of packets 0, 1, 2 …: a number answers, `lost` does not. */
function windowOf(packets: readonly (number | 'lost')[], lossRun = 60) {
  const window = createTargetWindow(lossRun)
  for (const [packet, each] of packets.entries())
    each === 'lost'
      ? window.lost({ cause: 'timeout', packet }, packet * 1_000)
      : window.answered(each, packet * 1_000, { reordered: false })
  return window
}

test('loss is told by its runs', () => {
  const window = windowOf([1, 'lost', 1, 'lost', 'lost', 'lost', 1, 'lost', 'lost'])
  expect(window.take(0)).toMatchObject({ sent: 9, received: 3, lost: 6, order: { runs: 3, longest: 3 } })
})

test('a run that goes on is counted with what it lost before the window, one that is over is not', () => {
  const window = windowOf(['lost', 'lost'])
  window.take(0)
  window.lost({ cause: 'timeout', packet: 2 }, 2_000)
  window.lost({ cause: 'timeout', packet: 4 }, 4_000)
  expect(window.take(0).order).toMatchObject({ runs: 2, longest: 3 })
  expect(window.take(0).order).toMatchObject({ runs: 0, longest: 0 })
})

test('a late answer is no loss, breaks the run that it lies in, and is not received in time', () => {
  const window = windowOf([1, 'lost', 'lost', 'lost'])
  window.late(2, 5_000)
  expect(window.take(0)).toMatchObject({ sent: 4, received: 1, lost: 2, order: { late: 1, runs: 2, longest: 1 } })
})

test('a late answer to a packet of the window before is told, and takes nothing from this one', () => {
  const window = windowOf([1, 'lost'])
  window.take(0)
  window.late(1, 2_000)
  window.answered(1, 2_000, { reordered: true })
  window.duplicate()
  expect(window.take(0)).toMatchObject({ sent: 1, lost: 0, order: { late: 1, duplicates: 1, reordered: 1, runs: 0 } })
})

test('a path that answers late every time is slow and no outage', () => {
  const window = createTargetWindow(3)
  for (let packet = 0; packet < 20; packet++) {
    expect(window.lost({ cause: 'timeout', packet }, packet * 1_000 + 560)).toBeUndefined()
    expect(window.late(packet, packet * 1_000 + 700)).toBeUndefined()
  }
  expect(window.take(0)).toMatchObject({ sent: 20, received: 0, lost: 0, outage: undefined, order: { late: 20 } })
})

test('an outage ends with late answers, too', () => {
  const window = windowOf(['lost', 'lost', 'lost', 'lost'], 3)
  expect(window.late(3, 4_000)).toBeUndefined()
  window.lost({ cause: 'timeout', packet: 4 }, 4_500)
  expect(window.late(4, 5_000)).toMatchObject({ status: 'ok', detail: expect.stringContaining('but late') })
})

test('answers later than a whole run of losses neither begin nor end an outage again and again', () => {
  const window = createTargetWindow(3)
  const changes = Array.from({ length: 40 }, (_, packet) => [
    window.lost({ cause: 'timeout', packet }, packet * 200),
    packet >= 4 ? window.late(packet - 4, packet * 200) : undefined,
  ]).flat()
  expect(changes.filter(Boolean)).toHaveLength(1)
})

test('what is missing by our own fault is neither sent nor lost', () => {
  const window = windowOf([1])
  for (let at = 0; at < 10; at++) window.unjudged('event_loop')
  expect(window.take(0)).toMatchObject({ sent: 1, lost: 0, unjudged: 10, ownFault: 'event_loop', outage: undefined })
  expect(window.take(0)).toMatchObject({ unjudged: 0, ownFault: undefined })
})
