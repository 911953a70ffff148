import fc from 'fast-check'
import { expect, test } from 'vitest'
import { soundAnswer, soundOffer } from './sdp.ts'

const sdp = (...lines: string[]) => ['v=0', 'o=- 1 1 IN IP4 10.0.0.9', 's=-', ...lines, ''].join('\r\n')
const C = 'c=IN IP4 10.0.0.9'

test('an offer is an answer to itself', () => {
  expect(soundAnswer(soundOffer('10.0.0.1', 4_000, 7))).toEqual({
    address: '10.0.0.1',
    port: 4_000,
    payloadType: 0,
    sends: true,
  })
  expect(soundAnswer(soundOffer('2001:db8::1', 4_000, 7))).toMatchObject({ address: '2001:db8::1' })
})

test.for<[string, string, object]>([
  [
    'an address of the session',
    sdp(C, 't=0 0', 'm=audio 5004 RTP/AVP 8 0 101'),
    { address: '10.0.0.9', port: 5_004, payloadType: 0 },
  ],
  ['an address of the sound itself', sdp(C, 'm=audio 5004 RTP/AVP 0', 'c=IN IP4 10.0.0.7'), { address: '10.0.0.7' }],
  ['PCMU by another number', sdp(C, 'm=audio 5004 RTP/AVP 97', 'a=rtpmap:97 PCMU/8000'), { payloadType: 97 }],
  [
    'a picture before the sound',
    sdp(C, 'm=video 6000 RTP/AVP 96', 'a=inactive', 'm=audio 5004 RTP/AVP 0'),
    { port: 5_004, sends: true },
  ],
  ['a party that only listens', sdp(C, 'm=audio 5004 RTP/AVP 0', 'a=recvonly'), { sends: false }],
  ['no sound', sdp(C, 'm=video 6000 RTP/AVP 96'), { why: 'its SDP has no sound' }],
  ['sound refused', sdp(C, 'm=audio 0 RTP/AVP 0'), { why: 'it does not take sound' }],
  ['another coder', sdp(C, 'm=audio 5004 RTP/AVP 8'), { why: 'it does not take PCMU' }],
  ['encryption', sdp(C, 'm=audio 5004 RTP/SAVP 0'), { why: 'it wants RTP/SAVP, and plain RTP was offered' }],
  [
    'a call on hold',
    sdp('c=IN IP4 0.0.0.0', 'm=audio 5004 RTP/AVP 0'),
    { why: expect.stringContaining('it holds the call') },
  ],
  ['a group', sdp('c=IN IP4 239.1.1.1/127', 'm=audio 5004 RTP/AVP 0'), { why: expect.stringContaining('to many') }],
  ['no address', sdp('m=audio 5004 RTP/AVP 0'), { why: expect.stringContaining('no address') }],
  ['a name', sdp('c=IN IP4 phone.example', 'm=audio 5004 RTP/AVP 0'), { why: expect.stringContaining('no address') }],
  ['a port beyond all', sdp(C, 'm=audio 99999 RTP/AVP 0'), { why: expect.stringContaining('port') }],
  ['nothing', '', { why: 'its SDP has no sound' }],
])('an SDP with %s', ([, text, expected]) => {
  expect(soundAnswer(text)).toMatchObject(expected)
})

test('text from anywhere never throws', () => {
  const good = soundOffer('10.0.0.1', 4_000, 7)
  fc.assert(
    fc.property(fc.nat(good.length), fc.string(), fc.nat(good.length), (cut, more, rest) => {
      soundAnswer(good.slice(0, cut) + more + good.slice(rest))
    }),
  )
})
