import { ProbeFailure } from '@vonggac/model'
import { expect, test } from 'vitest'
import { createAuthenticator } from './authenticated.ts'
import { authorization, challengeOf } from './digest.ts'
import { parseDatagram, type SipResponse } from './message.ts'

const response = (status: number, ...lines: string[]) =>
  parseDatagram(Buffer.from([`SIP/2.0 ${status} x`, ...lines, '', ''].join('\r\n'))) as SipResponse
const asks = (params: string, status = 401) =>
  response(status, `${status === 407 ? 'Proxy' : 'WWW'}-Authenticate: Digest ${params}`)

/** RFC 7616 section 3.9.1. */
const EXAMPLE =
  'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
const mufasa = { user: 'Mufasa', password: 'Circle of Life' }
const attempt = {
  method: 'GET',
  uri: '/dir/index.html',
  count: 1,
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
}

test.for([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
])('the example of RFC 7616 with %s', ([algorithm, digest]) => {
  const challenge = challengeOf(asks(`${EXAMPLE}, algorithm=${algorithm}`))!
  const [name, value] = authorization(challenge, mufasa, attempt)
  expect(name).toBe('Authorization')
  expect(value).toContain(`response="${digest}"`)
  expect(value).toMatch(/qop=auth, nc=00000001, cnonce="f2/)
})

test('without qop it is that of RFC 2069, and -sess hashes the nonces as well', () => {
  const old = challengeOf(asks('realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'))!
  const login = { user: 'Mufasa', password: 'CircleOfLife' }
  expect(authorization(old, login, attempt)[1]).toMatch(/response="1949323746fe6a43ef61f9606e7febea"/)
  expect(authorization(old, login, attempt)[1]).not.toMatch(/qop|nc=|cnonce/)
  const session = challengeOf(asks(`${EXAMPLE}, algorithm=MD5-sess`, 407))!
  expect(authorization(session, mufasa, attempt)).toEqual([
    'Proxy-Authorization',
    expect.stringContaining('algorithm=MD5-sess'),
  ])
})

test('of several challenges the strongest is answered, and none that is not understood', () => {
  const several = response(
    401,
    'WWW-Authenticate: Basic realm="x"',
    'WWW-Authenticate: Digest realm="x", nonce="1", algorithm=MD5, qop="auth"',
    'WWW-Authenticate: Digest realm="x", nonce="2", algorithm=SHA-256, qop="auth"',
    'WWW-Authenticate: Digest realm="x", nonce="3", algorithm=BLAKE9, qop="auth"',
  )
  expect(challengeOf(several)).toMatchObject({ nonce: '2', algorithm: { hash: 'SHA-256' } })
  for (const bad of ['realm="x"', 'nonce="1", qop="auth-int"', 'nonce="1", algorithm=none'])
    expect(challengeOf(asks(bad))).toBeUndefined()
})

const nonce = (text: string, more = '') => asks(`realm="r", nonce="${text}", qop="auth"${more}`)
const asking = { method: 'REGISTER', uri: 'sip:r' }

test('a password is sent once; a second challenge refuses it', () => {
  const me = createAuthenticator({ user: 'probe', password: 'x' }, 'the registrar')
  expect(me.headersFor(asking)).toEqual([])
  me.challenged(nonce('1'))
  expect(me.headersFor(asking)).toHaveLength(1)
  expect(() => me.challenged(nonce('2'))).toThrow("the registrar refused user probe's password")
})

test('a nonce too old is renewed once, and no more', () => {
  const me = createAuthenticator({ user: 'probe', password: 'x' }, 'the registrar')
  me.challenged(nonce('1'))
  me.headersFor(asking)
  me.challenged(nonce('2', ', stale=TRUE'))
  expect(me.headersFor(asking)[0]![1]).toContain('nonce="2"')
  expect(() => me.challenged(nonce('3', ', stale=true'))).toThrow(ProbeFailure)
})

test('a nonce that is good for one request only is no refusal, once the password was taken', () => {
  const me = createAuthenticator({ user: 'probe', password: 'x' }, 'the registrar')
  me.challenged(nonce('1'))
  me.headersFor(asking)
  me.accepted()
  me.headersFor(asking)
  me.challenged(nonce('2'))
  expect(me.headersFor(asking)[0]![1]).toMatch(/nonce="2".*nc=00000001/)
  expect(() => me.challenged(nonce('3'))).toThrow("refused user probe's password")
})

test('a proxy and the server behind it are both answered; nobody asks for ever', () => {
  const me = createAuthenticator({ user: 'probe', password: 'x' }, 'the proxy')
  me.challenged(asks('realm="p", nonce="1"', 407))
  me.challenged(nonce('2'))
  expect(me.headersFor(asking).map(([name]) => name)).toEqual(['Proxy-Authorization', 'Authorization'])
  let asked = 0
  expect(() => {
    for (;;) me.challenged(asks(`realm="${asked++}", nonce="n"`))
  }).toThrow(ProbeFailure)
  expect(asked).toBeLessThan(10)
})

test('what a server writes into its challenge cannot add headers to our request', () => {
  const challenge = challengeOf(asks('realm="a\\"b", nonce="n\\\r\n x: y"'))
  const [, value] = authorization(challenge!, mufasa, attempt)
  expect(value).not.toMatch(/[\r\n]/)
})

test('who has no password, or cannot answer, says so', () => {
  expect(() => createAuthenticator(undefined, 'the proxy').challenged(nonce('1'))).toThrow('none is configured')
  const me = createAuthenticator({ user: 'u', password: 'x' }, 'the proxy')
  expect(() => me.challenged(response(401, 'WWW-Authenticate: Basic realm="x"'))).toThrow(
    'the scheme Basic is not known',
  )
  expect(() => me.challenged(asks('nonce="1", algorithm=BLAKE9'))).toThrow('the algorithm BLAKE9')
  expect(() => me.challenged(response(401))).toThrow('401 without a challenge')
})
