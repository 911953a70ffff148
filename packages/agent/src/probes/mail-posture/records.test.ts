import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeDkimKey } from './dkim.ts'
import { judgeDmarc } from './dmarc.ts'
import { listingOf } from './dnsbl.ts'
import type { Flaw } from './finding.ts'
import { judgeStsPolicy, judgeStsRecord, parseStsPolicy } from './mta-sts.ts'
import { expandMacros } from './spf/macro.ts'
import { parseSpf } from './spf/record.ts'
import { parseTags } from './tags.ts'
import { judgeTlsRpt } from './tls-rpt.ts'

const texts = (flaws: readonly Flaw[]) => flaws.map(({ text }) => text).join('; ')

test.for<[string, string | undefined]>([
  ['v=spf1 -all', undefined],
  ['v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx a:mail.vn/28 mx/24//64 include:_spf.vn ~all', undefined],
  ['V=SPF1 +A ?MX -ALL', undefined],
  ['v=spf1  redirect=_spf.vn', undefined],
  ['v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all exp=why.vn', undefined],
  ['v=spf1 future=x -all', undefined],
  ['v=spf1 ip4:192.0.2.0/33 -all', '"ip4:192.0.2.0/33" is no ip4 network'],
  ['v=spf1 ip4:192.0.2 -all', '"ip4:192.0.2" is no ip4 network'],
  ['v=spf1 ip4 -all', '"ip4" is no ip4 network'],
  ['v=spf1 ip6:192.0.2.1 -all', '"ip6:192.0.2.1" is no ip6 network'],
  ['v=spf1 include -all', '"include": include needs a domain'],
  ['v=spf1 include: -all', '"include:": include needs a domain'],
  ['v=spf1 include:host.vn/24 -all', '"include:host.vn/24": include needs a domain'],
  ['v=spf1 a/33 -all', '"a/33": a prefix that no address has'],
  ['v=spf1 a: -all', '"a:": a takes a domain or nothing, and then a prefix'],
  ['v=spf1 mx//129 -all', '"mx//129": a prefix that no address has'],
  ['v=spf1 all:vn', '"all:vn": all takes nothing'],
  ['v=spf1 ipv4:192.0.2.1 -all', '"ipv4:192.0.2.1" is no term of SPF'],
  ['v=spf1 -all,', '"-all," is no term of SPF'],
  ['v=spf1 include:%{x}.vn -all', '"include:%{x}.vn": include needs a domain'],
  ['v=spf1 redirect=a.vn redirect=b.vn', 'redirect= is there twice'],
  ['v=spf1 redirect=', '"redirect=": redirect= needs a domain'],
])('the SPF record %s', ([text, wrong]) => {
  const parsed = parseSpf(text)
  expect(typeof parsed === 'string' ? parsed : undefined).toBe(wrong)
})

/** The examples of RFC 7208 section 7.4, but for the local part, which is postmaster here. */
const values = { ip: '192.0.2.3', domain: 'email.example.com', sender: 'email.example.com' }
test.for([
  ['%{s}', 'postmaster@email.example.com'],
  ['%{o}', 'email.example.com'],
  ['%{d4}', 'email.example.com'],
  ['%{d2}', 'example.com'],
  ['%{d1}', 'com'],
  ['%{dr}', 'com.example.email'],
  ['%{d2r}', 'example.email'],
  ['%{ir}.%{v}._spf.%{d2}', '3.2.0.192.in-addr._spf.example.com'],
  ['%{lr-}.lp._spf.%{d2}', 'postmaster.lp._spf.example.com'],
  ['a%%b%_c%-d', 'a%b c%20d'],
] as const)('the macro %s', ([text, expanded]) => expect(expandMacros(text, values)).toBe(expanded))

test('the macro of an IPv6 address is its digits', () => {
  const name = expandMacros('%{ir}.%{v}._spf.%{d2}', { ...values, ip: '2001:db8::cb01' })
  expect(name).toBe('1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com')
})

