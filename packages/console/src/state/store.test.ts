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

test('a thousand subscribers are told over several frames, and again when it changed meanwhile', () => {
  const frames: (() => void)[] = []
  const store = createStore(
    (_: number, next: number) => next,
    0,
    (run) => frames.push(run),
  )
  const heard = Array.from({ length: 1000 }, () => 0)
  for (const i of heard.keys()) {
    store.subscribe(() => {
      heard[i] = store.state
    })
  }
  store.dispatch(1)
  frames.shift()!()
  expect(heard.filter((value) => value === 1).length).toBeGreaterThan(50)
  expect(heard.filter((value) => value === 1).length).toBeLessThan(500)
  store.dispatch(2)
  for (let run = frames.shift(); run; run = frames.shift()) run()
  expect(heard.every((value) => value === 2)).toBe(true)
})
