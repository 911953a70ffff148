import { expect, test } from 'vitest'
import { createStore } from './store.ts'

test('any number of actions tell the subscribers once a frame, and only of a change', () => {
  const frames: (() => void)[] = []
  const store = createStore(
    (sum: number, more: number) => sum + more,
    0,
    (run) => frames.push(run),
  )
  let told = 0
  const stop = store.subscribe(() => told++)
  for (let i = 0; i < 500; i++) store.dispatch(1)
  expect([store.state, told, frames.length]).toEqual([500, 0, 1])
  frames.shift()!()
  expect(told).toBe(1)
  store.dispatch(0)
  expect(frames).toEqual([])
  stop()
  store.dispatch(1)
  frames.shift()!()
  expect(told).toBe(1)
})
