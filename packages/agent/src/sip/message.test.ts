import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cseqOf, listed, nameAddressOf, sipUriOf, splitOutside, viaOf } from './header-value.ts'
import { contentLength, formatRequest, headerOf, MAX_HEAD_BYTES, parseDatagram, SipSyntaxError } from './message.ts'
import { createSipStreamReader } from './stream-reader.ts'

const bytes = (...lines: string[]) => Buffer.from([...lines, '', ''].join('\r\n'))
const parse = (...lines: string[]) => parseDatagram(bytes(...lines))

/** RFC 4475 section 3.1.1.1: everything that the grammar allows, and nobody writes. */
const TORTUOUS = `INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
TO :
 sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>
  ;
  tag = 98asjd8
MaX-fOrWaRdS: 0068
Call-ID: wsinv.ndaksdj@192.0.2.1
Content-Length   : 150
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    192.0.2.2;branch=390skdjuw
s :
NewFangledHeader:   newfangled value
 continued newfangled value
UnknownHeaderWithUnusualValue: ;;,,;;,;
Content-Type: application/sdp
Route:
 <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
v:  SIP  / 2.0  / TCP     spindle.example.com   ;
  branch  =   z9hG4bK9ikj8  ,
 SIP  /    2.0   / UDP  192.168.255.111   ; branch=
 z9hG4bK30239
m:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =
      newvalue ;
  secondparam ; q = 0.33

`.replaceAll('\n', '\r\n')

test('the short tortuous INVITE of RFC 4475 is read whole', () => {
  const message = parseDatagram(Buffer.from(`${TORTUOUS}${'x'.repeat(150)}`))
  expect(message).toMatchObject({ kind: 'request', method: 'INVITE', uri: expect.stringContaining(';unknownparam') })
  expect(message.body).toHaveLength(150)
  expect(nameAddressOf(headerOf(message, 'to')!)).toMatchObject({ uri: 'sip:vivekg@chair-dnrc.example.com' })
  expect(nameAddressOf(headerOf(message, 'to')!)!.params.get('tag')).toBe('1918181833n')
  expect(nameAddressOf(headerOf(message, 'from')!)).toMatchObject({ display: 'J Rosenberg \\"' })
  expect(cseqOf(headerOf(message, 'cseq'))).toEqual({ number: 9, method: 'INVITE' })
  expect(headerOf(message, 'newfangledheader')).toBe('newfangled value continued newfangled value')
  const vias = listed(message.headers.get('via')).map(viaOf)
  expect(vias.map((via) => [via?.transport, via?.sentBy, via?.params.get('branch')])).toEqual([
    ['UDP', '192.0.2.2', '390skdjuw'],
    ['TCP', 'spindle.example.com', 'z9hG4bK9ikj8'],
    ['UDP', '192.168.255.111', 'z9hG4bK30239'],
  ])
  const contact = nameAddressOf(headerOf(message, 'contact')!)!
  expect([contact.display, contact.params.get('newparam'), contact.params.get('q')]).toEqual([
    'Quoted string ""',
    'newvalue',
    '0.33',
  ])
})

test.for<[string, string, number, string]>([
  [
    'a reason in Cyrillic',
    'SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять',
    200,
    '= 2**3 * 5**2 но сто девяносто девять',
  ],
  ['no reason', 'SIP/2.0 100 ', 100, ''],
  ['not even a blank before it', 'SIP/2.0 100', 100, ''],
  ['its version in small letters', 'sip/2.0 200 OK', 200, 'OK'],
])('a response with %s is one', ([, line, status, reason]) => {
  expect(parse(line, 'i: 1')).toMatchObject({ kind: 'response', status, reason })
})

test.for<[string, string[], string]>([
  [
    'a status beyond all (bigcode)',
    ['SIP/2.0 4294967301 better not break the receiver', 'i: 1'],
    'the status 4294967301',
  ],
  ['a status of HTTP', ['SIP/2.0 99 x', 'i: 1'], 'the status 99'],
  ['another version', ['SIP/7.0 200 OK', 'i: 1'], 'the first line'],
  ['the wrong protocol', ['HTTP/1.1 400 Bad Request', 'Server: x'], 'the first line'],
  ['a negative Content-Length (ncl)', ['SIP/2.0 200 OK', 'Content-Length: -999'], 'no length'],
  ['two Content-Lengths that differ', ['SIP/2.0 200 OK', 'l: 1', 'Content-Length: 2'], 'no length'],
  ['a Content-Length beyond the datagram (clerr)', ['SIP/2.0 200 OK', 'l: 9999'], 'ends before its body does'],
  ['a Content-Length of a gigabyte', ['SIP/2.0 200 OK', 'l: 1073741824'], 'longer than 65536 bytes'],
  ['a header without a colon', ['SIP/2.0 200 OK', 'Via'], 'among the headers'],
  ['headers that begin in the middle', ['SIP/2.0 200 OK', ' folded: x'], 'in the middle'],
  ['600 headers', ['SIP/2.0 200 OK', ...Array.from({ length: 600 }, (_, n) => `X-${n}: y`)], 'more than 500'],
  ['endless headers', ['SIP/2.0 200 OK', `X: ${'y'.repeat(MAX_HEAD_BYTES)}`], 'headers are longer'],
  ['nothing', [], 'among the headers'],
])('a datagram with %s is none of SIP, and why is told', ([, lines, why]) => {
  expect(() => parse(...lines)).toThrow(SipSyntaxError)
  expect(() => parse(...lines)).toThrow(why)
})

