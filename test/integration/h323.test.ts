import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type H323Config } from '@vonggac/model/inventory'
import { type SimulatedDevice, startTestbed } from '@vonggac/testbed'
import { expect, test } from 'vitest'
import { requestOf } from '../../packages/agent/src/probes/h323/gatekeeper.ts'
import { PROTOCOL_IDENTIFIER, transportAddressOf } from '../../packages/agent/src/probes/h323/h225/addresses.ts'
import { type H323MessageBody, h323UserInformation } from '../../packages/agent/src/probes/h323/h225/call.ts'
import { type RasMessage, rasMessage } from '../../packages/agent/src/probes/h323/h225/ras.ts'
import { createH323Probe } from '../../packages/agent/src/probes/h323/index.ts'
import { encodePer } from '../../packages/agent/src/probes/h323/per/structure.ts'
import { element, encodeQ931 } from '../../packages/agent/src/probes/h323/q931.ts'
import { newCall, releaseMessage, setupMessage } from '../../packages/agent/src/probes/h323/signalling.ts'
import { scriptedEndpoint } from '../../packages/agent/src/probes/h323/testing/endpoint.ts'
import { answerCall, H323_PORT } from '../../packages/testbed/src/h323.ts'
import type { Captured } from '../support/pcap.ts'
import { dissect } from '../support/tshark.ts'
import { vonggac } from '../support/vonggac.ts'

/** Wherever the messages themselves say they go, they are read as of this conversation. */
const us = { address: '10.33.0.10', port: 40_000 }
const gatekeeper = { address: '10.33.0.21', port: 1_719 }
const endpoint = { address: '10.33.0.20', port: 1_720 }

const asked = (message: RasMessage): Captured => ({
  protocol: 'udp',
  from: us,
  to: gatekeeper,
  payload: encodePer(rasMessage, message),
})
const said = (payload: Buffer, { from, to } = { from: us, to: endpoint }): Captured => ({
  protocol: 'tcp',
  from,
  to,
  payload,
})

const ALIASES = [
  { alias: '0123456789#*,', digits: '0123456789#*,' },
  { alias: 'phong-hop-1', name: 'phong-hop-1' },
  { alias: 'Phòng họp 1', name: 'Phòng họp 1' },
  { alias: 'h323:room@example.gov.vn', url: 'h323:room@example.gov.vn' },
  { alias: 'x'.repeat(128), name: 'x'.repeat(128) },
]
const PLACES = [
  { address: '10.33.0.10', v6: '' },
  { address: '2001:db8:33::10', v6: '2001:db8:33::10' },
]

test('tshark reads every GRQ and LRQ as it is meant, without a remark', async () => {
  const questions = PLACES.flatMap(({ address, v6 }) => [
    ...[undefined, 'GK', 'Trung tâm'].flatMap((gatekeeper) =>
      ['vonggac', '1000'].map((from) => ({ address, v6, from, gatekeeper, alias: undefined })),
    ),
    ...ALIASES.map((alias) => ({ address, v6, from: 'vonggac', gatekeeper: undefined, ...alias })),
  ])
  const { rows, remarks } = await dissect(
    questions.map((question, index) =>
      asked(requestOf(question, 65_535 - index, { ...us, address: question.address })),
    ),
    'h225.RasMessage',
    [
      ...['h225.RasMessage', 'h225.requestSeqNum', 'h225.protocolIdentifier', 'h225.gatekeeperIdentifier'],
      ...['h225.ipV4', 'h225.ipV6', 'h225.dialledDigits', 'h225.h323_ID', 'h225.url_ID', 'h225.productId'],
    ],
  )
  expect(remarks).toBe('')
  expect(rows).toEqual(
    questions.map((question, index) => {
      const { alias, v6, from, gatekeeper = '' } = question
      const { digits, name, url } = { digits: undefined, name: undefined, url: undefined, ...question }
      const ours = /^\d+$/.test(from) ? { digits: from, name: '' } : { digits: '', name: from }
      return [
        alias === undefined ? '0' : '18',
        String(65_535 - index),
        alias === undefined ? '0.0.8.2250.0.4' : '',
        gatekeeper,
        v6 === '' ? '10.33.0.10' : '',
        v6,
        alias === undefined ? ours.digits : (digits ?? ''),
        alias === undefined ? ours.name : [name, 'vonggac'].filter((each) => each !== undefined).join(','),
        url ?? '',
        alias === undefined ? 'Vong Gac' : '',
      ]
    }),
  )
})

