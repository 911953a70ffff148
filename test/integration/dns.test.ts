import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { silentLog, systemClock } from '@vonggac/model'
import type { DnsConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDnsProbe } from '../../packages/agent/src/probes/dns/index.ts'
import { decodeAnswer, encodeQuery } from '../../packages/agent/src/probes/dns/message.ts'
import { askByTcp } from '../../packages/agent/src/probes/dns/tcp.ts'
import { createUdpProbe } from '../../packages/agent/src/probes/udp/index.ts'
import { freeUdpPort } from '../support/free-port.ts'
import { answers, startKnot } from '../support/knot.ts'
import { startServerProcess, temporaryDirectory } from '../support/server-process.ts'
import { vonggac } from '../support/vonggac.ts'

/** Two servers of a zone, of which the second is one serial behind; one that signs; a resolver that validates; dnsmasq. */
const FIRST = '127.0.0.1'
const SECOND = '127.0.0.2'
const SIGNING = '127.0.0.3'
const RESOLVER = '127.0.0.4'
const FORWARDER = '127.0.0.5'

/** Too long for a datagram of 1,232 bytes, together. */
const LONG_TEXTS = Array.from({ length: 12 }, (_, at) => `long IN TXT "${at} ${'x'.repeat(200)}"`).join('\n')

const zone = (serial: number, more = '') => `$TTL 30
@ IN SOA ns.example.test. hostmaster.example.test. ( ${serial} 60 30 3600 10 )
  IN NS ns
  IN NS ns2
  IN MX 10 mail
  IN MX 20 mail2
  IN TXT "v=spf1 ip4:192.0.2.0/24 mx -all"
  IN CAA 0 issue "ca.example"
  IN NAPTR 10 50 "s" "SIP+D2U" "" _sip._udp
ns IN A ${FIRST}
ns2 IN A ${SECOND}
mail IN A 127.0.0.1
www IN A 127.0.0.1
www IN AAAA ::1
alias IN CNAME www
_sip._udp IN SRV 10 50 5060 sip
old IN A 192.0.2.${serial}
${LONG_TEXTS}
${more}`

const stack = new AsyncDisposableStack()
let port = 0

beforeAll(async () => {
  const dir = stack.use(temporaryDirectory('dns'))
  port = await freeUdpPort()
  for (const [address, serial, signed] of [
    [FIRST, 2, false],
    [SECOND, 1, false],
    [SIGNING, 2, true],
  ] as const) {
    const home = join(dir.path, address)
    mkdirSync(home)
    const text = zone(serial)
    stack.use(await startKnot(home, { address, port, zone: { name: 'example.test', text }, signed }))
  }
  await startResolver(dir.path)
  const options = [`--port=${port}`, `--listen-address=${FORWARDER}`, '--bind-interfaces', '--no-resolv', '--no-hosts']
  stack.use(
    await startServerProcess({
      command: 'dnsmasq',
      args: ['-k', '-C', '/dev/null', ...options, '--pid-file=', '--user=root', `--server=${FIRST}#${port}`],
      debianPackage: 'dnsmasq-base',
      ready: () => answers(FORWARDER, port, 'example.test'),
    }),
  )
}, 30_000)
afterAll(() => stack.disposeAsync())

/** Unbound, which believes the signing server's key and nobody else's. */
async function startResolver(dir: string) {
  writeFileSync(
    join(dir, 'unbound.conf'),
    `server:
  use-syslog: no
  chroot: ""
  username: ""
  directory: "${dir}"
  pidfile: "${dir}/unbound.pid"
  interface: ${RESOLVER}@${port}
  do-not-query-localhost: no
  access-control: 127.0.0.0/8 allow
  module-config: "validator iterator"
  trust-anchor: "example.test. DNSKEY ${await signingKey()}"
  local-zone: "test." nodefault
remote-control:
  control-enable: no
stub-zone:
  name: "example.test"
  stub-addr: ${SIGNING}@${port}
`,
  )
  stack.use(
    await startServerProcess({
      command: 'unbound',
      args: ['-d', '-c', join(dir, 'unbound.conf')],
      debianPackage: 'unbound',
      ready: () => answers(RESOLVER, port, 'example.test'),
    }),
  )
}

