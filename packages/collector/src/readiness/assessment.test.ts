import { encodePoints, int, type OrderedResult, type Point } from '@vonggac/model'
import { configSchema, preflightPlan } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { assess } from './assessment.ts'

const AT = Date.UTC(2026, 11, 1, 1)
const HOUR = 3_600_000

const config = configSchema.parse({
  providers: [{ id: 'vnpt', name: 'VNPT' }],
  sites: [
    { id: 'ttdl', name: 'Hub', kind: 'hub', devices: [{ id: 'mcu1', role: 'mcu', address: '10.0.0.20' }] },
    {
      id: 'tam-ky',
      name: 'Tam Kỳ',
      links: [
        {
          id: 'vnpt',
          provider: 'vnpt',
          gateway: '10.33.1.254',
          device: 'rt1',
          interface: 'Gi0/0',
          bandwidth: '10Mbps',
        },
        { id: 'spare', provider: 'vnpt', gateway: '10.33.1.253', role: 'backup' },
      ],
      devices: [
        { id: 'rt1', role: 'router', address: '10.33.1.1', snmp: 'wan' },
        { id: 'vc1', role: 'conference-endpoint', address: '10.33.1.20', tcp: [5060, 1720] },
        { id: 'srv1', role: 'server', address: '10.33.1.10', agent: true },
      ],
    },
    { id: 'que-son', name: 'Quế Sơn' },
  ],
  services: [
    {
      id: 'vc',
      name: 'Conferencing',
      kind: 'conferencing',
      site: 'ttdl',
      checks: [{ kind: 'tls', host: '10.0.0.20', port: 5061 }],
    },
  ],
  snmp: { credentials: { wan: { version: '2c', community: { env: 'C' } } } },
  agents: [
    { id: 'hub', site: 'ttdl', hub: true },
    { id: 'tam-ky', site: 'tam-ky', reflector: { listen: '0.0.0.0:862' } },
  ],
})

/** The plan, with the endpoint's two TCP checks in the place of SIP and H.323. */
const plan = (() => {
  const real = preflightPlan(config, ['tam-ky'])!
  const kinds: Record<string, string> = { 'tcp-5060': 'sip', 'tcp-1720': 'h323' }
  const sites = real.sites.map((site) => ({
    ...site,
    endpoints: site.endpoints.map(({ device, checks }) => ({
      device,
      checks: checks.map((check) => ({ ...check, kind: kinds[check.id.split(/[/@]/)[2]!] ?? check.kind })),
    })),
  }))
  return { ...real, sites }
})()

const point = (measurement: string, fields: Point['fields'], more: Partial<Point> = {}): Point => ({
  measurement,
  tags: {},
  fields,
  timestamp: AT,
  ...more,
})

const stamp = (fields: Record<string, number> = {}) =>
  point('stamp', {
    sent: int(1_500),
    received: int(1_500),
    loss_forward_pct: 0,
    loss_return_pct: 0,
    rtt_ms_avg: 12,
    ...fields,
  })
const counters = (seconds: number, bytes: bigint) =>
  point(
    'interface',
    { ifHCInOctets: bytes, ifHCOutOctets: 0n },
    { tags: { ifName: 'Gi0/0' }, timestamp: AT + 1_000 * seconds },
  )

type Found = Partial<Omit<OrderedResult, 'lines'>> & { readonly points?: readonly Point[] }

/** Everything is good, except for what is said. */
function answer(found: Readonly<Record<string, Found>> = {}, rounds = plan.rounds) {
  const good: Record<string, Found> = {
    '0 tam-ky/rt1/snmp@hub': { points: [counters(0, 1_000n)] },
    '1 tam-ky/rt1/snmp@hub': { points: [counters(10, 1_251_000n)] },
    '2 tam-ky/vnpt/stamp@hub': { points: [stamp()] },
  }
  const results = rounds.flatMap(({ checks }, round) =>
    checks.map(({ id }): OrderedResult => {
      const { points = [], ...more } = { ...good[`${round} ${id}`], ...found[id] }
      const base = { round, check: id, status: 'ok' as const, error: '' as const, detail: '', at: AT, durationMs: 5 }
      return { ...base, ...more, lines: encodePoints(points) }
    }),
  )
  return { results }
}

const need = { limits: config.readiness, until: AT + 3 * HOUR }
const fail = (detail = 'no answer'): Found => ({ status: 'fail', error: 'timeout', detail, points: [] })
const warn = (detail: string): Found => ({ status: 'warn', error: 'threshold', detail })
const site = (found?: Readonly<Record<string, Found>>) => assess(plan, answer(found), need).sites[0]!

test('a site where all is well is ready, and its figures are told', () => {
  const whole = assess(plan, answer(), need)
  expect(whole).toMatchObject({ verdict: 'ready', common: [] })
  expect(whole.sites[0]).toMatchObject({
    verdict: 'ready',
    reasons: [],
    notes: [],
    figures: { loss_forward_pct: 0, rtt_ms: 12, used_bps: 1_000_000, free_bps: 9_000_000 },
  })
})

const LINK = 'tam-ky/vnpt/icmp@hub'
const SPARE = 'tam-ky/spare/icmp@hub'
const PING = 'tam-ky/vc1/icmp@hub'
const SIP = 'tam-ky/vc1/tcp-5060@hub'
const H323 = 'tam-ky/vc1/tcp-1720@hub'
const STREAM = 'tam-ky/vnpt/stamp@hub'
const ROUTER = 'tam-ky/rt1/snmp@hub'
const all = {
  [LINK]: fail(),
  [SPARE]: fail(),
  [PING]: fail(),
  [SIP]: fail(),
  [H323]: fail(),
  [STREAM]: fail(),
  [ROUTER]: fail(),
}

