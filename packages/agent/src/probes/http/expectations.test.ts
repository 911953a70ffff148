import { expect, test } from 'vitest'
import { bodyTroubles, headerTroubles, isExpectedStatus } from './expectations.ts'
import { createExpressions } from './expressions.ts'

const none = { status: ['2xx'], contains: [], lacks: [], headers: [], json: [], matches: undefined }
const expressions = createExpressions()
const body = (text: string, expect: object) => bodyTroubles(text, false, { ...none, ...expect }, expressions)

test.for<[number, (string | number)[], boolean]>([
  [200, ['2xx'], true],
  [301, ['2xx'], false],
  [404, [404], true],
  [204, ['200-204'], true],
  [205, ['200-204'], false],
  [401, ['2xx', 401], true],
  [200, ['200'], true],
])('status %s of %j: %s', ([status, expected, is]) => expect(isExpectedStatus(status, expected)).toBe(is))

test('texts in a body', () => {
  expect(body('Đăng nhập', { contains: ['Đăng nhập'], lacks: ['Error'] })).toEqual([])
  expect(body('Error 5', { contains: ['ok'], lacks: ['Error'], matches: '^ok' })).toEqual([
    '"ok" is missing in the body',
    '"Error" stands in the body',
    'the body does not match "^ok"',
  ])
})

test.for<[object, string[]]>([
  [{ path: '$.status', equals: 'ok' }, []],
  [{ path: 'status', equals: 'up' }, ['status is "ok", expected "up"']],
  [{ path: 'queue[0].depth', max: 5 }, []],
  [{ path: 'queue[0].depth', max: 2 }, ['queue[0].depth is 3, expected at most 2']],
  [{ path: 'queue[0].depth', min: 4 }, ['queue[0].depth is 3, expected at least 4']],
  [{ path: 'status', min: 4 }, ['status is "ok", expected a number']],
  [{ path: 'gone', equals: 1 }, ['gone is missing']],
  [{ path: 'gone', exists: false }, []],
  [{ path: 'nothing', exists: true }, []],
  [{ path: 'nothing', equals: null }, []],
  [{ path: 'queue', exists: false }, ['queue is a list of 1 and should not be there']],
  [{ path: 'queue', matches: 'x' }, ['queue is a list of 1, expected a text']],
  [{ path: 'version', matches: '^2\\.' }, ['version is "1.9", which does not match "^2\\."']],
  [{ path: 'queue[0].depth', equals: '3' }, ['queue[0].depth is 3, expected "3"']],
])('the JSON value %j', ([expected, troubles]) => {
  const text = JSON.stringify({ status: 'ok', queue: [{ depth: 3 }], nothing: null, version: '1.9' })
  expect(body(text, { json: [expected] })).toEqual(troubles)
})

test('a body that is no JSON, and one that was cut', () => {
  expect(body('<html>', { json: [{ path: 'a', exists: true }] })).toEqual(['the body is no JSON: "<html>"'])
  const cut = bodyTroubles('{"a":', true, { ...none, json: [{ path: 'a', exists: true }] }, expressions)
  expect(cut).toEqual(['the body is longer than maxBytes, so that its JSON cannot be read'])
})

test('headers', () => {
  const headers = new Map([['content-type', 'application/json; charset=UTF-8']])
  const response = { status: 200, headers, body: Buffer.alloc(0), bodyBytes: 0, truncated: false }
  const told = (...list: { name: string; [key: string]: unknown }[]) =>
    headerTroubles(response, { ...none, headers: list }, expressions)
  expect(told({ name: 'Content-Type', contains: 'utf-8', matches: '^application/json' })).toEqual([])
  expect(told({ name: 'x-powered-by', exists: false })).toEqual([])
  expect(told({ name: 'strict-transport-security', exists: true })).toEqual([
    'the header strict-transport-security is missing',
  ])
  expect(told({ name: 'content-type', equals: 'text/html' }, { name: 'content-type', exists: false })).toEqual([
    'the header content-type is "application/json; charset=UTF-8", expected "text/html"',
    'the header content-type is "application/json; charset=UTF-8" and should not be there',
  ])
})

test('an expression that would take for ever is ended, and the next one works', () => {
  expect(body(`${'a'.repeat(40)}!`, { matches: '^(a+)+$' })).toEqual([
    'the expression "^(a+)+$" takes too long on this text',
  ])
  expect(body('aaa', { matches: '^(a+)+$' })).toEqual([])
})
