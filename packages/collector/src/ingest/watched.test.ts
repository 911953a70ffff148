import { checkLines, parseLines } from '@vonggac/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWatched } from './watched.ts'

const watchedIn = createWatched()

test.for([
  ['check,check=a status=0i 1\n', ['check']],
  ['m v=1\ncheck,check=a status=0i\n', ['check']],
  ['ping,url=a v=1\nagent,agent=a v=1\n', ['ping', 'agent']],
  ['healthcheck,a=b v=1\nm,t=check v=1\n', []],
  ['', []],
  ['  m v=1\n', []],
  ['  check,a=b v=1\n', ['check']],
] as const)('%j holds %j', ([body, found]) => {
  expect(watchedIn(Buffer.from(body), checkLines(Buffer.from(body)))).toEqual(found)
})

test('what rules name is watched as well, once', () => {
  const body = Buffer.from('mem,host=a v=1\nping,url=a v=1\ntwo\\ words,a=b v=1\n')
  const found = createWatched(['mem', 'ping', 'cpu', 'two words'])(body, checkLines(body))
  expect(found).toEqual(['ping', 'mem', 'two words'])
})

test('never misses a measurement that the parser finds', () => {
  const line = fc.tuple(
    fc.constantFrom('', ' ', '\t'),
    fc.constantFrom('check', 'ping', 'agent', 'm', 'precheck'),
    fc.constantFrom(',a=b', ',check=x'),
    fc.constantFrom(' v=1', ' s="check,\nping, x"', ' broken'),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n', '\n\n'), (lines, newline) => {
      const body = Buffer.from(lines.map((parts) => parts.join('')).join(newline))
      const there = new Set(parseLines(body, { now: 0 }).points.map(({ measurement }) => measurement))
      const found: readonly string[] = watchedIn(body, checkLines(body))
      for (const name of ['check', 'ping', 'agent']) if (there.has(name)) expect(found).toContain(name)
    }),
  )
})