const rsa = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits })
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64')
const good = rsa(2_048)
const pkcs1 = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  .publicKey.export({ format: 'der', type: 'pkcs1' })
  .toString('base64')

test.for<[string, string, string]>([
  ['a good key', `v=DKIM1; k=rsa; p=${good}`, ''],
  ['a key without a version', `p=${good}`, ''],
  ['a key with blanks in it', `v=DKIM1; p= ${good.slice(0, 50)} ${good.slice(50)} ;`, ''],
  ['a bare RSAPublicKey', `p=${pkcs1}`, ''],
  ['an Ed25519 key', `v=DKIM1; k=ed25519; p=${Buffer.alloc(32, 7).toString('base64')}`, ''],
  [
    'a short Ed25519 key',
    `v=DKIM1; k=ed25519; p=${Buffer.alloc(31, 7).toString('base64')}`,
    'an Ed25519 key of 31 bytes',
  ],
  ['a weak key', `v=DKIM1; p=${rsa(1_024)}`, 'an RSA key of 1024 bits is too short'],
  ['a key that is ignored', `v=DKIM1; p=${rsa(768)}`, 'an RSA key of 768 bits is ignored'],
  ['a revoked key', 'v=DKIM1; p=', 'the key is revoked'],
  ['no key', 'v=DKIM1; k=rsa', 'the record has no key'],
  ['half a key', `v=DKIM1; p=${good.slice(0, 200)}`, 'cannot be read: is a part of it missing?'],
  ['no base64', 'v=DKIM1; p="abc"', 'the key is not base64'],
  ['another version', `v=DKIM2; p=${good}`, 'be v=DKIM1'],
  ['a version that is not first', `p=${good}; v=DKIM1`, 'the version must come first'],
  ['a test', `v=DKIM1; t=y:s; p=${good}`, 'it is a test (t=y)'],
  ['a key for sha1 alone', `v=DKIM1; h=sha1; p=${good}`, 'the key is not for sha256'],
  ['an unknown type', `v=DKIM1; k=dsa; p=${good}`, 'of type "dsa"'],
  ['rubbish', 'rubbish', '"rubbish" is no tag; the record has no key'],
])('DKIM: %s', ([, text, says]) => {
  const found = texts(judgeDkimKey(text).flaws)
  if (says === '') expect(found).toBe('')
  else expect(found).toContain(says)
})

test.for<[string, object, string]>([
  ['v=DMARC1; p=reject; rua=mailto:d@example.vn', {}, ''],
  ['v=DMARC1; p=none', {}, 'the policy none asks nobody to do anything'],
  ['v=DMARC1; p=none', { leastPolicy: 'none' }, ''],
  ['v=DMARC1; p=quarantine', { leastPolicy: 'reject' }, 'the policy quarantine is weak'],
  ['v=DMARC1; p=none; sp=reject', { isAbove: true }, ''],
  ['v=DMARC1; p=reject; sp=none', { isAbove: true }, 'the policy none'],
  ['v=DMARC1; p=rejekt', {}, 'p="rejekt" is no policy'],
  ['v=DMARC1', {}, 'no policy (p=)'],
  ['v=DMARC1; p=reject; pct=50', {}, 'for 50 % of the mail only'],
  ['v=DMARC1; p=reject; pct=150', {}, 'pct="150" is no percentage'],
  ['v=DMARC1; p=reject; rua=d@example.vn', {}, 'rua: "d@example.vn" is no mailto: address'],
  ['v=DMARC1; p=reject; rua=mailto:d@example.vn!10m,mailto:e@x.vn', {}, ''],
  ['v=DMARC1; p=reject; adkim=x', {}, 'adkim must be r or s'],
  ['v=DMARC1; p=reject; p=none', {}, 'the tag p is there twice'],
])('DMARC: %s %j', ([text, more, says]) => {
  const { flaws } = judgeDmarc(text, { leastPolicy: 'quarantine', isAbove: false, ...more })
  if (says === '') expect(texts(flaws)).toBe('')
  else expect(texts(flaws)).toContain(says)
})

