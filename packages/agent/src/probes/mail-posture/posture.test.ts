import { ProbeFailure } from '@vonggac/model'
import { expect, test } from 'vitest'
import { lookAtDmarc } from './dmarc.ts'
import { lookAtDnsbl } from './dnsbl.ts'
import type { Finding } from './finding.ts'
import { type Found, LookupError, type Lookups, type LookupType } from './lookups.ts'
import { lookAtMx } from './mx.ts'
import { lookAtPtr } from './ptr.ts'
import { postureReading } from './reading.ts'
import { checkHost } from './spf/check-host.ts'
import { lookAtSpf } from './spf.ts'

/** The DNS as a table; `!` is a name that nobody answers for. */
function dns(table: Readonly<Record<string, string | readonly string[]>>): Lookups & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    async ask(name: string, type: LookupType): Promise<Found> {
      asked.push(`${name} ${type}`)
      const found = table[`${name} ${type}`]
      if (found === '!') throw new LookupError(`${name} ${type}: nobody`)
      const exists = Object.keys(table).some((key) => key.startsWith(`${name} `))
      return { records: found === undefined ? [] : [found].flat(), exists }
    },
  }
}

const spf = (table: Readonly<Record<string, string | readonly string[]>>, senders: readonly string[] = []) =>
  lookAtSpf({ domain: 'd.vn', require: ['spf'], senders: [...senders] }, dns(table))

const includes = (count: number) => Array.from({ length: count }, (_, at) => `include:i${at}.vn`).join(' ')
const included = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`i${at}.vn TXT`, 'v=spf1 -all']))

test.for<[string, Record<string, string | readonly string[]>, readonly string[], Partial<Finding>]>([
  [
    'is good',
    { 'd.vn TXT': ['v=spf1 ip4:192.0.2.0/24 -all', 'other=1'] },
    [],
    { state: 'ok', detail: '0 of 10 lookups' },
  ],
  [
    'is not there',
    { 'd.vn TXT': 'v=spf10 -all' },
    [],
    { state: 'fail', detail: expect.stringContaining('d.vn has no SPF record') },
  ],
  [
    'is there twice',
    { 'd.vn TXT': ['v=spf1 -all', 'v=spf1 ~all'] },
    [],
    { state: 'fail', detail: expect.stringContaining('2 SPF records') },
  ],
  [
    'cannot be read',
    { 'd.vn TXT': 'v=spf1 foo -all' },
    [],
    { state: 'fail', error: 'protocol', detail: 'SPF cannot be read: "foo" is no term of SPF' },
  ],
  [
    'lets the world send',
    { 'd.vn TXT': 'v=spf1 +all' },
    [],
    { state: 'fail', detail: expect.stringContaining('+all in the SPF of d.vn') },
  ],
  ['lets the world send, by default', { 'd.vn TXT': 'v=spf1 all' }, [], { state: 'fail' }],
  [
    'includes one that lets the world send',
    { 'd.vn TXT': 'v=spf1 include:i.vn -all', 'i.vn TXT': 'v=spf1 all' },
    [],
    { state: 'fail', detail: expect.stringContaining('of i.vn') },
  ],
  [
    'says nothing of others',
    { 'd.vn TXT': 'v=spf1 ip4:192.0.2.1' },
    [],
    { state: 'warn', detail: expect.stringContaining('end it with -all') },
  ],
  ['is neutral', { 'd.vn TXT': 'v=spf1 ?all' }, [], { state: 'warn' }],
  [
    'takes 10 lookups',
    { 'd.vn TXT': `v=spf1 ${includes(10)} -all`, ...included(10) },
    [],
    { state: 'ok', detail: '10 of 10 lookups' },
  ],
  [
    'takes 11 lookups',
    { 'd.vn TXT': `v=spf1 ${includes(11)} -all`, ...included(11) },
    [],
    { state: 'fail', detail: expect.stringContaining('SPF takes 11 lookups') },
  ],
  [
    'goes round',
    { 'd.vn TXT': 'v=spf1 include:l.vn -all', 'l.vn TXT': 'v=spf1 include:d.vn -all' },
    [],
    { state: 'fail', detail: expect.stringContaining('SPF goes round in a circle: d.vn → l.vn → d.vn') },
  ],
  [
    'redirects to itself',
    { 'd.vn TXT': 'v=spf1 redirect=d.vn' },
    [],
    { state: 'fail', detail: expect.stringContaining('circle') },
  ],
  [
    'redirects',
    { 'd.vn TXT': 'v=spf1 redirect=r.vn', 'r.vn TXT': 'v=spf1 -all' },
    [],
    { state: 'ok', detail: '1 of 10 lookups' },
  ],
  [
    'redirects to one that ends in nothing',
    { 'd.vn TXT': 'v=spf1 redirect=r.vn', 'r.vn TXT': 'v=spf1 a:r.vn', 'r.vn A': '192.0.2.1' },
    [],
    { state: 'warn' },
  ],
  [
    'includes nothing',
    { 'd.vn TXT': 'v=spf1 include:gone.vn -all' },
    [],
    { state: 'fail', detail: expect.stringContaining('include:gone.vn leads to no SPF record') },
  ],
  [
    'asks for one that is gone',
    { 'd.vn TXT': 'v=spf1 a:gone.vn -all' },
    [],
    { state: 'warn', detail: expect.stringContaining('a:gone.vn') },
  ],
  [
    'asks for three that are gone',
    { 'd.vn TXT': 'v=spf1 a:x.vn a:y.vn mx:z.vn -all' },
    [],
    { state: 'fail', detail: expect.stringContaining('3 names that are not there') },
  ],
  ['uses ptr', { 'd.vn TXT': 'v=spf1 ptr -all' }, [], { state: 'warn', detail: expect.stringContaining('ptr') }],
  [
    'lets its sender pass',
    { 'd.vn TXT': 'v=spf1 mx -all', 'd.vn MX': '10 m.vn', 'm.vn A': '192.0.2.1' },
    ['192.0.2.1'],
    { state: 'ok', detail: '1 of 10 lookups, the sender passes' },
  ],
  [
    'refuses its sender',
    { 'd.vn TXT': 'v=spf1 ip4:192.0.2.1 -all' },
    ['192.0.2.1', '192.0.2.2'],
    { state: 'fail', detail: 'mail from 192.0.2.2 does not pass SPF (fail): add it' },
  ],
])('SPF that %s', async ([, table, senders, expected]) => {
  expect(await spf(table, senders)).toMatchObject({ record: 'spf', ...expected })
})

