import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PerError } from '../per/bits.ts'
import { decodePer, encodePer } from '../per/structure.ts'
import { addressText, aliasOf, ourEndpointType, PROTOCOL_IDENTIFIER, transportAddressOf } from './addresses.ts'
import { h323UserInformation } from './call.ts'
import { type RasMessage, rasMessage } from './ras.ts'

const rasAddress = transportAddressOf('10.33.0.5', 1719)
const protocolIdentifier = PROTOCOL_IDENTIFIER

const messages: readonly RasMessage[] = [
  {
    name: 'gatekeeperRequest',
    value: { requestSeqNum: 1, protocolIdentifier, rasAddress, endpointType: ourEndpointType },
  },
  {
    name: 'gatekeeperConfirm',
    value: { requestSeqNum: 2, protocolIdentifier, gatekeeperIdentifier: 'GK', rasAddress },
  },
  {
    name: 'gatekeeperReject',
    value: { requestSeqNum: 3, protocolIdentifier, rejectReason: { name: 'terminalExcluded', value: null } },
  },
  {
    name: 'locationRequest',
    value: { requestSeqNum: 4, destinationInfo: [aliasOf('1001')], replyAddress: rasAddress, canMapAlias: true },
  },
  { name: 'locationConfirm', value: { requestSeqNum: 5, callSignalAddress: rasAddress, rasAddress } },
  { name: 'locationReject', value: { requestSeqNum: 6, rejectReason: { name: 'hopCountExceeded', value: null } } },
  { name: 'unknownMessageResponse', value: { requestSeqNum: 7 } },
  { name: 'requestInProgress', value: { requestSeqNum: 8 } },
]

test.for(messages)('$name comes back as it went', (message) => {
  expect(decodePer(rasMessage, Uint8Array.from(encodePer(rasMessage, message)))).toEqual(message)
})

test('the shortest request of all is what a GNU Gatekeeper was seen to confirm, octet for octet', () => {
  const endpointType = { terminal: {}, mc: false, undefinedNode: false }
  const value = {
    requestSeqNum: 1,
    protocolIdentifier,
    rasAddress: transportAddressOf('127.0.0.1', 1719),
    endpointType,
  }
  expect(encodePer(rasMessage, { name: 'gatekeeperRequest', value }).toString('hex')).toBe(
    '00000000060008914a0004007f00000106b70200',
  )
})

test.for([
  { address: '10.33.0.20', text: '10.33.0.20:1720' },
  { address: '2001:db8::20', text: '[2001:db8::20]:1720' },
  { address: '::1', text: '[::1]:1720' },
  { address: 'fe80::1%eth0', text: '[fe80::1]:1720' },
  { address: '::ffff:10.1.2.3', text: '[::ffff:a01:203]:1720' },
  { address: '1:2:3:4:5:6:7:8', text: '[1:2:3:4:5:6:7:8]:1720' },
])('$address goes into a transport address and out of it', ({ address, text }) => {
  expect(addressText(transportAddressOf(address, 1720))).toBe(text)
})

test.for([
  { text: '1001', name: 'dialedDigits' },
  { text: '*72#', name: 'dialedDigits' },
  { text: 'phong-hop-1', name: 'h323-ID' },
  { text: 'Phòng họp 1', name: 'h323-ID' },
  { text: 'room@example.gov.vn', name: 'h323-ID' },
  { text: 'h323:room@example.gov.vn', name: 'url-ID' },
])('$text is a $name', ({ text, name }) => {
  expect(aliasOf(text)).toEqual({ name, value: text })
})

test('any bytes give a message or a PerError, and nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      for (const codec of [rasMessage, h323UserInformation]) attempt(() => decodePer<unknown>(codec, bytes))
    }),
    { numRuns: 300 },
  )
})

test('so do messages that were damaged on the way', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.constantFrom(...messages), damage, fc.nat(), (message, changes, cut) => {
      const bytes = encodePer(rasMessage, message)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      attempt(() => decodePer(rasMessage, bytes.subarray(0, cut % (bytes.length + 1))))
    }),
    { numRuns: 300 },
  )
})

function attempt(decode: () => unknown): void {
  try {
    decode()
  } catch (error) {
    expect(error).toBeInstanceOf(PerError)
  }
}
