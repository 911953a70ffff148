import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTurnstile } from './turnstile.ts'

const never = new AbortController().signal

test('so many at once and no more, all in their turn, whether they succeed or not', async () => {
  const through = createTurnstile(2)
  let running = 0
  let most = 0
  const order: number[] = []
  const work = (n: number) =>
    through(never, async () => {
      most = Math.max(most, ++running)
      order.push(n)
      await setImmediate()
      running--
      if (n % 2) throw new Error('odd')
    })
  const outcomes = await Promise.allSettled([0, 1, 2, 3, 4, 5].map(work))
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(3)
  expect(order).toEqual([0, 1, 2, 3, 4, 5])
  expect([most, running]).toEqual([2, 0])
})

test('who gives up waiting leaves the queue, and nobody behind waits for ever', async () => {
  const through = createTurnstile(1)
  let free = () => {}
  const first = through(never, () => new Promise<void>((resolve) => (free = resolve)))
  const stop = new AbortController()
  const reason = new Error('stopping')
  const second = through(stop.signal, async () => 'second')
  const third = through(never, async () => 'third')
  stop.abort(reason)
  await expect(second).rejects.toBe(reason)
  await expect(through(stop.signal, async () => 'fourth')).rejects.toBe(reason)
  free()
  await first
  expect(await third).toBe('third')
})
