import type { DnsConfig } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import type { DnsAnswer } from './message.ts'
import { dnsReading } from './reading.ts'
import { systemServers } from './servers.ts'
import { disagreement, faultOf, named } from './verdict.ts'

const NOW = Date.UTC(2026, 10, 22)
const wanted: DnsConfig = {
  ...{ name: 'example.test', type: 'A', servers: ['a', 'b'], port: 53, allServers: true, transport: 'udp' },
  ...{ recursion: true, dnssec: 'off', rcode: 'NOERROR', match: 'exact', tries: 2, waitMs: 1_000 },
}
const answer = (more: Partial<DnsAnswer> = {}): DnsAnswer => ({
  ...{ rcode: 'NOERROR', rcodeValue: 0, truncated: false, authoritative: true, validated: false },
  ...{ recursionAvailable: false, records: ['10.0.0.1', '10.0.0.2'], ttlS: 60, signedUntilS: undefined },
  ...more,
})

test.for<[string, Partial<DnsConfig>, Partial<DnsAnswer>, string | undefined]>([
  ['there is a record', {}, {}, undefined],
  ['there is none', {}, { records: [] }, 'the name exists, and has no record of type A'],
  [
    'there is none, and the server knows of nobody else',
    {},
    { records: [], authoritative: false },
    'no record of type A: the server is none of the zone and asks no others',
  ],
  ['there is no such name', {}, { rcode: 'NXDOMAIN', records: [] }, 'NXDOMAIN instead of NOERROR'],
  ['there must be no such name', { rcode: 'NXDOMAIN' }, { rcode: 'NXDOMAIN', records: [] }, undefined],
  ['there must be no such name, and is', { rcode: 'NXDOMAIN' }, {}, 'NOERROR instead of NXDOMAIN'],
  ['all of these and no others', { expect: ['10.0.0.2', ' 10.0.0.1'] }, {}, undefined],
  ['one too many', { expect: ['10.0.0.1'] }, {}, 'there and not expected: 10.0.0.2'],
  ['one too few', { expect: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] }, {}, 'expected and not there: 10.0.0.3'],
  ['at least these', { expect: ['10.0.0.1'], match: 'contains' }, {}, undefined],
  ['at least another', { expect: ['10.0.0.9'], match: 'contains' }, {}, 'expected and not there: 10.0.0.9'],
  ['one that matches', { expectPattern: '\\.2$' }, {}, undefined],
  ['none that matches', { expectPattern: '^192' }, {}, '10.0.0.1, 10.0.0.2 does not match /^192/'],
  [
    'names in any case, with their dot',
    { type: 'MX', expect: ['10 MAIL.vn.'] },
    { records: ['10 mail.vn'] },
    undefined,
  ],
  ['text in quotes', { type: 'TXT', expect: ['"v=spf1 -all"'] }, { records: ['v=spf1 -all'] }, undefined],
  [
    'text in another case',
    { type: 'TXT', expect: ['V=spf1'] },
    { records: ['v=spf1'] },
    'expected and not there: V=spf1; there and not expected: v=spf1',
  ],
  ['an IPv6 address in full', { type: 'AAAA', expect: ['2001:0db8::0:1'] }, { records: ['2001:db8::1'] }, undefined],
  ['validated', { dnssec: 'required' }, { validated: true, authoritative: false }, undefined],
  ['signed by the zone', { dnssec: 'required' }, { signedUntilS: NOW / 1_000 + 60 }, undefined],
  [
    'signed, and that is over',
    { dnssec: 'required' },
    { signedUntilS: NOW / 1_000 - 60 },
    'a signature has expired at 2026-11-21T23:59:00.000Z',
  ],
  [
    'signed, and not validated',
    { dnssec: 'required' },
    { signedUntilS: NOW / 1_000 + 60, authoritative: false },
    'the answer is signed, and the server has not validated it (no flag AD)',
  ],
  ['not signed', { dnssec: 'required' }, {}, 'the answer is not signed (no RRSIG), and not validated (no flag AD)'],
])('%s', ([, config, more, fault]) => {
  expect(faultOf({ ...wanted, ...config }, answer(more), NOW)?.detail).toBe(fault)
})