test('an SPF tree that never ends is left', async () => {
  const lookups: Lookups = {
    ask: async (name, type) => ({
      records: type === 'TXT' ? [`v=spf1 include:a.${name} include:b.${name} -all`] : [],
      exists: true,
    }),
  }
  const finding = await lookAtSpf({ domain: 'd.vn', require: [], senders: ['192.0.2.1'] }, lookups)
  expect(finding).toMatchObject({ state: 'fail', detail: expect.stringContaining('more than 60 lookups') })
  expect(finding.detail).toContain('mail from 192.0.2.1 does not pass SPF (permerror)')
})

test.for<[string, string, string]>([
  ['v=spf1 ip4:192.0.2.0/24 -all', '192.0.2.9', 'pass'],
  ['v=spf1 ip4:192.0.2.0/24 -all', '198.51.100.1', 'fail'],
  ['v=spf1 ip6:2001:db8::/32 ~all', '2001:db8::9', 'pass'],
  ['v=spf1 ip6:2001:db8::/32 ~all', '192.0.2.9', 'softfail'],
  ['v=spf1 a:m.vn/24 -all', '192.0.2.200', 'pass'],
  ['v=spf1 -ip4:192.0.2.9 +all', '192.0.2.9', 'fail'],
  ['v=spf1 include:inner.vn -all', '192.0.2.9', 'fail'],
  ['v=spf1 include:inner.vn -all', '203.0.113.1', 'pass'],
  ['v=spf1 exists:%{i}.list.vn -all', '192.0.2.9', 'pass'],
  ['v=spf1 exists:%{i}.list.vn -all', '192.0.2.10', 'fail'],
  ['v=spf1 redirect=inner.vn', '203.0.113.1', 'pass'],
  ['v=spf1 redirect=none.vn', '203.0.113.1', 'permerror'],
  ['v=spf1', '203.0.113.1', 'neutral'],
])('%s for %s: %s', async ([record, ip, result]) => {
  const lookups = dns({
    'd.vn TXT': record,
    'm.vn A': '192.0.2.1',
    'inner.vn TXT': 'v=spf1 ip4:203.0.113.0/24 -all',
    '192.0.2.9.list.vn A': '127.0.0.1',
  })
  expect(await checkHost(ip, 'd.vn', lookups)).toBe(result)
})

