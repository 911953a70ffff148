import fc from 'fast-check'
import { stringify } from 'yaml'
import { deviceRoles } from '../site-schema.ts'

/** What stands in the files of a configuration, before it is written as YAML. */
export interface Draft {
  readonly providers: object[]
  readonly sites: object[]
  readonly services: object[]
  readonly agents: object[]
  readonly snmp: object
}

const device = fc.record({
  role: fc.constantFrom(...deviceRoles),
  snmp: fc.boolean(),
  agent: fc.constantFrom(false, true, 'named'),
  tcp: fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 3 }),
})

const site = fc.record({
  links: fc.integer({ min: 0, max: 3 }),
  sharesGateway: fc.boolean(),
  devices: fc.array(device, { maxLength: 4 }),
  services: fc.array(
    fc.record({
      ports: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 3 }),
      onDevice: fc.boolean(),
      icmp: fc.boolean(),
    }),
    {
      maxLength: 2,
    },
  ),
})

type SiteShape = typeof site extends fc.Arbitrary<infer Shape> ? Shape : never

/** Any configuration that is right: site 0 has the hub agent. */
export const anyDraft: fc.Arbitrary<Draft> = fc
  .record({ sites: fc.array(site, { minLength: 1, maxLength: 5 }), hubOnDevice: fc.boolean() })
  .map(({ sites, hubOnDevice }) => ({
    providers: [{ id: 'p0', name: 'Nhà mạng' }],
    snmp: { credentials: { c0: { version: '2c', community: { env: 'COMMUNITY' } } } },
    sites: sites.map(siteOf),
    services: sites.flatMap(servicesOf),
    agents: [
      { id: 'hub', site: 's0', hub: true, ...(hubOnDevice && sites[0]!.devices.length > 0 && { device: 'd0' }) },
    ],
  }))
  .map((draft) => ({ ...draft, sites: draft.sites.map((one, index) => (index === 0 ? withoutAgents(one) : one)) }))

const address = (n: number, host: number) => `10.9.${n}.${host}`

function siteOf({ links, devices, sharesGateway }: SiteShape, n: number) {
  let agents = 0
  return {
    id: `s${n}`,
    name: { vi: `Đơn vị ${n}`, en: `Unit ${n}` },
    kind: n === 0 ? 'hub' : 'district',
    links: Array.from({ length: links }, (_, i) => ({ id: `l${i}`, provider: 'p0', gateway: address(n, i + 1) })),
    devices: devices.map(({ snmp, agent, ...rest }, i) => ({
      id: `d${i}`,
      ...rest,
      address: address(n, sharesGateway && i === 0 ? 1 : 100 + i),
      ...(snmp && { snmp: 'c0' }),
      agent: agent === true && agents++ > 0 ? false : agent === 'named' ? `a-${n}-${i}` : agent,
    })),
  }
}

/** The hub agent may run on a device of the first site, so no other does. */
const withoutAgents = (one: ReturnType<typeof siteOf>) => ({
  ...one,
  devices: one.devices.map((device) => ({ ...device, agent: false })),
})

function servicesOf({ services, devices }: SiteShape, n: number) {
  return services.map(({ ports, onDevice, icmp }, i) => {
    const host = onDevice && devices.length > 0 ? address(n, 100) : 'mail.example.gov.vn'
    const checks: object[] = ports.map((port) => ({ kind: 'tcp', host, port }))
    if (icmp) checks.push({ kind: 'icmp', address: host })
    return { id: `v${i}`, name: `Dịch vụ ${i}`, site: `s${n}`, checks }
  })
}

/** The draft as files; `cut` says how its lists are spread over them. */
export function filesOf(draft: Draft, cut = 1): { name: string; text: string }[] {
  const { providers, snmp, agents } = draft
  return [
    {
      name: 'a.yaml',
      text: stringify({ providers, snmp, sites: draft.sites.slice(0, cut), services: draft.services.slice(cut) }),
    },
    {
      name: 'b.yaml',
      text: stringify({ agents, sites: draft.sites.slice(cut), services: draft.services.slice(0, cut) }),
    },
  ]
}