const said = (label: string, more: Partial<DnsAnswer> = {}) => ({ label, answer: answer(more) })

test('servers agree when they say the same; of an SOA the serial counts', () => {
  expect(disagreement('A', [said('a'), said('b')])).toBeUndefined()
  expect(disagreement('A', [said('a'), said('b', { records: ['10.0.0.9'] }), said('c')])?.detail).toBe(
    'the servers disagree: 10.0.0.1, 10.0.0.2 at a, c; 10.0.0.9 at b',
  )
  const soa = (serial: number) => ({ records: [`ns.x host.x ${serial} 1 2 3 4`] })
  expect(disagreement('SOA', [said('a', soa(7)), said('b', soa(7))])).toBeUndefined()
  expect(disagreement('SOA', [said('a', soa(7)), said('b', soa(6))])?.detail).toBe(
    'the servers disagree: serial 7 at a; serial 6 at b',
  )
})

const asked = (more: Partial<DnsAnswer> = {}) => ({ answer: answer(more), elapsedMs: 5, transport: 'udp' as const })
const server = (label: string) => ({ address: '127.0.0.1', port: 53, label })
const failure = { error: 'timeout', detail: 'no answer to 2 queries' } as const

test('one silent server of two is a warning, all silent ones are a failure', () => {
  expect(
    dnsReading(
      wanted,
      [
        { server: server('a'), asked: asked() },
        { server: server('b'), failure },
      ],
      NOW,
    ),
  ).toMatchObject({
    status: 'warn',
    error: 'partial',
    detail: '10.0.0.1, 10.0.0.2 in 5.0 ms from a; b: no answer to 2 queries',
    measured: [
      { tags: { server: 'a', result: 'success' } },
      { tags: { server: 'b', result: 'timeout' }, fields: { result_code: 1n } },
    ],
  })
  expect(dnsReading(wanted, [{ server: server('a'), failure }], NOW)).toMatchObject({
    status: 'fail',
    error: 'timeout',
  })
})

test('a server of the zone that does not know it is one is a warning', () => {
  const found = { ...wanted, servers: [] }
  const lame = asked({ authoritative: false, recursionAvailable: true })
  expect(
    dnsReading(
      found,
      [
        { server: server('ns1'), asked: asked() },
        { server: server('ns2'), asked: lame },
      ],
      NOW,
    ),
  ).toMatchObject({
    status: 'warn',
    detail: expect.stringContaining('ns2 does not know that it is a server of the zone'),
  })
})

test('slow is a warning', () => {
  const outcomes = [{ server: server('a'), asked: asked() }]
  expect(dnsReading({ ...wanted, warnMs: 4 }, outcomes, NOW)).toMatchObject({ status: 'warn', error: 'slow' })
  expect(dnsReading({ ...wanted, warnMs: 6 }, outcomes, NOW)).toMatchObject({ status: 'ok' })
})

test('many records are named in few words', () => {
  expect(named(['1', '2', '3', '4', '5', '6'])).toBe('1, 2, 3, 4 and 2 more')
  expect(named([])).toBe('no record')
  expect(named(['x'.repeat(200)])).toHaveLength(81)
})

test('the name servers of this machine, however they are written', () => {
  expect(
    systemServers(['10.0.0.1', '10.0.0.2:5353', '::1', '[::1]:5353']).map(({ address, port }) => [address, port]),
  ).toEqual([
    ['10.0.0.1', 53],
    ['10.0.0.2', 5_353],
    ['::1', 53],
    ['::1', 5_353],
  ])
  expect(() => systemServers([])).toThrow('this machine has no name server configured')
})
