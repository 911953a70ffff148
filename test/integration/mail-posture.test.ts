import { generateKeyPairSync } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type MailPostureConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMailPostureProbe } from '../../packages/agent/src/probes/mail-posture/index.ts'
import { createAuthority } from '../support/certificates.ts'
import { freeUdpPort } from '../support/free-port.ts'
import { startKnot } from '../support/knot.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { vonggac } from '../support/vonggac.ts'

/** The probe against Knot DNS: domains that are well, and domains with one thing wrong each. */
const dkimKey = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  .publicKey.export({ format: 'der', type: 'spki' })
  .toString('base64')

const head =
  '$TTL 30\n@ IN SOA ns.example.test. hostmaster.example.test. ( 1 60 30 3600 10 )\n  IN NS ns.example.test.\n'

const zones = [
  {
    name: 'example.test',
    text: `${head}@ IN MX 10 mail
@ IN MX 20 mail2
@ IN TXT "v=spf1 ip4:192.0.2.0/24 mx -all"
@ IN TXT "some-verification=1"
ns IN A 127.0.0.1
mail IN A 127.0.0.1
mail2 IN A 127.0.0.3
_dmarc IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.test; adkim=s"
s1._domainkey IN TXT ( "v=DKIM1; k=rsa; p=${dkimKey.slice(0, 200)}" "${dkimKey.slice(200)}" )
old._domainkey IN TXT "v=DKIM1; p="
_mta-sts IN TXT "v=STSv1; id=20260101T000000"
mta-sts IN A 127.0.0.1
_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:tls@example.test"
listed IN MX 10 bad
listed IN TXT "v=spf1 mx -all"
_dmarc.listed IN TXT "v=DMARC1; p=reject"
bad IN A 127.0.0.2
badspf IN MX 10 mail
badspf IN TXT "v=spf1 include:loop.example.test -all"
loop IN TXT "v=spf1 include:badspf.example.test -all"
alias IN CNAME mail
bare IN MX 10 alias
`,
  },
  {
    name: 'dnsbl.test',
    text: `${head}2.0.0.127 IN A 127.0.0.2\n2.0.0.127 IN TXT "listed: https://dnsbl.test/q?127.0.0.2"\n*.refuses IN A 127.255.255.254\n`,
  },
  {
    name: '0.0.127.in-addr.arpa',
    text: `${head}1 IN PTR mail.example.test.\n2 IN PTR bad.example.test.\n3 IN PTR mail2.example.test.\n`,
  },
]

const stack = new AsyncDisposableStack()
const site = { dns: 0, https: 0, caFile: '' }
let policy = ''
let web: Server

beforeAll(async () => {
  const dir = stack.use(temporaryDirectory('posture'))
  const authority = createAuthority(dir.path)
  const { cert, key } = authority.issue('sts', { names: 'DNS:mta-sts.example.test' })
  web = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (request, response) => {
    if (request.url !== '/.well-known/mta-sts.txt') response.writeHead(404)
    response.end(policy)
  }).listen(0, '127.0.0.1')
  await once(web, 'listening')
  stack.defer(() => void web.close())
  Object.assign(site, { dns: await freeUdpPort(), https: (web.address() as AddressInfo).port, caFile: authority.file })
  stack.use(await startKnot(dir.path, { address: '127.0.0.1', port: site.dns, zone: zones }))
}, 30_000)
afterAll(() => stack.disposeAsync())

const sound = 'version: STSv1\nmode: enforce\nmx: mail.example.test\nmx: mail2.example.test\nmax_age: 604800\n'

function look(domain: string, more: object = {}, signal = AbortSignal.timeout(8_000)) {
  const probe = createMailPostureProbe({ clock: systemClock, log: silentLog, policyPort: site.https })
  const options = { domain, servers: ['127.0.0.1'], port: site.dns, caFile: site.caFile, ...more }
  const config = checkKinds.mail_posture.config.parse(options) as MailPostureConfig
  return probe.run(config, { clock: systemClock, signal, secret: () => '' })
}

test('a domain that is well in everything', async () => {
  policy = sound
  const reading = await look('example.test', {
    ...{ dkim: ['s1'], senders: ['127.0.0.1'], dnsbls: ['dnsbl.test'] },
    require: ['mx', 'spf', 'dmarc', 'mta-sts', 'tls-rpt'],
  })
  expect(reading).toMatchObject({
    status: 'ok',
    detail: 'MX, SPF, DKIM, DMARC, MTA-STS, TLS-RPT, PTR, blocklist as they should be',
  })
  expect(reading.measured.map(({ tags }) => tags!.record)).toEqual([
    ...['mx', 'spf', 'dkim', 'dmarc', 'mta-sts', 'tls-rpt', 'ptr', 'ptr', 'dnsbl'],
  ])
  expect(reading.measured.every(({ fields }) => fields.ok === true)).toBe(true)
})

