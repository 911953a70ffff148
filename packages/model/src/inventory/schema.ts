import { z } from 'zod'
import { probeConfigs, snmpCredential } from './probe-config.ts'
import { address, bandwidth, byteSize, duration, id, name, percent, port, secret } from './scalars.ts'

/** The configuration as one document: what may stand in the files of a configuration directory. */

export const linkSchema = z.strictObject({
  id,
  provider: id.describe('Who sells the circuit: an id under `providers`.'),
  role: z.enum(['primary', 'backup']).default('primary'),
  gateway: address.describe('The far end of the circuit, as seen from the hub: what is pinged.'),
  bandwidth: bandwidth.optional(),
  device: id.optional().describe('The router on the site that ends the circuit.'),
  interface: z.string().optional().describe('Its interface, by ifName.'),
  sla: z
    .strictObject({ availability: percent.optional(), latency: duration.optional(), loss: percent.optional() })
    .default({})
    .describe('What the contract promises: availability and loss in per cent, latency as a duration.'),
})

export const deviceRoles = ['router', 'switch', 'firewall', 'server', 'conference-endpoint', 'mcu', 'ups', 'other'] as const

export const deviceSchema = z.strictObject({
  id,
  name: name.optional(),
  role: z.enum(deviceRoles),
  address,
  snmp: id.optional().describe('The credential to poll it with: an id under `snmp.credentials`.'),
  profile: id.optional(),
  sip: z.boolean().default(false),
  h323: z.boolean().default(false),
  agent: z.union([z.boolean(), id]).default(false).describe('Whether an agent runs on it; `true` names the agent after its site.'),
  tcp: z.array(port).default([]).describe('TCP ports that must accept a connection.'),
})

export const siteSchema = z.strictObject({
  id,
  name,
  kind: z.enum(['hub', 'district', 'department', 'other']),
  location: z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]).optional().describe('[latitude, longitude]'),
  timezone: z.string().default('Asia/Ho_Chi_Minh'),
  people: z.int().min(0).optional().describe('How many work there: the size of an outage.'),
  links: z.array(linkSchema).default([]),
  devices: z.array(deviceSchema).default([]),
})

const checkBase = { interval: duration.optional(), timeout: duration.optional() }

/** A check of a kind, written out by hand: `{kind: tcp, host: …, port: 443}`. */
export const addedCheck = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('icmp'), ...checkBase, ...probeConfigs.icmp.partial().required({ address: true }).shape }),
    z.strictObject({ kind: z.literal('tcp'), ...checkBase, ...probeConfigs.tcp.shape }),
  ],
  { error: 'expected a check with a `kind` of: icmp, tcp' },
)

export const serviceSchema = z.strictObject({
  id,
  name,
  kind: z.enum(['mail', 'conferencing', 'web', 'document-exchange', 'other']).default('other'),
  site: id.describe('Where it is hosted.'),
  checks: z.array(addedCheck).default([]),
})

export const tuningSchema = z.strictObject({
  match: z.string().min(1).describe('Glob over check ids: `tam-ky/**`, `*/vnpt/icmp@hub`.'),
  enabled: z.boolean().optional(),
  interval: duration.optional(),
  timeout: duration.optional(),
  set: z.record(z.string(), z.unknown()).optional().describe('Options of the probe to override, as `config checks` prints them.'),
})

export const ruleSchema = z.strictObject({
  match: z.string().min(1).default('**'),
  severity: z.enum(['critical', 'warning']).optional(),
  need: z.int().min(1).optional().describe('Failed results that raise the alert …'),
  of: z.int().min(1).optional().describe('… among this many last ones.'),
  clear: z.int().min(1).optional().describe('Good results in a row that clear it …'),
  hold: duration.optional().describe('… and for at least this long.'),
})

