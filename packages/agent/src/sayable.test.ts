import { encodePoints, parseLines } from '@vonggac/model'
import { expect, test } from 'vitest'
import { sayable } from './sayable.ts'

test.for([
  ['two\r\nlines', 'two lines'],
  ['C:\\ports\\', 'C:\\ports/'],
  ['a, b=c', 'a, b=c'],
])('the tag %j is stored as %j', ([said, stored]) => {
  const point = { measurement: 'interface', tags: { ifAlias: said! }, fields: { up: true }, timestamp: 1 }
  const { points, errors } = parseLines(encodePoints([sayable(point)]), { now: 0 })
  expect(errors).toEqual([])
  expect(points[0]?.tags).toEqual({ ifAlias: stored })
})
