import { expect, test } from 'vitest'
import { stampRunSettings } from '../order.ts'
import { participantsOf } from './meeting-schema.ts'
import { preflightPlan } from './preflight-plan.ts'
import { configSchema } from './schema.ts'

const config = (more: Record<string, unknown> = {}) =>
  configSchema.parse({
    providers: [{ id: 'vnpt', name: 'VNPT' }],
    sites: [
      {
        id: 'ttdl',
        name: 'Hub',
        kind: 'hub',
        devices: [
          { id: 'mon', role: 'server', address: '10.0.0.10' },
          { id: 'mcu1', role: 'mcu', address: '10.0.0.20' },
        ],
      },
      ...['tam-ky', 'hoi-an'].map((id, index) => ({
        id,
        name: id,
        links: [
          {
            id: 'vnpt',
            provider: 'vnpt',
            gateway: `10.33.${index}.1`,
            device: 'rt1',
            interface: 'Gi0/0',
            bandwidth: '50Mbps',
          },
        ],
        devices: [
          { id: 'rt1', role: 'router', address: `10.33.${index}.1`, snmp: 'wan' },
          { id: 'vc1', role: 'conference-endpoint', address: `10.33.${index}.20` },
          { id: 'srv1', role: 'server', address: `10.33.${index}.10`, agent: true },
        ],
      })),
      { id: 'que-son', name: 'Quế Sơn' },
    ],
    services: [
      {
        id: 'conferencing',
        name: 'Conferencing',
        kind: 'conferencing',
        site: 'ttdl',
        checks: [{ kind: 'tls', host: '10.0.0.20', port: 5061 }],
      },
    ],
    snmp: { credentials: { wan: { version: '2c', community: { env: 'COMMUNITY' } } } },
    agents: [
      { id: 'hub', site: 'ttdl', hub: true, device: 'mon' },
      { id: 'tam-ky', site: 'tam-ky', reflector: { listen: '0.0.0.0:862' } },
    ],
    ...more,
  })

const idsOf = (checks: readonly { readonly id: string }[]) => checks.map(({ id }) => id)

test('everything is asked once, the counters of routers twice, and the streams come last', () => {
  const plan = preflightPlan(config(), ['tam-ky', 'hoi-an'])!
  const [all, counters, streams] = plan.rounds.map(({ checks }) => idsOf(checks))
  expect(all!.sort()).toEqual([
    'hoi-an/rt1/snmp@hub',
    'hoi-an/vc1/icmp@hub',
    'hoi-an/vnpt/icmp@hub',
    'tam-ky/rt1/snmp@hub',
    'tam-ky/vc1/icmp@hub',
    'tam-ky/vnpt/icmp@hub',
    'ttdl/conferencing/tls-5061@hub',
    'ttdl/mcu1/icmp@hub',
  ])
  expect(counters).toEqual(['tam-ky/rt1/snmp@hub', 'hoi-an/rt1/snmp@hub'])
  expect(streams).toEqual(['tam-ky/vnpt/stamp@hub'])
  expect(plan.sites.map(({ site, endpoints, routers }) => [site.id, endpoints.length, routers.length])).toEqual([
    ['tam-ky', 1, 1],
    ['hoi-an', 1, 1],
  ])
})

test('a stream is as heavy as a call, and no check may take longer than a preflight has', () => {
  const plan = preflightPlan(config({ readiness: { stream: { profile: 'audio', duration: '5s' } } }), ['tam-ky'])!
  expect(plan.rounds[2].checks).toEqual([
    {
      id: 'tam-ky/vnpt/stamp@hub',
      timeoutMs: 10_000,
      set: { profile: 'audio', durationMs: 5_000, warnLossPct: 0.5, warnJitterMs: 30 },
    },
  ])
  expect(Object.keys(plan.rounds[2].checks[0]!.set!).every((key) => stampRunSettings.includes(key))).toBe(true)
  expect(Math.max(...plan.rounds[0].checks.map(({ timeoutMs }) => timeoutMs ?? 99_999))).toBeLessThanOrEqual(10_000)
})

test('only the MCU that is named is tested', () => {
  const other = { id: 'mcu2', role: 'mcu', address: '10.0.0.21' }
  const two = config()
  const sites = two.sites.map((site) =>
    site.id === 'ttdl'
      ? { ...site, devices: [...site.devices, { ...site.devices[1]!, ...other, role: 'mcu' as const }] }
      : site,
  )
  const names = (mcu?: string) =>
    preflightPlan({ ...two, sites, readiness: { ...two.readiness, mcu } }, ['tam-ky'])!.common.map(
      ({ name }) => name.en,
    )
  expect(names()).toEqual(['mcu1', 'mcu2', 'Conferencing'])
  expect(names('mcu2')).toEqual(['mcu2', 'Conferencing'])
})

test('without a hub agent there is nobody to ask', () => {
  expect(preflightPlan(config({ agents: [] }), ['tam-ky'])).toBeUndefined()
})

test('`all` means every site with a conferencing endpoint', () => {
  const { sites } = config()
  expect(participantsOf('all', sites)).toEqual(['tam-ky', 'hoi-an'])
  expect(participantsOf(['que-son', 'tam-ky', 'no-such'], sites)).toEqual(['tam-ky', 'que-son'])
})
