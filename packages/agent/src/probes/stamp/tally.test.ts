import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRecording, LATE, note, type Recording, SENT, TAINTED } from './recording.ts'
import { tally } from './tally.ts'

const CLOSING = 8

/** What the path does to packet `sequence`: lost there, lost on the way back, or nothing. */
type Fate = 'there' | 'back' | 'kept'

interface Setup {
  readonly fates: readonly Fate[]
  /** Of the closing packets that were sent. */
  readonly closing?: readonly Fate[]
  readonly stateless?: boolean
  /** What the reflector has counted of the session before. */
  readonly before?: number
}

/** Plays a run: a packet every 10 ms, 5 ms there, held for 1 ms, 7 ms back; the reflector's clock is an hour ahead. */
function played({ fates, closing = ['kept'], stateless = false, before = 0 }: Setup): Recording {
  const recording = createRecording(fates.length, CLOSING)
  let count = before
  const all = [
    ...fates.map((fate, at) => [at, fate] as const),
    ...closing.map((fate, at) => [fates.length + 1 + at, fate] as const),
  ]
  for (const [sequence, fate] of all) {
    const sent = sequence * 10
    recording.flags[sequence] = SENT
    recording.sent[sequence] = sent
    if (fate === 'there') continue
    const number = stateless ? sequence : count++
    if (fate === 'back') continue
    const reached = 3_600_000 + sent + 5
    note(recording, { sequence, number, reached, left: reached + 1, back: sent + 13, flags: 0 })
  }
  return recording
}

const run = (text: string): Fate[] =>
  [...text].map((letter) => ({ '.': 'kept', '>': 'there', '<': 'back' })[letter] as Fate)
const result = (text: string, rest: Omit<Setup, 'fates'> = {}) => tally(played({ fates: run(text), ...rest }))

test.for([
  { name: 'nothing', path: '..........', forward: 0, back: 0 },
  { name: 'packets there', path: '.>..>.....', forward: 20, back: 0 },
  { name: 'packets on the way back', path: '.<..<.....', forward: 0, back: 20 },
  { name: 'packets both ways', path: '.><.......', forward: 10, back: 100 / 9 },
  { name: 'the first packets there', path: '>>........', forward: 20, back: 0 },
  { name: 'the first packets on the way back', path: '<<........', forward: 0, back: 20 },
  { name: 'the last packets there', path: '........>>', forward: 20, back: 0 },
  { name: 'the last packets on the way back', path: '........<<', forward: 0, back: 20 },
])('a path that loses $name', ({ path, forward, back }) => {
  const got = result(path)
  expect(got.lossForwardPct).toBeCloseTo(forward, 6)
  expect(got.lossReturnPct).toBeCloseTo(back, 6)
  expect(got).toMatchObject({
    sent: 10,
    received: [...path].filter((letter) => letter === '.').length,
    unattributed: 0,
    stateful: true,
  })
})

test('a path that is dead from the middle on: what came after the last answer has no direction', () => {
  const got = result('.....>>>>>', { closing: Array(CLOSING).fill('there') as Fate[] })
  expect(got).toMatchObject({ sent: 10, received: 5, unattributed: 5 })
  expect(got.lossForwardPct ?? 0).toBe(0)
})

test('closing packets that are lost themselves are part of the account', () => {
  expect(result('..........', { closing: ['there', 'kept'] }).lossForwardPct).toBeCloseTo(100 / 11)
  expect(result('..........', { closing: ['back', 'kept'] }).lossReturnPct).toBeCloseTo(100 / 11)
})

test('a stateless reflector shows itself by the number that was left out: no direction is told', () => {
  for (const path of ['..........', '.>..>.....', '.<........']) {
    const got = result(path, { stateless: true })
    expect(got).toMatchObject({ stateful: false, lossForwardPct: undefined, lossReturnPct: undefined })
    expect(got.unattributed).toBe(got.sent - got.received)
  }
})

test('a reflector that counts on from an earlier session', () => {
  expect(result('.>..<.....', { before: 5_000 })).toMatchObject({ lossForwardPct: 10, unattributed: 0 })
})

test('a reflector that begins anew in the middle tells no direction', () => {
  const recording = played({ fates: run('..........') })
  for (let sequence = 5; sequence < 10; sequence++) recording.number[sequence] = sequence - 5
  expect(tally(recording)).toMatchObject({ lossForwardPct: undefined, received: 10 })
})

test('times: the reflector’s clock and its own time are taken out of the round trip', () => {
  const got = result('..........')
  expect(got.rtt).toEqual({ min: 12, avg: 12, p95: 12, max: 12 })
  expect(got).toMatchObject({ jitterForward: 0, jitterReturn: 0, transitForward: 3_600_005, transitReturn: -3_599_993 })
})

test('jitter is told for the way that has it', () => {
  const recording = played({ fates: run('..........') })
  for (let sequence = 1; sequence < 10; sequence += 2) {
    for (const times of [recording.reached, recording.left, recording.back]) times[sequence]! += 4
  }
  expect(tally(recording)).toMatchObject({ jitterForward: 4, jitterReturn: 0 })
})

