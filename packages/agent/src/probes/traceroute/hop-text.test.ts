import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseHops } from './hop-text.ts'

const answer = (address: string, rttMs: number, flag?: string) => ({ address, rttMs, ...(flag && { flag }) })

test.for([
  ['one packet', ' 1  10.99.1.2  0.102 ms', [answer('10.99.1.2', 0.102)], 0],
  ['three packets', ' 1  10.99.1.2  0.1 ms  2 ms  3.25 ms', [0.1, 2, 3.25].map((ms) => answer('10.99.1.2', ms)), 0],
  ['silence', ' 3  * * *', [], 3],
  ['silence and an answer', ' 8  * 10.99.9.9  0.092 ms *', [answer('10.99.9.9', 0.092)], 2],
  [
    'two routers',
    ' 2  10.0.0.1  1 ms 10.0.0.2  2 ms 10.0.0.1  3 ms',
    [answer('10.0.0.1', 1), answer('10.0.0.2', 2), answer('10.0.0.1', 3)],
    0,
  ],
  [
    'a refusal',
    ' 3  10.99.2.2  0.440 ms !X  0.392 ms !X',
    [answer('10.99.2.2', 0.44, '!X'), answer('10.99.2.2', 0.392, '!X')],
    0,
  ],
  ['a refusal by number', ' 3  10.99.2.2  0.4 ms !13', [answer('10.99.2.2', 0.4, '!13')], 0],
  ['a refusal with a size', ' 3  10.99.2.2  0.4 ms !F-1492', [answer('10.99.2.2', 0.4, '!F-1492')], 0],
  ['IPv6', ' 2  fd00:99:2::2  0.076 ms', [answer('fd00:99:2::2', 0.076)], 0],
  ['IPv6 with a zone', ' 1  fe80::1%eth0  0.076 ms', [answer('fe80::1%eth0', 0.076)], 0],
  ['names', ' 1  gw.example.vn (10.0.0.1)  0.3 ms  0.2 ms', [answer('10.0.0.1', 0.3), answer('10.0.0.1', 0.2)], 0],
  ['AS numbers', ' 4  203.0.113.1 [AS64500]  9.3 ms', [answer('203.0.113.1', 9.3)], 0],
  ['tracepath', ' 2:  10.99.2.2                              0.025ms ', [answer('10.99.2.2', 0.025)], 0],
  ['tracepath at its end', ' 3:  10.99.9.9    0.034ms reached', [answer('10.99.9.9', 0.034)], 0],
  ['tracepath, asymmetric', ' 3:  10.99.9.9    0.034ms asymm  5', [answer('10.99.9.9', 0.034)], 0],
  ['tracepath, refused', ' 2:  10.99.2.2    0.109ms !N', [answer('10.99.2.2', 0.109, '!N')], 0],
  ['tracepath, silence', ' 3:  no reply', [], 1],
] as const)('%s', ([, line, answers, lost]) => {
  expect(parseHops(`${line}\n`)).toMatchObject([{ answers, lost }])
})

test('MPLS labels are kept as they are written', () => {
  const line = ' 5  10.0.0.5 <MPLS:L=24015,E=0,S=0,T=1/L=16,E=0,S=1,T=1>  9.1 ms'
  expect(parseHops(line)).toEqual([
    {
      ttl: 5,
      answers: [answer('10.0.0.5', 9.1)],
      lost: 0,
      extensions: '<MPLS:L=24015,E=0,S=0,T=1/L=16,E=0,S=1,T=1>',
    },
  ])
})

test.for([
  ['nothing', ''],
  ['a header', 'traceroute to 10.99.9.9 (10.99.9.9), 15 hops max, 60 byte packets'],
  ['a header in French', 'traceroute vers 10.0.0.1 (10.0.0.1), 30 sauts max'],
  ['what the kernel knows', ' 1?: [LOCALHOST]                      pmtu 1500'],
  ['a summary', '     Resume: pmtu 1500 hops 3 back 3 '],
  ['an error', 'connect: Network is unreachable'],
  ['a hop beyond all hops', '256  10.0.0.1  1 ms'],
  ['a hop before the first', ' 0  10.0.0.1  1 ms'],
  ['a number without a line', '12'],
] as const)('%s is no hop', ([, text]) => expect(parseHops(text)).toEqual([]))

test.for([
  ['a time without an address', ' 1  0.1 ms'],
  ['a flag without an answer', ' 1  !X !H'],
  ['a number without its unit', ' 1  10.0.0.1  0.1'],
  ['a time that is none', ' 1  10.0.0.1  1e9 ms'],
  ['an address with a part too many', ' 1  10.0.0.1.5  0.1 ms'],
] as const)('%s is no answer', ([, line]) => expect(parseHops(line)).toMatchObject([{ answers: [] }]))

const whole = `traceroute to 10.99.9.9 (10.99.9.9), 15 hops max, 60 byte packets
 1  10.99.1.2  0.036 ms  0.008 ms  0.006 ms
 2  10.99.2.2  0.017 ms !X * 10.99.3.2  0.008 ms
 3  * * *
`

test('a text that ends anywhere gives the hops up to there', () => {
  const hops = parseHops(whole)
  expect(hops.map(({ answers, lost }) => [answers.length, lost])).toEqual([
    [3, 0],
    [2, 1],
    [0, 3],
  ])
  for (let end = 0; end <= whole.length; end++) {
    for (const [at, hop] of parseHops(whole.slice(0, end)).entries()) {
      expect(hop.ttl).toBe(hops[at]!.ttl)
      expect(hop.answers.length).toBeLessThanOrEqual(hops[at]!.answers.length)
    }
  }
})

test('any text gives hops in order, each once, and little of it', () => {
  const part = fc.constantFrom(
    '*',
    '!X',
    ' ',
    '\n',
    '\r\n',
    '1',
    '12',
    '10.0.0.1',
    '::1',
    '0.5',
    'ms',
    '0.1ms',
    '<M>',
    ':',
    '(10.0.0.1)',
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(part, { maxLength: 80 }).map((all) => all.join(' ')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const ttls = parseHops(text).map(({ ttl }) => ttl)
      expect(ttls).toEqual([...new Set(ttls)].sort((a, b) => a - b))
      for (const { answers, ttl } of parseHops(text)) {
        expect(ttl > 0 && ttl < 256).toBe(true)
        for (const { rttMs } of answers) expect(rttMs).toBeGreaterThanOrEqual(0)
      }
    }),
    { numRuns: 500 },
  )
})

test('a text without end costs no more than its beginning', () => {
  const line = ` 1 ${' 10.0.0.1 0.1 ms'.repeat(1_000_000)}`
  expect(parseHops(line)[0]!.answers.length).toBeLessThan(128)
  expect(parseHops(' 1  10.0.0.1  0.1 ms\n'.repeat(200_000))[0]!.answers.length).toBeLessThanOrEqual(512)
})
