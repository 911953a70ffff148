import { checkKinds, type HttpConfig, loadHttpProfiles, withHttpProfile } from '@vonggac/model/inventory'
import { beforeAll, expect, test } from 'vitest'
import { createMarkup } from '../markup/markup.ts'
import { createExpressions } from './expressions.ts'
import { answerReading, type Seen } from './reading.ts'
import { judge } from './verdict.ts'

/** The shipped HTTP profiles on answers as endpoints give them, put together from the makers' public documentation. */
const markup = createMarkup()
beforeAll(() => markup.load())
const { profiles } = loadHttpProfiles()

function read(profile: string, text: string, type: string) {
  const options = withHttpProfile({ profile, url: 'https://10.33.2.20' }, profiles)
  const config = checkKinds.http.config.parse(options) as HttpConfig
  const seen: Seen = { redirectMs: 0, redirects: 0, totalMs: 12, status: 200 }
  const headers = new Map([['content-type', type]])
  const response = { status: 200, headers, cookies: [], body: Buffer.from(text), bodyBytes: 0, truncated: false }
  const tools = { expressions: createExpressions(), hide: (shown: string) => shown }
  const { status, error, detail, measured } = answerReading(
    config,
    seen,
    judge(config, response, { seen, certificate: [], tools, markup }),
  )
  const values = measured.filter(({ measurement }) => measurement === 'http_value')
  return {
    status,
    error,
    detail,
    values: Object.fromEntries(values.map(({ tags, fields }) => [tags?.name, fields.value ?? fields.text])),
  }
}

const channel = (direction: string, loss: number, jitter: number) =>
  `<Channel item="${direction}${loss}"><Direction>${direction}</Direction><Netstat><Jitter>${jitter}</Jitter><Loss>${loss}</Loss><MaxJitter>9</MaxJitter><Packets>1000</Packets></Netstat><Type>Audio</Type></Channel>`

const status = ({ sip = 'Registered', h323 = 'Inactive', call = '' } = {}) => `<?xml version="1.0"?>
<Status product="Cisco Codec" version="ce9.15.3.22.5a1b2c3" apiVersion="4">
  <Audio><Input><Connectors>
    <Microphone item="1"><ConnectionStatus>Connected</ConnectionStatus><EcReferenceDelay>0</EcReferenceDelay></Microphone>
    <Microphone item="2"><ConnectionStatus>NotConnected</ConnectionStatus></Microphone>
  </Connectors></Input><Microphones><Mute>Off</Mute></Microphones><Volume>50</Volume></Audio>
  <Cameras><Camera item="1"><Connected>True</Connected><Model>Precision 60</Model></Camera><Camera item="2"><Connected>False</Connected></Camera></Cameras>
  <Diagnostics/>
  <H323><Gatekeeper><Address/><Port>1719</Port><Reason/><Status>${h323}</Status></Gatekeeper></H323>
  <MediaChannels>${call}</MediaChannels>
  <SIP><Proxy item="1"><Address>10.33.0.30</Address><Status>Active</Status></Proxy>
    <Registration item="1"><Reason>${sip === 'Failed' ? '403 Forbidden' : ''}</Reason><Status>${sip}</Status><URI>tam-ky@hn.example.vn</URI></Registration></SIP>
  <SystemUnit><ProductId>Cisco Webex Room Kit</ProductId><Software><DisplayName>ce 9.15.3</DisplayName><Version>ce9.15.3.22.5a1b2c3</Version></Software>
    <State><NumberOfActiveCalls>${call ? 1 : 0}</NumberOfActiveCalls><NumberOfInProgressCalls>0</NumberOfInProgressCalls></State><Uptime>593135</Uptime></SystemUnit>
</Status>`

test('a Cisco codec that is registered and idle', () => {
  expect(read('cisco-xapi', status(), 'text/xml; charset=UTF-8')).toMatchObject({
    status: 'ok',
    values: {
      software: 'ce9.15.3.22.5a1b2c3',
      product: 'Cisco Webex Room Kit',
      uptime: 593135,
      sip: 'Registered',
      h323: 'Inactive',
      calls: 0,
      loss_received: 0,
      microphones: 1,
      microphones_muted: 0,
      cameras: 1,
      diagnostics: 0,
    },
  })
})

test('a Cisco codec in a call: what it receives, and the worst jitter', () => {
  const call = `<Call item="3">${channel('Incoming', 3, 12)}${channel('Incoming', 4, 60)}${channel('Outgoing', 90, 99)}</Call>`
  expect(read('cisco-xapi', status({ call }), 'text/xml')).toMatchObject({
    status: 'warn',
    error: 'threshold',
    detail: expect.stringContaining('jitter_received is 60 ms, above 50'),
    values: { calls: 1, loss_received: 7, packets_received: 2000, jitter_received: 60 },
  })
})

test('a Cisco codec that is not registered', () => {
  expect(read('cisco-xapi', status({ sip: 'Failed' }), 'text/xml')).toMatchObject({
    status: 'fail',
    error: 'down',
    detail: expect.stringContaining('sip is "Failed": its SIP server does not register it'),
    values: { sip: 'Failed', sip_reason: '403 Forbidden' },
  })
  expect(read('cisco-xapi', status({ h323: 'Rejected' }), 'text/xml')).toMatchObject({ status: 'fail', error: 'down' })
})

test('what is no status document', () => {
  expect(read('cisco-xapi', '<html><title>Sign in</title></html>', 'text/html')).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringContaining('the header content-type is "text/html"'),
  })
})

const LINE = {
  LineNumber: '1',
  Label: '1201',
  LineType: 'private',
  SIPAddress: '1201',
  UserID: '1201',
  ProxyAddress: '10.33.0.30',
  Port: '5060',
  Protocol: 'SIP',
}
const line = (RegistrationStatus: string) => JSON.stringify({ Status: '2000', data: [{ ...LINE, RegistrationStatus }] })

test('a Poly phone and its line', () => {
  expect(read('poly-lines', line('registered'), 'application/json')).toMatchObject({
    status: 'ok',
    values: { registration: 'registered', proxy: '10.33.0.30' },
  })
  expect(read('poly-lines', line('unregistered'), 'application/json')).toMatchObject({
    status: 'fail',
    error: 'down',
    detail: expect.stringContaining('registration is "unregistered": its SIP server does not register it'),
  })
  expect(read('poly-lines', '{"Status":"4000"}', 'application/json')).toMatchObject({
    status: 'fail',
    error: 'mismatch',
  })
})

test('a Poly phone: firmware, and the call under way', () => {
  const device = { ModelNumber: 'Trio 8800', FirmwareRelease: '5.9.5.3182', UpTimeSinceLastReboot: '6 days 4:14:59' }
  expect(read('poly-device', JSON.stringify({ Status: '2000', data: device }), 'application/json')).toMatchObject({
    status: 'ok',
    values: { model: 'Trio 8800', software: '5.9.5.3182', uptime_text: '6 days 4:14:59' },
  })
  const streams = [{ Category: 'Audio', Direction: 'Rx', PacketsReceived: '1000', PacketsLost: '4', Jitter: '3' }]
  const stats = { Status: '2000', data: [{ Ref: '40009f10', Streams: streams }] }
  expect(read('poly-session', JSON.stringify(stats), 'application/json')).toMatchObject({
    status: 'ok',
    values: { loss_received: 4, packets_received: 1000, jitter_received: 3 },
  })
  expect(read('poly-session', '{"Status":"4007"}', 'application/json')).toMatchObject({ status: 'ok', values: {} })
})
