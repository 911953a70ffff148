import { expect, test } from 'vitest'
import { parseHops } from './hop-text.ts'
import { pathOf } from './path.ts'
import { createPathMemory } from './path-memory.ts'

/** Runs one after the other; what each is told to have changed: `hop old new`. A hop with `|` answers from two addresses. */
function learn(runs: readonly string[]) {
  const memory = createPathMemory()
  return runs.map((run) => {
    const lines = run.split(' ').map((hop, at) => {
      const answers =
        hop === '*'
          ? '*'
          : hop
              .split('|')
              .map((last) => `10.0.0.${last}  1 ms`)
              .join(' ')
      return ` ${at + 1}  ${answers}`
    })
    const change = memory.learn(pathOf(parseHops(lines.join('\n')), '10.0.0.9', { finished: false, maxHops: 30 }))
    return change ? `${change.ttl} ${change.oldAddress.slice(7)} ${change.newAddress.slice(7)}` : ''
  })
}

const often = (run: string, times: number) => new Array<string>(times).fill(run)

test.for([
  ['a way that stays is no news', ['1 2 9', '1 2 9', '1 2 9'], ['', '', '']],
  ['another middle is', ['1 2 9', '1 3 9'], ['', '2 2 3']],
  ['the first hop that differs is told', ['1 2 3 9', '1 4 5 9'], ['', '2 2 4']],
  ['a detour and its end are both told', ['1 2 9', '1 3 9', '1 3 9', '1 2 9'], ['', '2 2 3', '', '2 3 2']],
  [
    'what keeps going to and fro is told to and fro, and then no more',
    ['1 2 9', '1 3 9', '1 2 9', '1 3 9', '1 2 9', '1 3 9'],
    ['', '2 2 3', '2 3 2', '', '', ''],
  ],
  ['two answers of one hop are equal alternatives', ['1 2|3 9', '1 3 9', '1 2 9', '1 3|2 9'], ['', '', '', '']],
  ['a hop that does not answer may be anything', ['1 2 9', '1 * 9', '1 2 9'], ['', '', '']],
  ['a hop that answers for the first time is learnt', ['1 * 9', '1 2 9', '1 3 9'], ['', '', '2 2 3']],
  ['a broken way changes nothing, nor does its mending', ['1 2 9', '1', '1 2 9'], ['', '', '']],
  ['a shorter way is another way', ['1 2 9', '1 9'], ['', '2 2 9']],
  ['a longer way is another way', ['1 9', '1 2 9'], ['', '2 9 2']],
] as const)('%s', ([, runs, told]) => expect(learn(runs)).toEqual(told))

test('after two hours the old way back is news again', () => {
  const told = learn(['1 2 9', '1 3 9', '1 2 9', ...often('1 3 9', 14), '1 2 9'])
  expect(told.slice(0, 4)).toEqual(['', '2 2 3', '2 3 2', ''])
  expect(told.at(-1)).toBe('2 3 2')
})

test('who refuses packets answers in the place of the hop behind him, which is no change', () => {
  const memory = createPathMemory()
  const run = (text: string) => memory.learn(pathOf(parseHops(text), '10.0.0.9', { finished: true, maxHops: 30 }))
  run(' 1  10.0.0.1  1 ms\n 2  10.0.0.9  1 ms')
  expect(run(' 1  10.0.0.1  1 ms\n 2  10.0.0.1  1 ms !X')).toBeUndefined()
  expect(run(' 1  10.0.0.1  1 ms\n 2  10.0.0.9  1 ms')).toBeUndefined()
})

test('both ways are told in full, the old one as it was before it broke', () => {
  const memory = createPathMemory()
  const run = (text: string) => memory.learn(pathOf(parseHops(text), '10.0.0.9', { finished: false, maxHops: 30 }))
  run(' 1  10.0.0.1  1 ms\n 2  10.0.0.9  1 ms')
  run(' 1  10.0.0.1  1 ms\n 2  *')
  expect(run(' 1  10.0.0.5  1 ms\n 2  10.0.0.9  1 ms')).toEqual({
    ttl: 1,
    oldAddress: '10.0.0.1',
    newAddress: '10.0.0.5',
    oldPath: '10.0.0.1 > 10.0.0.9',
    newPath: '10.0.0.5 > 10.0.0.9',
  })
})

test('a hop that is never twice the same is forgotten as fast as it is learnt', () => {
  const told = learn(Array.from({ length: 200 }, (_, at) => `1 ${(at % 200) + 10} 9`))
  expect(told.filter(Boolean)).toHaveLength(199)
})
