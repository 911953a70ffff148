import { ProbeFailure } from '@vonggac/model'
import packet, { type Answer as DnsRecord } from 'dns-packet'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DnsQuestion, decodeAnswer, encodeQuery } from './message.ts'
import { messageOf } from './tcp.ts'

const question: DnsQuestion = { name: 'Example.test.', type: 'A', recursion: true, dnssec: 'off' }
const ID = 4_711

const answerTo = (asked: DnsQuestion, answers: DnsRecord[], flags = 0, more: Partial<packet.Packet> = {}) =>
  packet.encode({
    type: 'response',
    id: ID,
    flags,
    questions: [{ name: asked.name.replace(/\.$/, ''), type: asked.type }],
    answers,
    ...more,
  })

test('a query asks for one record, recursively, and for signatures where they are wanted', () => {
  const plain = packet.decode(encodeQuery(ID, question))
  expect(plain).toMatchObject({
    id: ID,
    flag_rd: true,
    flag_ad: false,
    questions: [{ name: 'Example.test', type: 'A' }],
  })
  expect(plain.additionals).toMatchObject([{ type: 'OPT', udpPayloadSize: 1_232, flag_do: false }])
  const signed = packet.decode(encodeQuery(ID, { ...question, recursion: false, dnssec: 'required' }))
  expect(signed).toMatchObject({ flag_rd: false, flag_ad: true, additionals: [{ flag_do: true }] })
})

const rr = <T extends DnsRecord['type']>(type: T, data: unknown): DnsRecord =>
  ({ type, name: 'example.test', ttl: 60, class: 'IN', data }) as DnsRecord

test.for([
  ['A', '127.0.0.1', '127.0.0.1'],
  ['AAAA', '2001:db8:0:0:0:0:0:1', '2001:db8::1'],
  ['MX', { preference: 10, exchange: 'Mail.Example.test' }, '10 mail.example.test'],
  ['TXT', [Buffer.from('v=spf1 '), Buffer.from('-all')], 'v=spf1 -all'],
  ['NS', 'NS.example.test', 'ns.example.test'],
  ['CNAME', 'www.example.test', 'www.example.test'],
  ['PTR', 'host.example.test', 'host.example.test'],
  ['SRV', { priority: 10, weight: 50, port: 5_060, target: 'sip.example.test' }, '10 50 5060 sip.example.test'],
  ['CAA', { flags: 0, tag: 'issue', value: 'ca.example' }, '0 issue "ca.example"'],
  [
    'SOA',
    { mname: 'ns.example.test', rname: 'host.example.test', serial: 7, refresh: 1, retry: 2, expire: 3, minimum: 4 },
    'ns.example.test host.example.test 7 1 2 3 4',
  ],
  ['DS', { keyTag: 1, algorithm: 13, digestType: 2, digest: Buffer.from('beef', 'hex') }, '1 13 2 beef'],
  ['DNSKEY', { flags: 257, algorithm: 13, key: Buffer.from('key') }, '257 3 13 a2V5'],
  [
    'NAPTR',
    { order: 10, preference: 50, flags: 's', services: 'SIP+D2U', regexp: '', replacement: '_sip._udp.example.test' },
    '10 50 "s" "SIP+D2U" "" _sip._udp.example.test',
  ],
] as const)('a record of type %s is written as in a zone file', ([type, data, text]) => {
  const asked = { ...question, type }
  expect(decodeAnswer(answerTo(asked, [rr(type, data)]), ID, asked)?.records).toEqual([text])
})

test('flags, outcome and the shortest life are read; other types on the way are not counted', () => {
  const records = [
    rr('CNAME', 'www.example.test'),
    rr('A', '10.0.0.2'),
    { ...rr('A', '10.0.0.1'), ttl: 5 } as DnsRecord,
  ]
  const flags = packet.AUTHORITATIVE_ANSWER | packet.AUTHENTIC_DATA | packet.RECURSION_AVAILABLE
  expect(decodeAnswer(answerTo(question, records, flags), ID, question)).toEqual({
    rcode: 'NOERROR',
    rcodeValue: 0,
    truncated: false,
    authoritative: true,
    validated: true,
    recursionAvailable: true,
    records: ['10.0.0.1', '10.0.0.2'],
    ttlS: 5,
    signedUntilS: undefined,
  })
  expect(decodeAnswer(answerTo(question, [], 3), ID, question)).toMatchObject({ rcode: 'NXDOMAIN', rcodeValue: 3 })
  expect(decodeAnswer(answerTo(question, [], packet.TRUNCATED_RESPONSE), ID, question)?.truncated).toBe(true)
})