/** The key that signs the keys. */
async function signingKey(): Promise<string> {
  const question = { name: 'example.test', type: 'DNSKEY', recursion: false, dnssec: 'off' } as const
  const deps = { clock: systemClock, signal: AbortSignal.timeout(5_000) }
  const { message } = await askByTcp({ address: SIGNING, port }, encodeQuery(1, question), 2_000, deps)
  return decodeAnswer(message, 1, question)!.records.find((record) => record.startsWith('257'))!
}

function ask(more: Partial<DnsConfig>) {
  const probe = createDnsProbe({ clock: systemClock, log: silentLog, systemServers: () => [`${FIRST}:${port}`] })
  const config: DnsConfig = {
    ...{ name: 'example.test', type: 'A', servers: [FIRST], port, allServers: false, transport: 'udp' },
    ...{ recursion: true, dnssec: 'off', rcode: 'NOERROR', match: 'exact', tries: 2, waitMs: 1_000 },
    ...more,
  }
  return probe.run(config, { clock: systemClock, signal: AbortSignal.timeout(5_000), secret: () => '' })
}

test.for<[string, Partial<DnsConfig>]>([
  ['A', { name: 'www.example.test', expect: ['127.0.0.1'] }],
  ['AAAA', { name: 'www.example.test', type: 'AAAA', expect: ['0:0:0:0:0:0:0:1'] }],
  ['MX', { type: 'MX', expect: ['20 MAIL2.example.test.', '10 mail.example.test'] }],
  ['TXT', { type: 'TXT', expectPattern: '^v=spf1 .* -all$' }],
  ['NS', { type: 'NS', expect: ['ns.example.test', 'ns2.example.test'] }],
  ['SOA', { type: 'SOA', expectPattern: ' 2 60 30 3600 10$' }],
  ['SRV', { name: '_sip._udp.example.test', type: 'SRV', expect: ['10 50 5060 sip.example.test'] }],
  ['CAA', { type: 'CAA', expect: ['0 issue "ca.example"'] }],
  ['NAPTR', { type: 'NAPTR', expect: ['10 50 "s" "SIP+D2U" "" _sip._udp.example.test'] }],
  ['CNAME', { name: 'alias.example.test', type: 'CNAME', expect: ['www.example.test'] }],
  ['A behind a CNAME', { name: 'alias.example.test', expect: ['127.0.0.1'] }],
  ['no such name', { name: 'nobody.example.test', rcode: 'NXDOMAIN' }],
  ['A by TCP', { name: 'www.example.test', transport: 'tcp', expect: ['127.0.0.1'] }],
])('Knot answers %s as its zone says', async ([, config]) => {
  expect(await ask(config)).toMatchObject({ status: 'ok', measured: [{ fields: { authoritative: true } }] })
})

test('an answer that does not fit comes by TCP, whole', async () => {
  const reading = await ask({ name: 'long.example.test', type: 'TXT', expectPattern: '^11 x{200}$' })
  expect(reading).toMatchObject({ status: 'ok', measured: [{ fields: { transport: 'tcp', answers: 12n } }] })
})

test('the point is Telegraf’s', async () => {
  const { measured } = await ask({ name: 'www.example.test' })
  expect(measured).toEqual([
    {
      measurement: 'dns_query',
      tags: { server: FIRST, domain: 'www.example.test', record_type: 'A', rcode: 'NOERROR', result: 'success' },
      fields: {
        ...{ query_time_ms: expect.any(Number), result_code: 0n, rcode_value: 0n, answers: 1n, ttl_min_s: 30n },
        ...{ authoritative: true, authentic_data: false, transport: 'udp' },
      },
    },
  ])
})

