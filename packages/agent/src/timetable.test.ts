import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { createTimetable } from './timetable.ts'

test('items have their turns in the order in which they are due, each as often as it says', async () => {
  const clock = fakeClock(0)
  const turns: string[] = []
  using timetable = createTimetable<{ due: number; name: string; every: number }>(clock, ({ name, every }, now) => {
    turns.push(`${name} ${now}`)
    return now + every
  })
  timetable.plan({ due: 0, name: 'slow', every: 70 }, 30)
  timetable.plan({ due: 0, name: 'quick', every: 20 }, 10)
  await clock.advance(100)
  expect(turns).toEqual(['quick 10', 'slow 30', 'quick 30', 'quick 50', 'quick 70', 'quick 90', 'slow 100'])
})

test('planned anew, sooner or later, an item has one turn', async () => {
  const clock = fakeClock(0)
  const turns: number[] = []
  using timetable = createTimetable<{ due: number }>(clock, (_, now) => {
    turns.push(now)
    return now + 1_000
  })
  const item = { due: 0 }
  for (const due of [500, 100, 300, 200]) timetable.plan(item, due)
  await clock.advance(1_100)
  expect(turns).toEqual([200])
  await clock.advance(200)
  expect(turns).toEqual([200, 1_200])
})

test('disposed, it wakes nobody', async () => {
  const clock = fakeClock(0)
  let turns = 0
  const timetable = createTimetable<{ due: number }>(clock, (_, now) => {
    turns++
    return now + 10
  })
  timetable.plan({ due: 0 }, 10)
  await clock.advance(25)
  timetable[Symbol.dispose]()
  timetable.plan({ due: 0 }, 30)
  await clock.advance(100)
  expect(turns).toBe(2)
})