test('the end of a signature is read from the answer, or from what proves that there is none', () => {
  const data = {
    ...{ typeCovered: 'A', algorithm: 13, labels: 2, originalTTL: 60, expiration: 2_000, inception: 1_000 },
    ...{ keyTag: 1, signersName: 'example.test', signature: Buffer.from('sig') },
  }
  const signature = rr('RRSIG', data)
  expect(decodeAnswer(answerTo(question, [rr('A', '10.0.0.1'), signature]), ID, question)?.signedUntilS).toBe(2_000)
  const denial = answerTo(question, [], 3, { authorities: [signature] })
  expect(decodeAnswer(denial, ID, question)?.signedUntilS).toBe(2_000)
})

test.for([
  ['another id', answerTo(question, []), ID + 1],
  ['a query', packet.encode({ type: 'query', id: ID, questions: [{ name: 'example.test', type: 'A' }] }), ID],
  ['an answer for another name', answerTo({ ...question, name: 'example.tesu' }, []), ID],
  ['an answer for another type', answerTo({ ...question, type: 'AAAA' }, []), ID],
  ['a good answer to no question', answerTo(question, [], 0, { questions: [] }), ID],
  ['too few bytes', answerTo(question, []).subarray(0, 11), ID],
] as const)('%s is not our answer', ([, message, id]) => expect(decodeAnswer(message, id, question)).toBeUndefined())

test('a server that cannot read the question need not repeat it', () => {
  expect(decodeAnswer(answerTo(question, [], 1, { questions: [] }), ID, question)).toMatchObject({ rcode: 'FORMERR' })
})

const header = (counts: string) => Buffer.from(`12678180${counts}`, 'hex')
test.for([
  ['a name that points at itself', Buffer.concat([header('0001000000000000'), Buffer.from('c00c00010001', 'hex')])],
  [
    'names that point at each other',
    Buffer.concat([header('0001000000000000'), Buffer.from('c00ec00c00010001', 'hex')]),
  ],
  ['a name that points ahead', Buffer.concat([header('0001000000000000'), Buffer.from('c0ff00010001', 'hex')])],
  ['a label longer than the rest', Buffer.concat([header('0001000000000000'), Buffer.from('3f6161', 'hex')])],
  ['sixty-five thousand records that are not there', header('ffffffffffffffff')],
  ['a name without an end', Buffer.concat([header('0001000000000000'), Buffer.from('0161'.repeat(400), 'hex')])],
] as const)('%s is a failure of the protocol, and no loop', ([, message]) => {
  expect(() => decodeAnswer(message, 0x1267, question)).toThrow(ProbeFailure)
})

test('any bytes behind our id are an answer, none of ours, or a failure of the protocol', () => {
  const good = answerTo({ ...question, type: 'TXT' }, [
    rr('TXT', [Buffer.from('text')]),
    rr('A', '10.0.0.1'),
    rr('NAPTR', { order: 1, preference: 1, flags: 's', services: 'x', regexp: '', replacement: 'a.b' }),
  ])
  const changed = fc.tuple(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length)).map(([at, byte, end]) => {
    const copy = Buffer.from(good)
    copy[at] = byte
    return copy.subarray(0, Math.max(end, 4))
  })
  const random = fc.uint8Array({ minLength: 12, maxLength: 600 }).map((bytes) => {
    const message = Buffer.from(bytes)
    message.writeUInt16BE(ID)
    message.writeUInt16BE(0x8180, 2)
    return message
  })
  fc.assert(
    fc.property(fc.oneof(changed, random), (message) => {
      try {
        const answer = decodeAnswer(message, ID, { ...question, type: 'TXT' })
        for (const text of answer?.records ?? []) expect(text.length).toBeLessThanOrEqual(2_048)
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeFailure)
      }
    }),
    { numRuns: 3_000 },
  )
})

test('the longest message there can be is read', () => {
  const short = answerTo(question, [])
  const record = Buffer.from('c00c000100010000003c00040a000001', 'hex')
  const message = Buffer.concat([short, ...new Array<Buffer>(4_000).fill(record)])
  message.writeUInt16BE(4_000, 6)
  expect(message.length).toBeGreaterThan(64_000)
  expect(decodeAnswer(message, ID, question)?.records).toHaveLength(4_000)
})

test('a message by TCP is there when all of it is', () => {
  const framed = Buffer.concat([Buffer.from([0, 3]), Buffer.from('abcd')])
  for (let end = 0; end < 5; end++) expect(messageOf(framed.subarray(0, end))).toBeUndefined()
  expect(messageOf(framed)?.toString()).toBe('abc')
})