const policy = (more = '') =>
  `version: STSv1\r\nmode: enforce\r\nmx: mail.example.vn\r\nmx: *.mx.example.vn\r\nmax_age: 604800\r\n${more}`

test.for<[string, string, readonly string[], string]>([
  ['names all exchangers', policy(), ['mail.example.vn', 'a.mx.example.vn'], ''],
  [
    'names one of two',
    policy(),
    ['mail.example.vn', 'other.vn'],
    'the policy does not name other.vn: mail to it is held back',
  ],
  ['has a star for one label', policy(), ['a.b.mx.example.vn'], 'does not name a.b.mx.example.vn'],
  ['does not name the star itself', policy(), ['mx.example.vn'], 'does not name mx.example.vn'],
  ['is a test', policy().replace('enforce', 'testing'), ['mail.example.vn'], 'the mode is testing'],
  ['ends soon', policy().replace('604800', '300'), ['mail.example.vn'], 'max_age is 300 s'],
  ['is for nobody', 'version: STSv1\nmode: none\nmax_age: 86400\n', ['x.vn'], ''],
])('a policy of MTA-STS that %s', ([, body, exchangers, says]) => {
  const parsed = parseStsPolicy(body)
  if (typeof parsed === 'string') throw new Error(parsed)
  const found = texts(judgeStsPolicy(parsed, exchangers))
  if (says === '') expect(found).toBe('')
  else expect(found).toContain(says)
})

test.for<[string, string]>([
  ['', 'version: STSv1'],
  ['<html>', 'is no key and value'],
  [policy().replace('STSv1', 'STSv2'), 'version: STSv1'],
  [policy().replace('enforce', 'on'), 'its mode'],
  [policy().replace('604800', '99999999999'), 'its max_age'],
  [policy().replace('604800', '-1'), 'its max_age'],
  ['version: STSv1\nmode: enforce\nmax_age: 86400', 'it names no mx'],
  [policy('mx: mail example\r\n'), '"mail example" is no name'],
])('a policy %j cannot be used', ([body, says]) => expect(parseStsPolicy(body)).toContain(says))

test('records of MTA-STS and TLS-RPT', () => {
  expect(judgeStsRecord('v=STSv1; id=20260101T000000')).toEqual([])
  expect(texts(judgeStsRecord('v=STSv1'))).toContain('has no id')
  expect(texts(judgeStsRecord('v=STSv1; id=2026-01-01'))).toContain('1 to 32 letters and digits')
  expect(judgeTlsRpt('v=TLSRPTv1; rua=mailto:t@example.vn,https://t.vn/r')).toEqual([])
  expect(texts(judgeTlsRpt('v=TLSRPTv1'))).toContain('says not where')
  expect(texts(judgeTlsRpt('v=TLSRPTv1; rua=t@example.vn'))).toContain('neither')
})

test.for<[readonly string[], string]>([
  [[], 'free'],
  [['127.0.0.2'], 'listed'],
  [['127.0.0.4', '127.0.0.11'], 'listed'],
  [['127.255.255.254'], 'refused'],
  [['127.0.0.2', '127.255.255.255'], 'refused'],
  [['192.0.2.1'], 'refused'],
])('a blocklist that answers %j: %s', ([records, kind]) => expect(listingOf(records).kind).toBe(kind))

test('whatever a domain publishes is read or refused, and never throws', () => {
  const words = [
    'v=spf1',
    'include:',
    '%{i}',
    '/24',
    '//',
    '-all',
    'mx',
    ';',
    '=',
    'p=',
    'v=DKIM1',
    'rua=mailto:',
    ',',
    ' ',
    '\u0000',
    'é',
    ':',
  ]
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(anyText, (text) => {
      parseTags(text)
      parseSpf(text)
      parseSpf(`v=spf1 ${text}`)
      judgeDkimKey(text)
      judgeDmarc(text, { leastPolicy: 'none', isAbove: false })
      judgeStsRecord(text)
      parseStsPolicy(text)
      judgeTlsRpt(text)
      expandMacros(text, values)
    }),
    { numRuns: 2_000 },
  )
})