test.for<[string, Record<string, string | readonly string[]>, boolean, Partial<Finding>]>([
  ['one good exchanger', { 'd.vn MX': '10 m.vn', 'm.vn A': '192.0.2.1' }, true, { state: 'ok', detail: 'm.vn' }],
  ['no exchanger', { 'd.vn TXT': 'x' }, true, { state: 'fail', detail: expect.stringContaining('has no MX record') }],
  ['no such domain', {}, true, { state: 'fail', detail: 'the DNS does not know d.vn' }],
  ['none, and none wanted', {}, false, { state: 'absent' }],
  ['a null MX', { 'd.vn MX': '0 .' }, true, { state: 'fail', detail: expect.stringContaining('null MX') }],
  ['a null MX that is wanted', { 'd.vn MX': '0 .' }, false, { state: 'ok' }],
  [
    'a null MX beside another',
    { 'd.vn MX': ['0 .', '10 m.vn'], 'm.vn A': '192.0.2.1' },
    true,
    { state: 'fail', detail: expect.stringContaining('beside others') },
  ],
  [
    'an alias',
    { 'd.vn MX': '10 m.vn', 'm.vn CNAME': 'n.vn', 'm.vn A': '192.0.2.1' },
    true,
    { state: 'warn', detail: expect.stringContaining('m.vn is an alias of n.vn') },
  ],
  [
    'an address',
    { 'd.vn MX': '10 192.0.2.1' },
    true,
    { state: 'fail', detail: expect.stringContaining('must be a name') },
  ],
  [
    'one of two without address',
    { 'd.vn MX': ['10 m.vn', '20 n.vn'], 'm.vn A': '192.0.2.1' },
    true,
    { state: 'warn', detail: expect.stringContaining('n.vn has no address') },
  ],
  [
    'none with an address',
    { 'd.vn MX': '10 m.vn' },
    true,
    { state: 'fail', detail: expect.stringContaining('no mail arrives') },
  ],
])('MX: %s', async ([, table, isRequired, expected]) => {
  expect((await lookAtMx('d.vn', isRequired, dns(table))).finding).toMatchObject({ record: 'mx', ...expected })
})

test.for<[string, Record<string, string | readonly string[]>, Partial<Finding>]>([
  ['none', {}, { state: 'fail', detail: expect.stringContaining('publish one under _dmarc.a.d.vn') }],
  [
    'of the domain above',
    { '_dmarc.d.vn TXT': 'v=DMARC1; p=none; sp=reject' },
    { state: 'ok', detail: 'policy reject, from d.vn' },
  ],
  [
    'two',
    { '_dmarc.a.d.vn TXT': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] },
    { state: 'fail', detail: expect.stringContaining('2 DMARC records') },
  ],
  [
    'reports that nobody wants',
    { '_dmarc.a.d.vn TXT': 'v=DMARC1; p=reject; rua=mailto:x@other.vn' },
    { state: 'warn', detail: expect.stringContaining('other.vn does not say') },
  ],
  [
    'reports that somebody wants',
    {
      '_dmarc.a.d.vn TXT': 'v=DMARC1; p=reject; rua=mailto:x@other.vn',
      'a.d.vn._report._dmarc.other.vn TXT': 'v=DMARC1;',
    },
    { state: 'ok' },
  ],
])('DMARC: %s', async ([, table, expected]) => {
  const options = { require: ['dmarc' as const], leastPolicy: 'quarantine' as const }
  expect(await lookAtDmarc('a.d.vn', options, dns(table))).toMatchObject({ record: 'dmarc', ...expected })
})

