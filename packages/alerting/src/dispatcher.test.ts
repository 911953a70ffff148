import { silentLog, TransientError } from '@vonggac/model'
import { type FakeClock, fakeClock } from '@vonggac/model/fake-clock'
import { describe, expect, test } from 'vitest'
import type { Delivery, Notifier } from './contract.ts'
import { startDispatcher } from './dispatcher.ts'
import { memoryOutbox } from './testing/memory-outbox.ts'
import { message } from './testing/sample.ts'
import { uncertain } from './uncertain.ts'

const START = message.incident.openedAt

type Behaviour = (attempt: number, signal: AbortSignal, underWay: (() => void) | undefined) => Promise<void>

function setUp(behaviour: Record<string, Behaviour>) {
  const clock = fakeClock(START)
  const sent: string[] = []
  const attempts = new Map<string, number>()
  const notifiers = new Map<string, Notifier>()
  for (const [channel, behave] of Object.entries(behaviour)) {
    notifiers.set(channel, {
      channel,
      async send(_message, { key, signal, underWay }) {
        const n = (attempts.get(key) ?? 0) + 1
        attempts.set(key, n)
        await behave(n, signal, underWay)
        sent.push(`${key} +${clock.now() - START}`)
      },
    })
  }
  const outbox = memoryOutbox()
  const put = (channel: string, key: string) => outbox.put({ key, channel, message, dueAt: clock.now() })
  const start = () => startDispatcher({ outbox, notifiers, clock, log: silentLog, random: () => 1 })
  return { clock, sent, outbox, put, start, attempts }
}

const takes = async () => {}
const asleep = (clock: FakeClock) => clock.advance(0)

describe('dispatcher', () => {
  test('sends what waited, and at once what it is woken for', async () => {
    const { clock, sent, put, start } = setUp({ ops: takes })
    put('ops', 'a')
    await using dispatcher = start()
    await asleep(clock)
    await clock.advance(5_000)
    put('ops', 'b')
    dispatcher.wake()
    await asleep(clock)
    expect(sent).toEqual(['a +0', 'b +5000'])
  })

  test('what is withdrawn while it waits for its turn is not sent', async () => {
    const first = Promise.withResolvers<void>()
    const { clock, sent, put, start, outbox, attempts } = setUp({ ops: (n) => (n === 1 ? first.promise : takes()) })
    for (const key of ['a', 'b', 'c']) put('ops', key)
    await using _ = start()
    await asleep(clock)
    outbox.withdraw('b')
    first.resolve()
    await clock.advance(0)
    expect([sent.map((text) => text[0]), [...attempts.keys()]]).toEqual([
      ['a', 'c'],
      ['a', 'c'],
    ])
  })

  test('a channel that is back after minutes is noticed within one', async () => {
    let isUp = false
    const { clock, sent, put, start } = setUp({
      ops: async () => {
        if (!isUp) throw new TransientError('no answer')
      },
    })
    put('ops', 'a')
    await using _ = start()
    await clock.advance(20 * 60_000)
    isUp = true
    await clock.advance(60_000)
    expect(sent).toHaveLength(1)
  })

  test('tries again after 1, 2, 4 … s, and records every attempt', async () => {
    const { clock, sent, put, start, outbox } = setUp({
      ops: async (n) => {
        if (n < 4) throw new TransientError(`busy ${n}`)
      },
    })
    put('ops', 'a')
    await using _ = start()
    await clock.advance(60_000)
    expect(sent).toEqual(['a +7000'])
    expect(outbox.log).toEqual([
      '1 failed busy 1, again +1000',
      '1 failed busy 2, again +3000',
      '1 failed busy 3, again +7000',
      '1 delivered',
    ])
  })

  test('a clock that is set back by hours makes nothing wait for hours', async () => {
    const { clock, attempts, put, start } = setUp({
      ops: async () => {
        throw new TransientError('busy')
      },
    })
    put('ops', 'a')
    await using dispatcher = start()
    await clock.advance(3_500)
    clock.setWall(clock.now() - 7_200_000)
    dispatcher.wake()
    await clock.advance(10_000)
    expect(attempts.get('a')).toBe(4)
  })

  test('what is under way is noted, and of what got no answer that it perhaps arrived', async () => {
    const { clock, put, start, outbox } = setUp({
      ops: async (n, _signal, underWay) => {
        if (n === 2) throw new TransientError('refused')
        underWay?.()
        if (n === 1) throw uncertain(new TransientError('no answer'))
      },
    })
    put('ops', 'a')
    await using _ = start()
    await clock.advance(20_000)
    expect(outbox.log).toEqual([
      '1 begun',
      '1 failed no answer, perhaps arrived, again +1000',
      '1 failed refused, again +3000',
      '1 begun',
      '1 delivered',
    ])
  })

  test('waits as long as the other side asks', async () => {
    const { clock, sent, put, start } = setUp({
      ops: async (n) => {
        if (n === 1) throw new TransientError('slow down', { retryAfterMs: 30_000 })
      },
    })
    put('ops', 'a')
    await using _ = start()
    await clock.advance(60_000)
    expect(sent).toEqual(['a +30000'])
  })

  test('gives up at once what will never work, and after a day what did not', async () => {
    const { clock, put, start, outbox, attempts } = setUp({
      gone: async () => {
        throw new Error('HTTP 404')
      },
      dead: async () => {
        throw new TransientError('refused')
      },
    })
    put('gone', 'a')
    put('dead', 'b')
    put('unknown', 'c')
    await using _ = start()
    await clock.advance(25 * 3_600_000)
    expect(outbox.log.filter((line) => line.includes('given up')).sort()).toEqual([
      '1 failed HTTP 404, given up',
      '2 failed refused, given up',
      '3 failed there is no channel `unknown` in the configuration any more, given up',
    ])
    // Every minute for an hour, then every five: a dead channel is not hammered.
    expect(attempts.get('b')).toBeLessThan(350)
    expect(await outbox.nextDueAt()).toBeUndefined()
  })

  test('a channel that hangs delays no other, and gets one message at a time', async () => {
    let under = 0
    const { clock, sent, put, start } = setUp({
      ops: takes,
      slow: async () => {
        expect(++under).toBe(1)
        await clock.sleep(10_000)
        under--
      },
    })
    for (const n of [1, 2]) put('slow', `s${n}`)
    put('ops', 'a')
    await using dispatcher = start()
    await clock.advance(3_000)
    put('ops', 'b')
    put('slow', 's3')
    dispatcher.wake()
    await clock.advance(40_000)
    expect(sent).toEqual(['a +0', 'b +3000', 's1 +10000', 's2 +20000', 's3 +30000'])
  })

  test('stopping aborts what is under way, which stays in the outbox', async () => {
    const { clock, put, start, outbox } = setUp({
      ops: (_n, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    })
    put('ops', 'a')
    const dispatcher = start()
    await asleep(clock)
    await dispatcher[Symbol.asyncDispose]()
    await dispatcher[Symbol.asyncDispose]()
    expect(outbox.log).toEqual([])
    expect((await outbox.due(clock.now(), 10)).map(({ key }: Delivery) => key)).toEqual(['a'])
  })

  test('an outbox that fails for a while is asked again', async () => {
    const { clock, sent, put, start, outbox } = setUp({ ops: takes })
    put('ops', 'a')
    outbox.breakFor(3)
    await using _ = start()
    await clock.advance(10_000)
    expect(sent).toEqual(['a +3000'])
  })
})
