import { expect, test } from 'vitest'
import { maySeeSecrets, nextStep } from './redirect.ts'

const rules = { maxRedirects: 3, redirectHosts: 'any', allowDowngrade: false } as const

const step = (
  from: string,
  status: number,
  location: string,
  more: object = {},
  method = 'GET',
  before: string[] = [],
) =>
  nextStep(
    { url: new URL(from), method, asked: [...before, new URL(from).href] },
    { status, headers: new Map([['location', location]]) },
    { ...rules, ...more },
  )

test.for<[string, string, number, string, string, string]>([
  ['a path', 'http://a/x', 302, '/y', 'http://a/y', 'GET'],
  ['a relative path', 'http://a/x/y', 302, 'z', 'http://a/x/z', 'GET'],
  ['another host', 'http://a/', 301, '//b/z', 'http://b/z', 'GET'],
  ['https', 'http://a/', 308, 'https://a/', 'https://a/', 'GET'],
  ['a fragment', 'http://a/', 302, '/y#top', 'http://a/y', 'GET'],
  ['user and password, which are dropped', 'http://a/', 302, 'http://u:p@b/', 'http://b/', 'GET'],
  ['UTF-8 bytes', 'http://a/', 302, Buffer.from('/ngày').toString('latin1'), 'http://a/ng%C3%A0y', 'GET'],
])('a redirect to %s', ([, from, status, location, url, method]) => {
  const next = step(from, status, location)
  expect(next).toMatchObject({ step: 'go', method })
  expect(next.step === 'go' && next.url.href).toBe(url)
})

test.for<[number, string, string, boolean]>([
  [301, 'POST', 'GET', false],
  [302, 'POST', 'GET', false],
  [303, 'PUT', 'GET', false],
  [303, 'HEAD', 'HEAD', true],
  [307, 'POST', 'POST', true],
  [308, 'PUT', 'PUT', true],
  [302, 'PUT', 'PUT', true],
])('%s after %s asks by %s', ([status, method, then, keepsBody]) =>
  expect(step('http://a/', status, '/y', {}, method)).toMatchObject({ step: 'go', method: then, keepsBody }),
)

test.for<[string, string, string, object, string]>([
  ['from https to http', 'https://a/', 'http://a/', {}, 'not encrypted'],
  [
    'to another host where that is not allowed',
    'http://a/',
    'http://b/?token=s3cret',
    { redirectHosts: 'same' },
    'another host: http://b/?…',
  ],
  ['to what is no http', 'http://a/', 'file:///etc/passwd', {}, 'no http address'],
  ['to what is nothing', 'http://a/', 'http://', {}, 'no http address'],
  ['to itself', 'http://a/', '/', {}, 'in a circle'],
  ['to an endless address', 'http://a/', `/${'x'.repeat(9_000)}`, {}, '9001 characters'],
])('a redirect %s is refused', ([, from, location, more, detail]) => {
  const next = step(from, 302, location, more)
  expect(next).toMatchObject({ step: 'refuse' })
  expect(next.step === 'refuse' && next.detail).toContain(detail)
})

test('one redirect too many is refused; none are followed when none are wanted', () => {
  const before = ['http://a/1', 'http://a/2', 'http://a/3']
  expect(step('http://a/4', 302, '/5', {}, 'GET', before.slice(1))).toMatchObject({ step: 'go' })
  expect(step('http://a/4', 302, '/5', {}, 'GET', before)).toMatchObject({ step: 'refuse', error: 'protocol' })
  expect(step('http://a/', 302, '/y', { maxRedirects: 0 })).toEqual({ step: 'stay' })
  expect(step('http://a/', 200, '/y')).toEqual({ step: 'stay' })
  expect(step('https://a/', 302, 'http://a/', { allowDowngrade: true })).toMatchObject({ step: 'go' })
})

test.for<[string, string, boolean]>([
  ['https://a/', 'https://a/other', true],
  ['https://a/', 'https://b/', false],
  ['https://a/', 'https://a:8443/', false],
  ['http://a/', 'https://a/', true],
  ['https://a/', 'http://a/', false],
  ['http://a:8080/', 'https://a/', false],
  ['https://a/', 'https://a.b/', false],
])('secrets for %s at %s: %s', ([first, url, may]) => expect(maySeeSecrets(new URL(first), new URL(url))).toBe(may))