test('tshark reads every SETUP and RELEASE COMPLETE as it is meant, without a remark', async () => {
  const calls = PLACES.flatMap(({ address, v6 }) =>
    [{ alias: undefined }, ...ALIASES].map((alias) => ({ address, v6, call: newCall(), digits: '', ...alias })),
  )
  const { rows, remarks } = await dissect(
    calls.flatMap(({ alias, address, call }) => {
      const ends = { from: { ...us, address }, to: { ...endpoint, address } }
      return [said(setupMessage({ from: 'vonggac', alias }, call, ends)), said(releaseMessage(call))]
    }),
    'h225.H323_UserInformation_element',
    [
      ...[
        'q931.message_type',
        'q931.call_ref_flag',
        'q931.call_ref',
        'q931.cause_value',
        'q931.called_party_number.digits',
      ],
      ...['h225.h323_message_body', 'h225.conferenceGoal', 'h225.callType', 'h225.guid', 'h225.h245Tunnelling'],
      ...['h225.dialledDigits', 'h225.ipV6'],
    ],
  )
  expect(remarks).toBe('')
  expect(rows).toEqual(
    calls.flatMap(({ call, digits, v6 }) => {
      const reference = call.reference.toString(16).padStart(4, '0')
      const guid = guidText(call.identifier)
      return [
        ['0x05', '0', reference, '', digits, '0', '0', '0', guid, '1', digits, v6 === '' ? '' : `${v6},${v6}`],
        ['0x5a', '0', reference, '16', '', '5', '', '', guid, '1', '', ''],
      ]
    }),
  )
})

const guidText = (octets: Uint8Array) =>
  Buffer.from(octets)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

const protocolIdentifier = PROTOCOL_IDENTIFIER
const rasAddress = transportAddressOf(gatekeeper.address, gatekeeper.port)

test('tshark reads what our gatekeepers and endpoints of the tests say, reason for reason, without a remark', async () => {
  const answers = [
    ...['resourceUnavailable', 'terminalExcluded', 'invalidRevision', 'undefinedReason', 'securityDenial'].map(
      (name): RasMessage => ({
        name: 'gatekeeperReject',
        value: { requestSeqNum: 1, protocolIdentifier, rejectReason: { name, value: null } as never },
      }),
    ),
    ...[
      ...['notRegistered', 'invalidPermission', 'requestDenied', 'undefinedReason', 'securityDenial'],
      ...['aliasesInconsistent', '', 'resourceUnavailable', 'genericDataReason', 'neededFeatureNotSupported'],
      ...[
        'hopCountExceeded',
        'incompleteAddress',
        '',
        'securityDHmismatch',
        'noRouteToDestination',
        'unallocatedNumber',
      ],
    ].map(
      (name): RasMessage => ({
        name: 'locationReject',
        value: { requestSeqNum: 1, rejectReason: { name: name || 'requestDenied', value: null } as never },
      }),
    ),
  ]
  const others: RasMessage[] = [
    {
      name: 'gatekeeperConfirm',
      value: { requestSeqNum: 1, protocolIdentifier, gatekeeperIdentifier: 'GK', rasAddress },
    },
    { name: 'locationConfirm', value: { requestSeqNum: 1, callSignalAddress: rasAddress, rasAddress } },
  ]
  const { rows, remarks } = await dissect([...answers, ...others].map(asked), 'h225.RasMessage', [
    'h225.RasMessage',
    'h225.rejectReason',
  ])
  expect(remarks).toBe('')
  expect(rows).toEqual([
    ...[0, 1, 2, 3, 4].map((reason) => ['2', `${reason}`]),
    ...[0, 1, 2, 3, 4, 5, 2, 7, 8, 9, 10, 11, 2, 13, 14, 15].map((reason) => ['20', `${reason}`]),
    ['1', ''],
    ['19', ''],
  ])

  const reasons = [
    ...['noBandwidth', 'gatekeeperResources', 'unreachableDestination', 'destinationRejection', 'invalidRevision'],
    ...['noPermission', 'unreachableGatekeeper', 'gatewayResources', 'badFormatAddress', 'adaptiveBusy', 'inConf'],
    ...[
      'undefinedReason',
      'facilityCallDeflection',
      'securityDenied',
      'calledPartyNotRegistered',
      'callerNotRegistered',
    ],
    'newConnectionNeeded',
  ]
  const releases = reasons.map((name): Captured => {
    const reason = { name, value: null } as never
    return said(release({ name: 'releaseComplete', value: { protocolIdentifier, reason } }))
  })
  const read = await dissect(releases, 'h225.h323_message_body', ['h225.h323_message_body', 'h225.reason'])
  expect(read.remarks).toBe('')
  expect(read.rows).toEqual(reasons.map((_, index) => ['5', `${index}`]))
})

