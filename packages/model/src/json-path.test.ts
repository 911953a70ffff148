import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJsonPath, valueAt } from './json-path.ts'

test.for<[string, readonly (string | number)[] | undefined]>([
  ['$', []],
  ['$.status', ['status']],
  ['status', ['status']],
  ['queue[0].depth', ['queue', 0, 'depth']],
  ['$[0]', [0]],
  ['$.list[-1]', ['list', -1]],
  ['checks["db main"].ok', ['checks', 'db main', 'ok']],
  [`checks['it\\'s']`, ['checks', "it's"]],
  ['a-b', ['a-b']],
  ['', undefined],
  ['.a', undefined],
  ['a..b', undefined],
  ['$a', undefined],
  ['a[', undefined],
  ['a[*]', undefined],
  ['a[?(@.x)]', undefined],
  ['a.', undefined],
  ['.a'.repeat(40).replace('.', '$.'), undefined],
])('the path %s', ([text, steps]) => expect(parseJsonPath(text)).toEqual(steps))

test('what stands at a path, and where nothing does', () => {
  const root = { status: null, queue: [{ depth: 3 }], list: [1, 2] }
  expect(valueAt(root, ['queue', 0, 'depth'])).toEqual({ found: true, value: 3 })
  expect(valueAt(root, ['status'])).toEqual({ found: true, value: null })
  expect(valueAt(root, ['list', -1])).toEqual({ found: true, value: 2 })
  for (const steps of [['nothing'], ['status', 'x'], ['list', 2], ['list', -3], ['list', 'length'], ['toString'], [0]])
    expect(valueAt(root, steps)).toEqual({ found: false })
})

test('a quoted member is found again whatever it is called', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 100 }), (key) => {
      const steps = parseJsonPath(`$["${key.replace(/["\\]/g, '\\$&')}"]`)
      expect(steps).toEqual([key])
      expect(valueAt(JSON.parse(`{${JSON.stringify(key)}: 1}`), steps!)).toEqual({ found: true, value: 1 })
    }),
  )
})

test('any text is a path or none, and never an exception', () => {
  fc.assert(fc.property(fc.string({ maxLength: 600 }), (text) => void parseJsonPath(text)))
})