test('what follows the body of a datagram is left, and line feeds alone will do', () => {
  expect(parseDatagram(Buffer.from('SIP/2.0 200 OK\r\nl: 2\r\n\r\nabcdef')).body.toString()).toBe('ab')
  expect(parseDatagram(Buffer.from('\r\n\r\nSIP/2.0 200 OK\ni: 7\n\nabc'))).toMatchObject({ body: Buffer.from('abc') })
})

test('addresses in their parts', () => {
  expect(sipUriOf('sip:room%201:pw@[2001:db8::1]:5070;transport=tcp;lr?x=y')).toMatchObject({
    user: 'room%201:pw',
    host: '2001:db8::1',
    port: 5070,
  })
  expect(sipUriOf('sips:10.0.0.1')).toMatchObject({ secure: true, user: '', host: '10.0.0.1', port: undefined })
  for (const bad of ['tel:+84', 'sip:', 'sip:a@b:99999', 'sip:a@b c', '']) expect(sipUriOf(bad)).toBeUndefined()
  expect(splitOutside('"a,\\"b" <sip:x,y>, sip:z', ',')).toEqual(['"a,\\"b" <sip:x,y>', 'sip:z'])
  expect(cseqOf('36893488147419103232 REGISTER')).toBeUndefined()
})

const twoMessages = Buffer.concat([
  Buffer.from('\r\n\r\n'),
  formatRequest('OPTIONS', 'sip:a@b', [['Call-ID', '1']]),
  Buffer.from('\r\n'),
  Buffer.from('SIP/2.0 200 OK\r\ni: 2\r\nl: 4\r\n\r\nbody'),
])

test('a stream gives the same messages whatever pieces it comes in, one byte at a time too', () => {
  const read = (pieces: readonly Buffer[]) => {
    const reader = createSipStreamReader()
    return pieces.flatMap((piece) => reader.push(piece))
  }
  const whole = read([twoMessages])
  expect(whole.map(({ kind, body }) => [kind, body.toString()])).toEqual([
    ['request', ''],
    ['response', 'body'],
  ])
  expect(read([...twoMessages].map((byte) => Buffer.of(byte)))).toEqual(whole)
  fc.assert(
    fc.property(fc.array(fc.nat(twoMessages.length), { maxLength: 8 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), twoMessages.length]
      expect(read(at.slice(1).map((end, i) => twoMessages.subarray(at[i], end)))).toEqual(whole)
    }),
  )
})

test.for<[string, () => Iterable<Buffer>]>([
  ['10 MB without a line', () => Array.from({ length: 160 }, () => Buffer.alloc(65_536, 97))],
  [
    '10 MB of headers',
    function* () {
      yield Buffer.from('SIP/2.0 200 OK\r\n')
      for (let n = 0; n < 100_000; n++) yield Buffer.from(`X-${n}: ${'y'.repeat(90)}\r\n`)
    },
  ],
  ['10 MB of headers at once', () => [Buffer.from(`SIP/2.0 200 OK\r\n${'X: y\r\n'.repeat(1_700_000)}`)]],
  ['another protocol', () => [Buffer.from('220 mail.example.vn ESMTP\r\n\r\n')]],
])('a stream of %s is given up', ([, pieces]) => {
  const reader = createSipStreamReader()
  expect(() => {
    for (const piece of pieces()) reader.push(piece)
  }).toThrow(SipSyntaxError)
  expect(reader.begun(20).length).toBeLessThanOrEqual(20)
})

test('bytes from anywhere give a message or a SipSyntaxError, by datagram and by stream', () => {
  const mutated = fc
    .tuple(fc.nat(TORTUOUS.length), fc.string({ maxLength: 20 }), fc.nat(TORTUOUS.length))
    .map(([at, text, until]) => Buffer.from(TORTUOUS.slice(0, at) + text + TORTUOUS.slice(until)))
  fc.assert(
    fc.property(
      fc.oneof(
        mutated,
        fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each)),
      ),
      (input) => {
        for (const read of [() => parseDatagram(input), () => createSipStreamReader().push(input)[0]]) {
          try {
            const message = read()
            if (!message) continue
            contentLength(message.headers)
            for (const values of message.headers.values())
              for (const value of values) {
                viaOf(value)
                nameAddressOf(value)
                sipUriOf(value)
                listed([value])
              }
          } catch (error) {
            expect(error).toBeInstanceOf(SipSyntaxError)
          }
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('hostile values are read in time that does not explode', () => {
  const long = 60_000
  for (const value of [
    '"'.repeat(long),
    '<'.repeat(long),
    ' ;'.repeat(long),
    'a@'.repeat(long),
    `sip:${':'.repeat(long)}`,
  ])
    for (const read of [viaOf, nameAddressOf, sipUriOf, cseqOf]) expect(() => read(value)).not.toThrow()
})
