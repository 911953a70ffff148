import { type Clock, systemClock } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { chronyQuality, createClockQuality } from './clock-quality.ts'
import { createLoopLag } from './loop-lag.ts'
import { dropsIn } from './socket-drops.ts'
import { decodeErrorEstimate } from './timestamp.ts'
import { createWallTime } from './wall-time.ts'

const CHRONY =
  'A29FC87B,162.159.200.123,4,1795376391.679,0.000012345,-0.000034,0.000051,-12.345,0.002,0.077,0.020000,0.001500,64.5,Normal'

test.for([
  { name: 'follows a server', text: CHRONY, quality: { synchronised: true, errorMs: 11.512345 } },
  {
    name: 'follows nobody',
    text: CHRONY.replace(',4,', ',0,').replace('Normal', 'Not synchronised'),
    quality: { synchronised: false, errorMs: 1_000 },
  },
  { name: 'says something else', text: '506 Cannot talk to daemon', quality: undefined },
  { name: 'says nonsense', text: CHRONY.replace('0.0015', 'much'), quality: undefined },
])('a chrony that $name', ({ text, quality }) => {
  const got = chronyQuality(text)
  if (!quality) return expect(got).toBeUndefined()
  expect(got!.synchronised).toBe(quality.synchronised)
  expect(got!.errorMs).toBeCloseTo(quality.errorMs, 6)
})

test('the time service is asked once a minute, chrony first; nobody to ask is not synchronised', async () => {
  const clock = fakeClock()
  const asked: string[] = []
  const answers: Record<string, string> = {}
  const quality = createClockQuality(clock, async (program) => {
    asked.push(program)
    return answers[program]
  })
  expect(decodeErrorEstimate(quality.bits()).synchronised).toBe(false)
  expect(await quality.read()).toMatchObject({ synchronised: false })
  await quality.read()
  expect(asked).toEqual(['chronyc', 'timedatectl'])

  answers.timedatectl = 'yes\n'
  await clock.advance(61_000)
  expect(await quality.read()).toEqual({ synchronised: true, errorMs: 100 })

  answers.chronyc = CHRONY
  await clock.advance(61_000)
  expect((await quality.read()).errorMs).toBeLessThan(12)
  expect(decodeErrorEstimate(quality.bits())).toMatchObject({ synchronised: true })
  expect(asked.at(-1)).toBe('chronyc')
})

/** A clock that a look takes 50 ns of, with 0.37 ms more on the wall; at each of `pauses` (ms) the process is put aside for a while. */
function exactClock(pauses: number[] = []): Clock {
  let at = 1_000
  const look = () => {
    at += 0.000_05
    if (pauses[0] !== undefined && at >= pauses[0]) {
      pauses.shift()
      at += 1.5
    }
    return at
  }
  return { ...systemClock, monotonic: look, now: () => Math.floor(look() + 0.37) }
}

test.for([
  { name: 'at rest', pauses: [] },
  { name: 'that is put aside while the clock ticks', pauses: [1_000.629_98, 1_003.5] },
])('the wall clock is known to a microsecond to a process $name', ({ pauses }) => {
  expect(Math.abs(createWallTime(exactClock([...pauses])).offset() - 0.37)).toBeLessThan(0.001)
})

test('the wall clock is followed when it is set', async () => {
  const clock = fakeClock()
  const wall = createWallTime(clock)
  const before = wall.offset()
  await clock.advance(1_000)
  expect(wall.offset()).toBe(before)
  clock.setWall(clock.now() + 5_000)
  expect(wall.offset()).toBe(before + 5_000)
})

test('a process that was behind says so until it has kept up again', async () => {
  const clock = fakeClock()
  const lag = createLoopLag(clock)
  using watch = lag.watch()
  expect(lag.isBehind(clock.monotonic())).toBe(false)
  // Nothing has been heard of the beat that was due 45 ms ago: sockets are read before timers.
  expect(lag.isBehind(clock.monotonic() + 50)).toBe(true)
  await clock.advance(50)
  expect(lag.isBehind(clock.monotonic())).toBe(false)
  expect(watch.worstMs).toBe(0)
})

test('the beat ends with the last watch', async () => {
  const clock = fakeClock()
  const lag = createLoopLag(clock)
  const [one, two] = [lag.watch(), lag.watch()]
  one[Symbol.dispose]()
  await clock.advance(20)
  expect(lag.isBehind(clock.monotonic())).toBe(false)
  two[Symbol.dispose]()
  await clock.advance(1_000)
  using _ = lag.watch()
  expect(lag.isBehind(clock.monotonic())).toBe(false)
})

test('the kernel’s table of sockets tells what ours had no room for', () => {
  const table = [
    '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
    '  411: 0100007F:21AC 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 31337 2 0000000000000000 42',
    '  412: 0100007F:21AD 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 31338 2 0000000000000000 7',
  ].join('\n')
  expect(dropsIn(table, 0x21ac)).toBe(42)
  expect(dropsIn(table, 53)).toBe(0)
  expect(dropsIn('', 53)).toBe(0)
})
