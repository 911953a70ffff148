import { beforeAll, expect, test } from 'vitest'
import { createMarkup } from '../markup/markup.ts'
import { bodyTroubles, headerTroubles, isExpectedStatus } from './expectations.ts'
import { createExpressions } from './expressions.ts'
import { createPage } from './page.ts'

const none = { status: ['2xx'], contains: [], lacks: [], headers: [], json: [], xpath: [], matches: undefined }
const tools = { expressions: createExpressions(), hide: (text: string) => text.replaceAll('hunter2', '[password]') }
const markup = createMarkup()
beforeAll(() => markup.load())

function body(text: string, expect: object, type = 'text/plain', truncated = false) {
  const response = { ...answer(type), body: Buffer.from(text), truncated }
  return bodyTroubles(
    createPage(response, { maxBytes: 100_000, markup, hide: tools.hide }),
    { ...none, ...expect },
    tools,
  )
}

const answer = (type: string) => ({
  status: 200,
  headers: new Map([['content-type', type]]),
  cookies: [],
  body: Buffer.alloc(0),
  bodyBytes: 0,
  truncated: false,
})

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
  const cut = body('{"a":', { json: [{ path: 'a', exists: true }] }, 'application/json', true)
  expect(cut).toEqual(['the body is longer than maxBytes, so that its JSON cannot be read'])
})

test('headers', () => {
  const told = (...list: { name: string; [key: string]: unknown }[]) =>
    headerTroubles(answer('application/json; charset=UTF-8'), { ...none, headers: list }, tools)
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

const STATUS = '<Status><Sip item="1">Registered</Sip><Loss>3</Loss><On>True</On><Empty/></Status>'

test.for<[object, string[]]>([
  [{ path: '//Sip', equals: 'Registered' }, []],
  [{ path: '//Sip', equals: 'up' }, ['//Sip is "Registered", expected "up"']],
  [{ path: '//Sip/@item', equals: 1 }, []],
  [{ path: '//Loss', max: 2 }, ['//Loss is 3, expected at most 2']],
  [{ path: 'count(//Sip)', min: 2 }, ['count(//Sip) is 1, expected at least 2']],
  [{ path: '//On', equals: true }, []],
  [{ path: '//Gone', exists: true }, ['//Gone is missing']],
  [{ path: '//Gone', exists: false }, []],
  [{ path: '//Empty', min: 1 }, ['//Empty is "", expected a number']],
  [{ path: '//Sip', matches: '^Un' }, ['//Sip is "Registered", which does not match "^Un"']],
])('the XML value %j', ([expected, troubles]) => {
  expect(body(STATUS, { xpath: [expected] }, 'text/xml')).toEqual(troubles)
})

test('XML that was cut, and a secret at the edge of what is shown', () => {
  const xpath = [{ path: '//a', exists: true }]
  expect(() => body('<a>', { xpath }, 'text/xml', true)).toThrow('the body is longer than maxBytes, so that its XML')
  const edge = `{"a": "${'.'.repeat(77)}hunter2"}`
  expect(body(edge, { json: [{ path: 'a', equals: 'x' }] })).toEqual([`a is "${'.'.repeat(77)}[pa…", expected "x"`])
})
