import { expect, test } from 'vitest'
import { parseHops } from './hop-text.ts'
import { pathOf, pathText } from './path.ts'

const TARGET = '10.99.9.9'
const path = (lines: readonly string[], { finished = true, maxHops = 15 } = {}) =>
  pathOf(parseHops(lines.map((line, at) => ` ${at + 1}  ${line}`).join('\n')), TARGET, { finished, maxHops })

test.for([
  ['the target answers', ['10.0.0.1  1 ms', '10.99.9.9  2 ms'], { reached: true, end: '' }],
  ['it answers behind a hop that does not', ['*', '10.99.9.9  2 ms'], { reached: true, end: '' }],
  ['it refuses by itself', ['10.0.0.1  1 ms', '10.99.9.9  2 ms !X'], { reached: true, end: '' }],
  ['it answers from another address of its own', ['10.0.0.1  1 ms', '10.98.0.1  2 ms'], { reached: true, end: '' }],
  [
    'silence behind the second hop',
    ['10.0.0.1  1 ms', '10.0.0.2  1 ms', '*', '*', '*'],
    { reached: false, end: 'path ends after hop 2 (10.0.0.2): no answer behind it' },
  ],
  [
    'a router has no way on',
    ['10.0.0.1  1 ms', '10.0.0.2  1 ms !N  1 ms !N'],
    { reached: false, end: 'path ends at hop 2 (10.0.0.2): network unreachable (!N)' },
  ],
  [
    'a firewall forbids it',
    ['10.0.0.1  1 ms !X'],
    { reached: false, end: 'path ends at hop 1 (10.0.0.1): administratively prohibited (!X)' },
  ],
  [
    'a router says something with a number',
    ['10.0.0.1  1 ms !13'],
    { reached: false, end: 'path ends at hop 1 (10.0.0.1): unreachable, ICMP code 13' },
  ],
  ['nobody answers', ['*', '*'], { reached: false, end: 'no hop answers: the path ends before the first router' }],
  ['there is nothing', [], { reached: false, end: 'no hop answers: the path ends before the first router' }],
] as const)('%s', ([, lines, expected]) => {
  expect(path(lines)).toMatchObject(expected)
})

test('a run that was cut off has not reached what answered last', () => {
  expect(path(['10.0.0.1  1 ms'], { finished: false })).toMatchObject({ reached: false })
})

test('a way that is as long as it may be has not reached its end', () => {
  expect(path(['10.0.0.1  1 ms', '10.0.0.2  1 ms'], { maxHops: 2 })).toMatchObject({
    reached: false,
    end: 'path goes on after 2 hops: longer than it may be',
  })
})

test('answers of the target to later packets are no hops', () => {
  const { hops } = path(['10.0.0.1  1 ms', '10.99.9.9  2 ms', '10.99.9.9  2 ms', '10.99.9.9  2 ms'])
  expect(pathText(hops)).toBe('10.0.0.1 > 10.99.9.9')
})

test('an IPv6 target is itself however it is written', () => {
  expect(pathOf(parseHops(' 1  fd00::9  1 ms'), 'FD00::9', { finished: false, maxHops: 9 }).reached).toBe(true)
})