test.for<[string, string, object, object]>([
  [
    'SPF goes round',
    'badspf.example.test',
    {},
    {
      status: 'fail',
      error: 'protocol',
      detail: expect.stringContaining(
        'SPF: SPF goes round in a circle: badspf.example.test → loop.example.test → badspf.example.test',
      ),
    },
  ],
  [
    'a DKIM key is revoked',
    'example.test',
    { dkim: ['s1', 'old'] },
    { status: 'fail', detail: expect.stringContaining('DKIM: the key is revoked') },
  ],
  [
    'a DKIM key is not there',
    'example.test',
    { dkim: ['s2'] },
    { status: 'fail', detail: expect.stringContaining('there is no key under s2._domainkey.example.test') },
  ],
  [
    'an exchanger is on a blocklist',
    'listed.example.test',
    { dnsbls: ['dnsbl.test'] },
    {
      status: 'fail',
      detail: expect.stringContaining(
        'blocklist: dnsbl.test lists 127.0.0.2 (127.0.0.2: "listed: https://dnsbl.test/q?127.0.0.2")',
      ),
    },
  ],
  [
    'a blocklist refuses us',
    'example.test',
    { dnsbls: ['refuses.dnsbl.test'] },
    { status: 'ok', detail: expect.stringContaining('not known: blocklist') },
  ],
  [
    'a sender is not in SPF',
    'example.test',
    { senders: ['127.0.0.2'] },
    { status: 'fail', detail: expect.stringContaining('mail from 127.0.0.2 does not pass SPF (fail)') },
  ],
  [
    'the exchanger is an alias and there is neither SPF nor DMARC of its own',
    'bare.example.test',
    { require: ['mx'] },
    { status: 'warn', detail: expect.stringContaining('alias.example.test is an alias of mail.example.test') },
  ],
  [
    'the domain does not exist',
    'gone.example.test',
    {},
    { status: 'fail', detail: expect.stringContaining('MX: the DNS does not know gone.example.test') },
  ],
])('%s', async ([, domain, more, expected]) => {
  policy = sound
  expect(await look(domain, more)).toMatchObject(expected)
})

test.for<[string, string, object]>([
  [
    'that does not name an exchanger',
    sound.replace('mx: mail2.example.test\n', ''),
    {
      status: 'fail',
      error: 'mismatch',
      detail: expect.stringContaining('MTA-STS: the policy does not name mail2.example.test'),
    },
  ],
  [
    'that is only tested',
    sound.replace('enforce', 'testing'),
    { status: 'warn', detail: expect.stringContaining('the mode is testing') },
  ],
  ['that is no policy', '<html>', { status: 'fail', error: 'protocol' }],
])('a policy of MTA-STS %s', async ([, text, expected]) => {
  policy = text
  expect(await look('example.test')).toMatchObject(expected)
})

test('a policy behind a certificate that nobody trusts is none', async () => {
  policy = sound
  const { cert } = createAuthority((stack.use(temporaryDirectory('posture-other')) as { path: string }).path).issue(
    'other',
  )
  expect(await look('example.test', { caFile: cert })).toMatchObject({
    ...{ status: 'fail', error: 'tls' },
    detail: expect.stringContaining('the policy cannot be fetched from mta-sts.example.test'),
  })
})

test('name servers that do not answer say nothing about the domain', async () => {
  await expect(look('example.test', { port: await freeUdpPort() })).rejects.toMatchObject({
    code: 'local',
    message: expect.stringContaining('the name servers do not tell: example.test MX: 127.0.0.1: ECONNREFUSED'),
  })
})

test('name servers that are silent until the deadline say nothing about the domain either', async () => {
  const silent = createSocket('udp4').bind(0, '127.0.0.1')
  await once(silent, 'listening')
  try {
    const late = AbortSignal.timeout(300)
    await expect(look('example.test', { port: silent.address().port }, late)).rejects.toMatchObject({
      code: 'local',
      message: expect.stringContaining('no answer before the deadline'),
    })
    const reason = new Error('stopping')
    await expect(look('example.test', { port: silent.address().port }, AbortSignal.abort(reason))).rejects.toBe(reason)
    const stop = new AbortController()
    const stopped = look('example.test', { port: silent.address().port }, stop.signal)
    setTimeout(() => stop.abort(reason), 100)
    await expect(stopped).rejects.toBe(reason)
  } finally {
    silent.close()
  }
})

test('from the command line', async () => {
  const { code, stdout } = await vonggac([
    ...[
      'probe',
      'mail_posture',
      `listed.example.test@127.0.0.1:${site.dns}`,
      '--set',
      'dnsbls=dnsbl.test',
      '--set',
      'dkim=s1,s2',
    ],
  ])
  expect(code).toBe(2)
  expect(stdout).toMatch(/^fail {2}mail_posture listed\.example\.test/)
})
