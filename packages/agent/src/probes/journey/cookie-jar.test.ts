import { fakeClock } from '@vonggac/model/fake-clock'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cookieDate, parseCookie } from './cookie.ts'
import { createCookieJar } from './cookie-jar.ts'

const HERE = 'https://app.tinh.gov.vn/van-ban/den'

/** What goes to `to` after `set` has come from `from`. */
function kept(set: readonly string[], to: string, from = HERE): string | undefined {
  const jar = createCookieJar(fakeClock())
  jar.take(set, new URL(from))
  return jar.headerFor(new URL(to))
}

test.for<[string, string[], string, string | undefined]>([
  ['the same page', ['sid=1'], HERE, 'sid=1'],
  ['a page beside it', ['sid=1'], 'https://app.tinh.gov.vn/van-ban/di', 'sid=1'],
  ['a page above its path', ['sid=1'], 'https://app.tinh.gov.vn/', undefined],
  ['the whole host', ['sid=1; Path=/'], 'https://app.tinh.gov.vn/', 'sid=1'],
  ['a path that only begins alike', ['sid=1; Path=/van'], 'https://app.tinh.gov.vn/van-ban', undefined],
  ['a path with a slash at its end', ['sid=1; Path=/van-ban/'], 'https://app.tinh.gov.vn/van-ban/x', 'sid=1'],
  ['another host', ['sid=1; Path=/'], 'https://sso.tinh.gov.vn/', undefined],
  ['a host of the same domain', ['sid=1; Path=/; Domain=.tinh.gov.vn'], 'https://sso.tinh.gov.vn/', 'sid=1'],
  ['a host below', ['sid=1; Path=/; Domain=app.tinh.gov.vn'], 'https://a.app.tinh.gov.vn/', 'sid=1'],
  ['a host below one without a domain', ['sid=1; Path=/'], 'https://a.app.tinh.gov.vn/', undefined],
  ['a foreign domain', ['sid=1; Domain=evil.vn'], HERE, undefined],
  ['a domain that ends alike', ['sid=1; Domain=h.gov.vn'], HERE, undefined],
  ['a whole country', ['sid=1; Domain=vn'], HERE, undefined],
  ['plain http', ['sid=1; Path=/; Secure'], 'http://app.tinh.gov.vn/', undefined],
  ['plain http, not secure', ['sid=1; Path=/'], 'http://app.tinh.gov.vn/', 'sid=1'],
  ['another port', ['sid=1; Path=/'], 'https://app.tinh.gov.vn:8443/', 'sid=1'],
  ['one that has expired', ['sid=1; Max-Age=0'], HERE, undefined],
  ['one deleted', ['sid=1', 'sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], HERE, undefined],
  ['Max-Age before Expires', ['sid=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], HERE, 'sid=1'],
  ['one set twice', ['sid=1', 'b=2', 'sid=3'], HERE, 'sid=3; b=2'],
  ['the longer path first', ['a=1; Path=/', 'b=2; Path=/van-ban'], HERE, 'b=2; a=1'],
  ['a value with = in it', ['t=a=b=='], HERE, 't=a=b=='],
  ['no name', ['=x', 'y', ''], HERE, undefined],
  ['attributes in any case', ['sid=1; PATH=/; sEcUrE; httponly; samesite=lax'], 'https://app.tinh.gov.vn/', 'sid=1'],
  ['__Host- as it must be', ['__Host-a=1; Secure; Path=/'], HERE, '__Host-a=1'],
  ['__Host- with a domain', ['__Host-a=1; Secure; Path=/; Domain=tinh.gov.vn'], HERE, undefined],
  ['__Secure- without Secure', ['__Secure-a=1; Path=/'], HERE, undefined],
])('%s', ([, set, to, header]) => expect(kept(set, to)).toBe(header))

test('an address has no domain above it', () => {
  expect(kept(['a=1; Domain=0.0.1; Path=/'], 'http://127.0.0.1/', 'http://127.0.0.1/')).toBeUndefined()
  expect(kept(['a=1; Domain=127.0.0.1; Path=/'], 'http://127.0.0.1/', 'http://127.0.0.1/')).toBe('a=1')
})

test('a secure cookie from a plain page is none', () => {
  expect(kept(['a=1; Secure; Path=/'], HERE, 'http://app.tinh.gov.vn/')).toBeUndefined()
})

test('it runs out as time goes by, and is never more than it holds', async () => {
  const clock = fakeClock()
  const jar = createCookieJar(clock)
  jar.take(['a=1; Path=/; Max-Age=5'], new URL(HERE))
  expect(jar.find('a', new URL(HERE))).toBe('1')
  await clock.advance(5_001)
  expect(jar.find('a', new URL(HERE))).toBeUndefined()
  expect(jar.headerFor(new URL(HERE))).toBeUndefined()
  jar.take(
    Array.from({ length: 5_000 }, (_, n) => `c${n}=1`),
    new URL(HERE),
  )
  expect(jar.all()).toHaveLength(200)
})

test.for<[string, string | undefined]>([
  ['Wed, 21 Oct 2015 07:28:00 GMT', '2015-10-21T07:28:00.000Z'],
  ['Wednesday, 21-Oct-15 07:28:00 GMT', '2015-10-21T07:28:00.000Z'],
  ['Wed Oct 21 07:28:00 2015', '2015-10-21T07:28:00.000Z'],
  ['21 10 2015 07:28:00', undefined],
  ['Tue, 30 Feb 2021 07:28:00 GMT', undefined],
  ['tomorrow', undefined],
])('the date %s', ([text, at]) => {
  const ms = cookieDate(text)
  expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(at)
})

test('whatever a server sends, a cookie never leaves the host and what is below its domain', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.webUrl(), (text, url) => {
      const cookie = parseCookie(text, new URL(url), 0)
      if (cookie) expect(new URL(url).hostname.endsWith(cookie.domain)).toBe(true)
    }),
  )
})