test('servers of a zone are found and compared: one serial behind is a failure that names both', async () => {
  const all = { allServers: true, servers: [] }
  expect(await ask({ ...all, name: 'www.example.test' })).toMatchObject({
    status: 'ok',
    measured: [{ tags: { server: 'ns.example.test' } }, { tags: { server: 'ns2.example.test' } }],
  })
  expect(await ask({ ...all, type: 'SOA' })).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: 'the servers disagree: serial 2 at ns.example.test; serial 1 at ns2.example.test',
  })
  expect(await ask({ allServers: true, servers: [FIRST, SECOND], name: 'old.example.test' })).toMatchObject({
    detail: `the servers disagree: 192.0.2.2 at ${FIRST}; 192.0.2.1 at ${SECOND}`,
  })
})

test('a server that is not there: the next one answers in its place, and that is said', async () => {
  expect(await ask({ name: 'www.example.test', servers: ['127.0.0.77', FIRST] })).toMatchObject({
    status: 'warn',
    error: 'partial',
    detail: expect.stringMatching(/from 127\.0\.0\.1; 127\.0\.0\.77: refused: nothing listens on this port$/),
  })
  expect(await ask({ servers: ['127.0.0.77'] })).toMatchObject({ status: 'fail', error: 'refused' })
})

test('DNSSEC: signed by the server of the zone, validated by the resolver, and neither', async () => {
  const signed = { name: 'www.example.test', dnssec: 'required' } as const
  const authoritative = await ask({ ...signed, servers: [SIGNING] })
  expect(authoritative).toMatchObject({ status: 'ok', measured: [{ fields: { authentic_data: false } }] })
  expect(Number(authoritative.measured[0]?.fields.signature_expiry_s)).toBeGreaterThan(86_400)
  expect(await ask({ ...signed, servers: [RESOLVER] })).toMatchObject({
    status: 'ok',
    measured: [{ fields: { authoritative: false, authentic_data: true } }],
  })
  expect(await ask({ ...signed, name: 'nobody.example.test', rcode: 'NXDOMAIN', servers: [RESOLVER] })).toMatchObject({
    status: 'ok',
  })
  expect(await ask({ ...signed, servers: [FIRST] })).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: `${FIRST}: the answer is not signed (no RRSIG), and not validated (no flag AD)`,
  })
})

test('dnsmasq forwards, and refuses to guess', async () => {
  expect(await ask({ servers: [FORWARDER], name: 'www.example.test' })).toMatchObject({ status: 'ok' })
  expect(await ask({ servers: [FORWARDER], name: 'x.example.test' })).toMatchObject({
    status: 'fail',
    error: 'mismatch',
  })
})

test('the command line reads NAME@SERVER:PORT, and says what is not as expected', async () => {
  const typed = ['probe', 'dns', `example.test@${FIRST}:${port}`, '--set', 'type=MX']
  const good = await vonggac([...typed, '--set', 'expect=["10 mail.example.test","20 mail2.example.test"]'])
  expect(good).toMatchObject({ code: 0, stderr: '' })
  expect(good.stdout).toMatch(/^ok {2}dns example\.test MX at 127\.0\.0\.1 /)
  const bad = await vonggac([...typed, '--set', 'expect=["10 mail.example.test"]'])
  expect(bad.code).toBe(2)
  expect(bad.stdout).toContain('mismatch: 127.0.0.1: there and not expected: 20 mail2.example.test')
})

test('a name server spoken to by the udp probe: bytes there, bytes back', async () => {
  const udp = createUdpProbe({ clock: systemClock, log: silentLog })
  // A query for the SOA of example.test, and the first bytes of an answer to it.
  const sendHex = '1234 0000 0001 0000 0000 0000 076578616d706c65 0474657374 00 0006 0001'
  const config = { host: FIRST, port, sendHex, expectReply: true, tries: 2, waitMs: 1_000 }
  const context = () => ({ clock: systemClock, signal: AbortSignal.timeout(5_000), secret: () => '' })
  expect(await udp.run({ ...config, expectHex: '1234 84' }, context())).toMatchObject({ status: 'ok' })
  expect(await udp.run({ ...config, expectHex: '4321' }, context())).toMatchObject({
    status: 'fail',
    error: 'mismatch',
  })
})