export const channelSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    id,
    kind: z.literal('webhook'),
    url: z.union([z.url(), secret]),
    headers: z.record(z.string(), z.union([z.string(), secret])).default({}),
    timeout: duration.default(10_000),
  }),
  z.strictObject({
    id,
    kind: z.literal('email'),
    host: address,
    port: port.default(25),
    secure: z.boolean().default(false).describe('TLS from the first byte (port 465); otherwise STARTTLS where offered.'),
    username: z.string().optional(),
    password: secret.optional(),
    from: z.string().min(3),
    to: z.array(z.string().min(3)).min(1),
    timeout: duration.default(20_000),
  }),
])

export const retentionSchema = z.strictObject({
  raw: duration.default(30 * 86_400_000),
  fiveMinutes: duration.default(365 * 86_400_000),
  oneHour: duration.default(5 * 365 * 86_400_000),
})

export const storeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('embedded'), retention: retentionSchema.prefault({}) }),
  z.strictObject({
    kind: z.literal('influx'),
    url: z.url(),
    database: z.string().min(1).default('vonggac'),
    username: z.string().optional(),
    password: secret.optional(),
    retention: retentionSchema.prefault({}),
  }),
])

export const collectorSchema = z.strictObject({
  listen: z.string().regex(/^(\[[\da-f:]+\]|[\w.-]+):\d{1,5}$/i, 'expected address:port, such as 127.0.0.1:8480').default('127.0.0.1:8480'),
  data: z.string().default('/var/lib/vonggac').describe('Directory of journal, state and embedded store.'),
  store: storeSchema.prefault({ kind: 'embedded' }),
  trustLoopback: z.boolean().default(false).describe('No sign-in for requests from this machine itself. For the demo.'),
  maxBody: byteSize.default(4_194_304).describe('Largest write, as sent.'),
})

export const agentSchema = z.strictObject({
  id,
  site: id.describe('Where it stands.'),
  hub: z.boolean().default(false).describe('Whether it watches the links and devices of all sites.'),
  device: id.optional().describe('The device it runs on, for its own host metrics.'),
  collector: z
    .strictObject({ url: z.url().default('http://127.0.0.1:8480'), key: secret.optional() })
    .prefault({}),
  spool: z
    .strictObject({ path: z.string().default('/var/lib/vonggac/spool.db'), maxBytes: byteSize.default(500_000_000), maxAge: duration.default(7 * 86_400_000) })
    .prefault({}),
})

export const configSchema = z.strictObject({
  organisation: z.strictObject({ name, timezone: z.string().default('Asia/Ho_Chi_Minh') }).prefault({ name: 'Vọng Gác' }),
  providers: z.array(z.strictObject({ id, name, phone: z.string().optional(), email: z.string().optional() })).default([]),
  sites: z.array(siteSchema).default([]),
  services: z.array(serviceSchema).default([]),
  snmp: z.strictObject({ credentials: z.record(id, snmpCredential).default({}) }).prefault({}),
  checks: z.array(tuningSchema).default([]),
  alerts: z.strictObject({ rules: z.array(ruleSchema).default([]) }).prefault({}),
  oncall: z
    .strictObject({
      people: z.array(z.strictObject({ id, name: z.string().min(1), email: z.string().optional(), phone: z.string().optional() })).default([]),
      channels: z.array(channelSchema).default([]),
      notify: z.array(z.strictObject({ severity: z.enum(['critical', 'warning']).optional(), channels: z.array(id).min(1) })).default([]),
    })
    .prefault({}),
  collector: collectorSchema.prefault({}),
  agents: z.array(agentSchema).default([]),
})

/** The configuration after defaults: durations in ms, bandwidths in bit/s, sizes in bytes. */
export type Config = z.output<typeof configSchema>
export type Site = z.output<typeof siteSchema>
export type Link = z.output<typeof linkSchema>
export type Device = z.output<typeof deviceSchema>
export type Service = z.output<typeof serviceSchema>
export type Rule = z.output<typeof ruleSchema>
export type Channel = z.output<typeof channelSchema>
export type StoreConfig = z.output<typeof storeSchema>
export type CollectorConfig = z.output<typeof collectorSchema>
export type AgentConfig = z.output<typeof agentSchema>