test.for<[string, Record<string, Found>, string, string[]]>([
  ['a link that is down is the only reason', all, 'not-ready', ['link-down']],
  ['one link of two', { [SPARE]: fail() }, 'at-risk', ['backup-down']],
  ['an endpoint that is off', { [PING]: fail(), [SIP]: fail(), [H323]: fail() }, 'not-ready', ['endpoint-down']],
  ['an endpoint that cannot be called', { [SIP]: fail(), [H323]: fail() }, 'not-ready', ['signalling', 'signalling']],
  ['one protocol of two', { [SIP]: fail('503 Service Unavailable') }, 'at-risk', ['one-signalling']],
  ['an endpoint that answers oddly', { [SIP]: warn('302 moved') }, 'at-risk', ['endpoint-health']],
  ['a little loss', { [STREAM]: { points: [stamp({ loss_return_pct: 1 })] } }, 'at-risk', ['loss']],
  ['much loss', { [STREAM]: { points: [stamp({ loss_forward_pct: 5 })] } }, 'not-ready', ['loss']],
  ['jitter', { [STREAM]: { points: [stamp({ jitter_return_ms: 45 })] } }, 'at-risk', ['jitter']],
  ['a long way', { [STREAM]: { points: [stamp({ rtt_ms_avg: 900 })] } }, 'not-ready', ['latency']],
  ['a silent reflector', { [STREAM]: fail('none answered') }, 'at-risk', ['untested']],
  ['an agent that does not have a check', { [SIP]: { status: 'unknown', error: 'local' } }, 'at-risk', ['untested']],
  [
    'the worst first, causes before consequences',
    { [STREAM]: { points: [stamp({ loss_forward_pct: 5, jitter_forward_ms: 200 })] }, [SPARE]: fail() },
    'not-ready',
    ['loss', 'jitter', 'backup-down'],
  ],
])('%s', ([, found, verdict, codes]) => {
  const { verdict: is, reasons } = site(found)
  expect([is, reasons.map(({ code }) => code)]).toEqual([verdict, codes])
})

test.for([
  { mbps: 7, verdict: 'ready' },
  { mbps: 8.5, verdict: 'at-risk' },
  { mbps: 9.5, verdict: 'not-ready' },
])('a link of 10 Mbit/s that carries $mbps', ({ mbps, verdict }) => {
  const { results } = answer()
  const busy = results.map((result) =>
    result.check === ROUTER && result.round === 1
      ? { ...result, lines: encodePoints([counters(10, 1_000n + BigInt(mbps * 1.25e6))]) }
      : result,
  )
  expect(assess(plan, { results: busy }, need).sites[0]).toMatchObject({ verdict })
})

test('counters that wrap are followed, and a restart is no load', () => {
  const load = (from: Point, to: Point) => {
    const results = answer().results.map((result) =>
      result.check === ROUTER ? { ...result, lines: encodePoints([result.round === 0 ? from : to]) } : result,
    )
    return assess(plan, { results }, need).sites[0]!.figures.used_bps
  }
  const narrow = (seconds: number, octets: bigint) =>
    point(
      'interface',
      { ifInOctets: octets, ifOutOctets: 0n },
      { tags: { ifName: 'Gi0/0' }, timestamp: AT + seconds * 1_000 },
    )
  expect(load(narrow(0, 4_294_967_000n), narrow(10, 1_249_704n))).toBe(1_000_000)
  expect(load(counters(0, 4_000_000_000_000n), counters(10, 500n))).toBe(0)
})

test('what the agent itself could not measure is told once, and speaks against no site', () => {
  const behind: Found = { status: 'unknown', error: 'local', detail: 'this machine was up to 90 ms behind', points: [] }
  const { verdict, common, sites } = assess(plan, answer({ [STREAM]: behind }), need)
  expect([verdict, common.map(({ code }) => code), sites[0]!.verdict]).toEqual(['at-risk', ['untested'], 'ready'])
  expect(sites[0]!.notes[0]!.en).toContain('could not keep up')
})

test('what cannot be read by SNMP is no reason, but is said', () => {
  const { verdict, notes } = site({ [ROUTER]: fail() })
  expect([verdict, notes.map(({ en }) => en)]).toEqual(['ready', ['how busy the link is could not be read by SNMP']])
})

test('a dead MCU is told once, and not of every site', () => {
  const { verdict, common, sites } = assess(plan, answer({ 'ttdl/mcu1/icmp@hub': fail() }), need)
  expect([verdict, common.map(({ code }) => code), sites[0]!.verdict]).toEqual(['not-ready', ['mcu-down'], 'ready'])
})

test.for([
  { hours: 2, codes: ['certificate'] },
  { hours: 4, codes: [] },
])('a certificate that lasts $hours hours, of a meeting of three', ({ hours, codes }) => {
  const certificate = { points: [point('x509_cert', { expiry: int(hours * 3_600) })] }
  const { common } = assess(plan, answer({ 'ttdl/vc/tls-5061@hub': certificate }), need)
  expect(common.map(({ code }) => code)).toEqual(codes)
})

test('a site without an endpoint is at risk, whatever its link does', () => {
  const bare = preflightPlan(config, ['que-son'])!
  const { sites } = assess(bare, answer({}, bare.rounds), need)
  expect(sites).toMatchObject([{ site: 'que-son', verdict: 'at-risk', reasons: [{ code: 'no-endpoint' }] }])
})

test('an agent that answers nothing gives nobody a good verdict', () => {
  expect(site()).toMatchObject({ verdict: 'ready' })
  const { verdict, sites } = assess(plan, { results: [] }, need)
  expect([verdict, sites[0]!.verdict]).toEqual(['at-risk', 'at-risk'])
})