test('names of addresses lead back, or a sender fails and an exchanger is warned of', async () => {
  const table = { '1.2.0.192.in-addr.arpa PTR': 'm.vn', 'm.vn A': '192.0.2.1', '2.2.0.192.in-addr.arpa PTR': 'm.vn' }
  expect(await lookAtPtr('192.0.2.1', true, dns(table))).toMatchObject({ state: 'ok', subject: '192.0.2.1' })
  expect(await lookAtPtr('192.0.2.2', true, dns(table))).toMatchObject({
    state: 'fail',
    detail: '192.0.2.2 is called m.vn, and that name is not 192.0.2.2',
  })
  expect(await lookAtPtr('192.0.2.3', false, dns(table))).toMatchObject({
    state: 'warn',
    detail: expect.stringContaining('has no name (PTR)'),
  })
})

test('blocklists: listed, dead, unwilling, silent', async () => {
  const listed = { '1.2.0.192.bl.vn A': '127.0.0.2', '1.2.0.192.bl.vn TXT': 'see http://bl.vn/\u0007' }
  expect(await lookAtDnsbl('bl.vn', ['192.0.2.1', '192.0.2.2'], dns(listed))).toMatchObject({
    state: 'fail',
    detail: expect.stringContaining('bl.vn lists 192.0.2.1 (127.0.0.2: "see http://bl.vn/·")'),
  })
  const dead = { '1.2.0.192.bl.vn A': '127.0.0.2', '1.0.0.127.bl.vn A': '127.0.0.2' }
  expect(await lookAtDnsbl('bl.vn', ['192.0.2.1'], dns(dead))).toMatchObject({
    state: 'unknown',
    detail: expect.stringContaining('has every address'),
  })
  expect(await lookAtDnsbl('bl.vn', ['192.0.2.1'], dns({ '1.2.0.192.bl.vn A': '127.255.255.254' }))).toMatchObject({
    state: 'unknown',
  })
  expect(await lookAtDnsbl('bl.vn', ['192.0.2.1'], dns({ '1.2.0.192.bl.vn A': '!' }))).toMatchObject({
    state: 'unknown',
  })
  expect(await lookAtDnsbl('bl.vn', ['192.0.2.1'], dns({}))).toMatchObject({ state: 'ok' })
})

const finding = (record: Finding['record'], state: Finding['state'], more: Partial<Finding> = {}): Finding => ({
  ...{ record, state, detail: `${record} is ${state}` },
  ...more,
})

test('the worst finding is the verdict, and the others are named', () => {
  expect(
    postureReading('d.vn', [
      finding('mx', 'ok'),
      finding('dmarc', 'warn', { error: 'mismatch' }),
      finding('spf', 'fail', { error: 'protocol' }),
      finding('dnsbl', 'unknown', { subject: 'bl.vn' }),
    ]),
  ).toMatchObject({
    status: 'fail',
    error: 'protocol',
    detail: 'SPF: spf is fail; also DMARC',
    measured: [
      { measurement: 'mail_posture', tags: { domain: 'd.vn', record: 'mx' }, fields: { ok: true, state: 'ok' } },
      { fields: { ok: false } },
      { fields: { ok: false } },
      { tags: { list: 'bl.vn' }, fields: { state: 'unknown' } },
    ],
  })
})

test('a list that does not answer changes nothing, and is told', () => {
  const reading = postureReading('d.vn', [
    finding('mx', 'ok'),
    finding('mta-sts', 'absent'),
    finding('dnsbl', 'unknown'),
  ])
  expect(reading).toMatchObject({
    status: 'ok',
    detail: 'MX as they should be; not published: MTA-STS; not known: blocklist',
  })
  expect(reading.measured[2]!.fields).not.toHaveProperty('ok')
})

test('name servers that are silent are no bad posture, but what is known to be bad stays bad', () => {
  const silent = finding('spf', 'unknown')
  expect(() => postureReading('d.vn', [finding('mx', 'warn'), silent])).toThrow(
    new ProbeFailure('local', 'the name servers do not tell: spf is unknown'),
  )
  expect(postureReading('d.vn', [finding('mx', 'fail'), silent])).toMatchObject({ status: 'fail' })
})