test('a reflector’s clock that is set in the middle is no jitter', () => {
  const recording = played({ fates: run('..........') })
  for (let sequence = 5; sequence < 10; sequence++) {
    for (const times of [recording.reached, recording.left]) times[sequence]! += 5_000
  }
  expect(tally(recording)).toMatchObject({ jitterForward: 0, jitterReturn: 0, rtt: { max: 12 } })
})

test('a reflector that lies about how long it held a packet shortens nothing', () => {
  const recording = played({ fates: run('..........') })
  recording.left[3]! += 500
  recording.left[4]! -= 500
  expect(tally(recording).rtt).toMatchObject({ min: 12, max: 13 })
})

test('doubled packets are told by way, and are neither received twice nor loss made good', () => {
  const recording = played({ fates: run('.........<'), closing: [] })
  const again = { sequence: 2, reached: 0, left: 0, back: 0, flags: 0 }
  note(recording, { ...again, number: 2 })
  expect(tally(recording)).toMatchObject({ duplicateForward: 0, duplicateReturn: 1, received: 9 })
  note(recording, { ...again, number: 77 })
  expect(tally(recording)).toMatchObject({ duplicateForward: 1, duplicateReturn: 1, received: 9 })
})

test('packets out of order are told by way', () => {
  const recording = createRecording(4, CLOSING)
  const numbers = [0, 2, 1, 3]
  for (const sequence of [0, 1, 2, 3]) recording.flags[sequence] = SENT
  // Packet 2 overtook 1 there; the answers with numbers 2 and 3 changed places on the way back.
  for (const sequence of [0, 2, 3, 1]) {
    note(recording, { sequence, number: numbers[sequence]!, reached: 0, left: 0, back: 0, flags: 0 })
  }
  expect(tally(recording)).toMatchObject({ reorderForward: 1, reorderReturn: 1 })
})

test('what was read late for our own sake is received, but times nothing; a late reply is neither lost nor received', () => {
  const recording = played({ fates: run('..........') })
  recording.flags[3]! |= TAINTED
  recording.back[3]! += 900
  recording.flags[4]! |= LATE
  recording.back[4]! += 2_000
  const got = tally(recording)
  expect(got).toMatchObject({ received: 9, late: 1, tainted: 1, lossForwardPct: 0, lossReturnPct: 0, rtt: { max: 12 } })
  expect(got.jitterReturn).toBeCloseTo(0, 6)
})

test('an answer to what was never sent is refused', () => {
  const recording = played({ fates: run('..') })
  const times = { number: 0, reached: 0, left: 0, back: 0, flags: 0 }
  expect(note(recording, { ...times, sequence: 2 })).toBe(false)
  expect(note(recording, { ...times, sequence: 4_000_000_000 })).toBe(false)
})

test('runs of loss are told from loss at random', () => {
  const inRuns = result('.>>>>'.repeat(2) + '...........>>>>'.repeat(6))
  expect(inRuns.burstForward).toBeGreaterThan(2)
  expect(inRuns.burstReturn).toBe(1)
  expect(result('.........<'.repeat(20)).burstReturn).toBe(1)
})

test('of whatever is lost, what is told of each way is exactly what was lost on it, as long as a closing packet comes back', () => {
  const fate = fc.constantFrom<Fate>('there', 'back', 'kept', 'kept')
  fc.assert(
    fc.property(fc.array(fate, { minLength: 1, maxLength: 60 }), (fates) => {
      const got = tally(played({ fates }))
      const count = (wanted: Fate) => fates.filter((one) => one === wanted).length
      const reached = fates.length - count('there')
      expect(got.stateful).toBe(true)
      expect(got.lossForwardPct).toBeCloseTo((100 * count('there')) / fates.length, 6)
      if (reached > 0) expect(got.lossReturnPct).toBeCloseTo((100 * count('back')) / reached, 6)
      expect(got.unattributed).toBe(0)
    }),
  )
})

test('no numbers of a reflector make it throw or leave 0 to 100 per cent', () => {
  const number = fc.oneof(fc.nat(0xffff_ffff), fc.nat(20))
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), number), { maxLength: 30 }), (packets) => {
      const recording = createRecording(packets.length, CLOSING)
      for (const [sequence, [answered, number]] of packets.entries()) {
        recording.flags[sequence] = SENT
        const wild = number * 1e3
        if (answered) note(recording, { sequence, number, reached: wild, left: -wild, back: 1, flags: 0 })
      }
      const got = tally(recording)
      for (const pct of [got.lossForwardPct ?? 0, got.lossReturnPct ?? 0]) {
        expect(pct).toBeGreaterThanOrEqual(0)
        expect(pct).toBeLessThanOrEqual(100)
      }
      expect(got.unattributed).toBeGreaterThanOrEqual(0)
    }),
  )
})
