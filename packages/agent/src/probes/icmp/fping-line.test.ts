import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFpingReader } from './fping-line.ts'

function eventsOf(pieces: readonly (Buffer | string)[]): unknown[][] {
  const events: unknown[][] = []
  const reader = createFpingReader({
    answered: (...event) => void events.push(['answered', ...event]),
    timedOut: (...event) => void events.push(['timedOut', ...event]),
    refused: (...event) => void events.push(['refused', ...event]),
    other: (...event) => void events.push(['other', ...event]),
  })
  for (const piece of pieces) reader.push(Buffer.from(piece))
  return events
}

test.for([
  ['10.33.1.1 : [0], 64 bytes, 0.357 ms (0.357 avg, 0% loss)', ['answered', '10.33.1.1', 0, 0.357]],
  ['10.33.1.1   : [12], 64 bytes, 1.00 ms (1.00 avg, 0% loss)', ['answered', '10.33.1.1', 12, 1]],
  ['10.33.1.1 : [7], 64 bytes, 1234 ms (12.5 avg, 0% loss)', ['answered', '10.33.1.1', 7, 1_234]],
  ['fd00::1 : [3], 1008 bytes, 12.3 ms (12.5 avg, 0% loss)', ['answered', 'fd00::1', 3, 12.3]],
  ['10.33.1.1 : [8], timed out (NaN avg, 100% loss)', ['timedOut', '10.33.1.1', 8]],
  ['10.33.1.1 : [8], timed out (1.2e+03 avg, 10% loss)', ['timedOut', '10.33.1.1', 8]],
  [
    'ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to 10.33.1.1',
    ['refused', '10.33.1.1', 'ICMP Host Unreachable from 10.0.0.1'],
  ],
  [
    'ICMP Time Exceeded from 10.0.0.1 for ICMP Echo sent to 10.33.1.1 (10.33.1.1)',
    ['refused', '10.33.1.1', 'ICMP Time Exceeded from 10.0.0.1'],
  ],
  ['no.such.name: Name or service not known', ['other', 'no.such.name: Name or service not known']],
  ['10.33.1.1 : duplicate for [0], 64 bytes, 0.03 ms', ['other', '10.33.1.1 : duplicate for [0], 64 bytes, 0.03 ms']],
  ['10.33.1.1 : [x], 64 bytes, 0.03 ms', ['other', '10.33.1.1 : [x], 64 bytes, 0.03 ms']],
  [
    '10.33.1.1 : [1], 64 bytes, fast (0.03 avg, 0% loss)',
    ['other', '10.33.1.1 : [1], 64 bytes, fast (0.03 avg, 0% loss)'],
  ],
  ['10.33.1.1 : [1], 64 bytes, 0.03', ['other', '10.33.1.1 : [1], 64 bytes, 0.03']],
  ['10.33.1.1 : [1]', ['other', '10.33.1.1 : [1]']],
  [' : [1], 64 bytes, 0.03 ms', ['other', ' : [1], 64 bytes, 0.03 ms']],
] as const)('%s', ([line, event]) => {
  expect(eventsOf([`${line}\n`])).toEqual([event])
})

const output = [
  '10.33.1.1 : [0], 64 bytes, 0.357 ms (0.357 avg, 0% loss)',
  '10.33.1.2 : [0], timed out (NaN avg, 100% loss)',
  'ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to 10.33.1.1',
  '10.33.1.1 : [1], 64 bytes, 12.3 ms (6.3 avg, 0% loss)\n',
].join('\n')

test('output that is cut in two anywhere reads the same', () => {
  const whole = eventsOf([output])
  expect(whole).toHaveLength(4)
  for (let cut = 0; cut <= output.length; cut++)
    expect(eventsOf([output.slice(0, cut), output.slice(cut)])).toEqual(whole)
})

test('output that comes byte by byte reads the same', () => {
  expect(eventsOf([...output])).toEqual(eventsOf([output]))
})

test('an endless line costs no memory and what follows it is read', () => {
  const events = eventsOf([...new Array(100).fill('x'.repeat(900)), '\n', output])
  expect(events.slice(-4)).toEqual(eventsOf([output]))
  expect(events).toHaveLength(4)
})

test('no bytes at all make it throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 200 })),
      (pieces) => void eventsOf(pieces.map((piece) => Buffer.from(piece))),
    ),
  )
})
