import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { createOrderDesk } from './order-desk.ts'

const signal = new AbortController().signal
const rounds = [{ pauseMs: 0, checks: [{ id: 'a@hub' }] }]
const none = { waitMs: 0, signal }

function open() {
  const clock = fakeClock()
  return { clock, desk: createOrderDesk(clock) }
}

test('an order is offered, answered, and gone', async () => {
  const { desk } = open()
  const run = desk.run('hub', rounds, { limitMs: 60_000, signal })
  const { last, orders } = await desk.take('hub', 0, none)
  expect(orders).toMatchObject([{ kind: 'run', rounds }])
  expect(desk.answer('other', orders[0]!.id, { results: [] })).toBe(false)
  expect(desk.answer('hub', orders[0]!.id, { results: [], problem: 'x' })).toBe(true)
  expect(await run).toEqual({ results: [], problem: 'x' })
  expect(await desk.take('hub', 0, none)).toEqual({ last: 0, orders: [] })
  expect(desk.answer('hub', orders[0]!.id, { results: [] })).toBe(false)
  expect(last).toBeGreaterThan(0)
})

test('a question stays open until there is something, and is asked on from there', async () => {
  const { clock, desk } = open()
  const asked = desk.take('hub', 0, { waitMs: 25_000, signal })
  await clock.advance(10_000)
  const run = desk.run('hub', rounds, { limitMs: 1_000, signal })
  const { last, orders } = await asked
  expect(orders).toHaveLength(1)
  const again = desk.take('hub', last, { waitMs: 25_000, signal })
  await clock.advance(25_000)
  expect(await again).toEqual({ last, orders: [] })
  desk.answer('hub', orders[0]!.id, { results: [] })
  await run
})

test('an agent that begins anew is offered what it has not answered', async () => {
  const { desk } = open()
  const run = desk.run('hub', rounds, { limitMs: 1_000, signal })
  const first = await desk.take('hub', 0, none)
  expect(await desk.take('hub', 0, none)).toEqual(first)
  desk.answer('hub', first.orders[0]!.id, { results: [] })
  await run
})

test('nobody takes it up, nobody answers: each in a sentence', async () => {
  const { clock, desk } = open()
  const silent = desk.run('hub', rounds, { limitMs: 60_000, signal })
  silent.catch(() => {})
  await clock.advance(35_000)
  await expect(silent).rejects.toThrow('the agent hub did not ask for orders within 35 s')
  const dropped = desk.run('hub', rounds, { limitMs: 60_000, signal })
  dropped.catch(() => {})
  await desk.take('hub', 0, none)
  await clock.advance(95_000)
  await expect(dropped).rejects.toThrow('took the order and did not answer it in time')
})

test('a lease takes the place of the one before, and ends by itself', async () => {
  const { clock, desk } = open()
  for (const checks of [['a'], ['a', 'b']]) desk.watch('hub', { checks, intervalMs: 15_000, leaseMs: 120_000 })
  expect((await desk.take('hub', 0, none)).orders).toMatchObject([{ kind: 'watch', checks: ['a', 'b'] }])
  await clock.advance(120_000)
  expect((await desk.take('hub', 0, none)).orders).toEqual([])
})

test('orders of one agent are no other’s', async () => {
  const { desk } = open()
  desk.watch('hub', { checks: ['a'], intervalMs: 15_000, leaseMs: 120_000 })
  expect((await desk.take('tam-ky', 0, none)).orders).toEqual([])
})

test('at the end no question is kept open', async () => {
  const { desk } = open()
  const asked = desk.take('hub', 0, { waitMs: 25_000, signal })
  desk.close()
  expect(await asked).toEqual({ last: 0, orders: [] })
  expect(await desk.take('hub', 0, { waitMs: 25_000, signal })).toEqual({ last: 0, orders: [] })
})