const release = (body: H323MessageBody) =>
  encodeQ931({
    type: 'releaseComplete',
    callReference: 1,
    fromCalled: true,
    elements: [
      {
        id: element.userUser,
        content: Buffer.concat([
          Uint8Array.of(5),
          encodePer(h323UserInformation, { 'h323-uu-pdu': { 'h323-message-body': body, h245Tunnelling: false } }),
        ]),
      },
    ],
  })

test('tshark sees what is wrong: a message with one octet less is malformed', async () => {
  const whole = asked(requestOf({ alias: undefined, from: 'vonggac', gatekeeper: undefined }, 1, us))
  const { remarks } = await dissect([{ ...whole, payload: whole.payload.subarray(0, -1) }], 'h225', ['h225.RasMessage'])
  expect(remarks).toContain('Malformed')
})

test('the endpoint that the testbed plays takes a call, and tshark finds nothing wrong with its answer', async () => {
  const call = newCall()
  const setup = setupMessage({ from: 'vonggac', alias: undefined }, call, { from: us, to: endpoint })
  const answer = said(Buffer.from(answerCall(setup)!), { from: endpoint, to: us })
  const { rows, remarks } = await dissect([said(setup), answer], 'h225', [
    ...[
      'q931.call_ref_flag',
      'q931.message_type',
      'h225.h323_message_body',
      'h225.productId',
      'h225.protocolIdentifier',
    ],
  ])
  expect(remarks).toBe('')
  expect(rows).toEqual([
    ['0', '0x05', '0', 'Vong Gac', '0.0.8.2250.0.4'],
    ['1,1', '0x02,0x07', '1,2', 'Vong Gac testbed,Vong Gac testbed', '0.0.8.2250.0.1,0.0.8.2250.0.1'],
  ])

  const device: SimulatedDevice = {
    id: 'here/vc1',
    site: 'here',
    address: '127.33.211.20',
    description: 'simulated conference-endpoint',
    location: 'Tam Kỳ',
    interfaces: [],
    tcp: [H323_PORT],
    h323: true,
    links: [],
  }
  await using testbed = await startTestbed({ devices: [device], clock: systemClock, log: silentLog })
  expect(testbed.state()).toHaveLength(1)
  const config = checkKinds.h323.config.parse({ host: device.address, expect: ['connect'] }) as H323Config
  const reading = await createH323Probe({ clock: systemClock, log: silentLog }).run(config, {
    clock: systemClock,
    signal: AbortSignal.timeout(5_000),
    secret: () => '',
  })
  expect(reading).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/^answered by connect in [\d.]+ ms, as expected; "Vong Gac testbed"$/),
    measured: [{ fields: { reply: 'connect', result_code: 0n, product: 'Vong Gac testbed', vendor: 'T.35 188/0/0' } }],
  })
})

test('by hand: a call and its outcome on the command line', async () => {
  await using busy = await scriptedEndpoint({
    answer: ({ say, message }) => say(message('releaseComplete', { cause: 17 })),
  })
  const well = await vonggac(['probe', 'h323', `127.0.0.1:${busy.port}`])
  expect(well).toMatchObject({ code: 0, stderr: '' })
  expect(well.stdout).toContain('answered by releaseComplete (cause 17, user busy)')
  const expected = await vonggac(['probe', 'h323', `127.0.0.1:${busy.port}`, '--set', 'expect=["connect"]', '--json'])
  expect(expected.code).toBe(2)
  expect(JSON.parse(expected.stdout)).toMatchObject({ status: 'fail', error: 'mismatch' })
  expect(await vonggac(['probe', 'h323', 'localhost', '--mode', 'gk'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('mode: '),
  })
})
