import { z } from 'zod'
import { probeConfigs, snmpCredential } from './probe-config.ts'
import { address, byteSize, duration, id, mailbox, name, period, port, secret, timezone, url } from './scalars.ts'
import { type deviceSchema, type linkSchema, siteSchema } from './site-schema.ts'

/** The configuration as one document: what may stand in the files of a configuration directory. */

export { deviceRoles, deviceSchema, linkSchema, siteSchema } from './site-schema.ts'

export const providerSchema = z.strictObject({
  id: id.describe('The id that links name.'),
  name,
  phone: z.string().optional().describe('Where to report a fault. In quotes.'),
  email: mailbox.optional().describe('Where to report a fault.'),
})

const checkBase = {
  id: id.optional().describe('Names the check where two of one service would have the same name.'),
  interval: period.optional().describe('How often it runs.'),
  timeout: period.optional().describe('How long one run may take; shorter than the interval.'),
}

/** A check of a kind, written out by hand: `{kind: tcp, host: …, port: 443}`. */
export const addedCheck = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('icmp').describe('Sends echo requests all the time.'),
      ...checkBase,
      ...probeConfigs.icmp.partial().required({ address: true }).shape,
    }),
    z.strictObject({
      kind: z.literal('tcp').describe('Opens a connection and closes it.'),
      ...checkBase,
      ...probeConfigs.tcp.shape,
    }),
  ])
  .refine(({ interval, timeout }) => !interval || !timeout || timeout < interval, {
    error: 'expected less than the interval',
    path: ['timeout'],
  })
  .describe('A check that is not derived from a device: {kind: tcp, host: …, port: 443}.')

export const serviceSchema = z.strictObject({
  id: id.describe('Not the id of a link or device of the same site: all three share their site’s names.'),
  name,
  kind: z.enum(['mail', 'conferencing', 'web', 'document-exchange', 'other']).default('other'),
  site: id.describe('Where it is hosted: an id under `sites`.'),
  checks: z.array(addedCheck).default([]).describe('What must work, as seen from the hub.'),
})

export const tuningSchema = z.strictObject({
  match: z
    .string()
    .min(1)
    .describe('Glob over check ids: `tam-ky/**`, `*/vnpt/icmp@hub`. `*` stays between two slashes, `**` does not.'),
  enabled: z.boolean().optional().describe('`false`: not watched.'),
  interval: period.optional().describe('How often it runs.'),
  timeout: period.optional().describe('How long one run may take; shorter than the interval.'),
  set: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Options of the probe to override, as `vonggac config checks` prints them; times in ms.'),
})

export const severities = ['critical', 'warning'] as const

export const ruleSchema = z
  .strictObject({
    match: z.string().min(1).default('**').describe('Glob over check ids. The first rule that matches applies.'),
    severity: z.enum(severities).optional().describe('How bad it is when the check fails.'),
    need: z.int().min(1).optional().describe('Failed results that raise the alert …'),
    of: z.int().min(1).optional().describe('… among this many last ones.'),
    clear: z.int().min(1).optional().describe('Good results in a row that clear it …'),
    hold: duration.optional().describe('… and for at least this long.'),
  })
  .refine(({ need, of }) => need === undefined || of === undefined || need <= of, {
    error: '`need` cannot be more than `of`: needs that many failed among so many last ones',
    path: ['need'],
  })

const channelUrl = z.union([url, secret], {
  error: 'expected an address that starts with http:// or https://, or {env: NAME} or {file: /path}',
})

export const channelSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      id: id.describe('The id that `notify` names.'),
      kind: z.literal('webhook').describe('An HTTP POST with the incident as JSON.'),
      url: channelUrl.describe('Where to post: an address, or {env: NAME} when the address itself is a secret.'),
      headers: z
        .record(
          z.string(),
          z.union([z.string(), secret], { error: 'expected a text, or {env: NAME} or {file: /path}' }),
        )
        .default({})
        .describe('More request headers; those that hold a secret by reference.'),
      timeout: period.default(10_000).describe('How long one attempt may take.'),
    }),
    z.strictObject({
      id: id.describe('The id that `notify` names.'),
      kind: z.literal('email').describe('An e-mail through an SMTP server.'),
      host: address.describe('The SMTP server.'),
      port: port.default(25),
      secure: z
        .boolean()
        .default(false)
        .describe('TLS from the first byte (port 465); otherwise STARTTLS where offered.'),
      username: z.string().optional(),
      password: secret.optional(),
      from: mailbox,
      to: z.array(mailbox).min(1, 'expected at least one e-mail address'),
      timeout: period.default(20_000).describe('How long one attempt may take.'),
    }),
  ])
  .describe('A way to reach people.')

export const retentionSchema = z
  .strictObject({
    raw: period.default(30 * 86_400_000).describe('Every value as measured.'),
    fiveMinutes: period.default(365 * 86_400_000).describe('Summaries of 5 minutes.'),
    oneHour: period.default(5 * 365 * 86_400_000).describe('Summaries of an hour.'),
  })
  .describe('How long values are kept.')

export const storeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('embedded').describe('In a file of the collector; no server needed.'),
      retention: retentionSchema.prefault({}),
    }),
    z.strictObject({
      kind: z.literal('influx').describe('An InfluxDB 1.x or what speaks its API.'),
      url: url,
      database: z.string().min(1).default('vonggac'),
      username: z.string().optional(),
      password: secret.optional(),
      retention: retentionSchema.prefault({}),
    }),
  ])
  .describe('Where measured values are kept.')

const LISTEN = 'expected address:port, such as 127.0.0.1:8480'

export const collectorSchema = z
  .strictObject({
    listen: z
      .string({ error: LISTEN })
      .regex(/^(\[[\da-f:]+\]|[\w.-]+):\d{1,5}$/i, LISTEN)
      .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, LISTEN)
      .default('127.0.0.1:8480')
      .describe('Where agents, the console and Grafana reach it. 0.0.0.0:8480 is every address of the machine.'),
    data: z.string().default('/var/lib/vonggac').describe('Directory of journal, state and embedded store.'),
    store: storeSchema.prefault({ kind: 'embedded' }),
    trustLoopback: z
      .boolean()
      .default(false)
      .describe('No sign-in for requests from this machine itself. For the demo.'),
    maxBody: byteSize.default(4_194_304).describe('Largest write, as sent.'),
  })
  .describe('The central program.')

export const agentSchema = z.strictObject({
  id: id.describe('The name after `@` in check ids.'),
  site: id.describe('Where it stands: an id under `sites`.'),
  hub: z
    .boolean()
    .default(false)
    .describe('Whether it watches the links and devices of all sites. Exactly one agent does.'),
  device: id.optional().describe('The device of its site that it runs on, for its own host metrics.'),
  collector: z
    .strictObject({
      url: url.default('http://127.0.0.1:8480').describe('Where to report.'),
      key: secret.optional().describe('What `vonggac agents add` printed.'),
    })
    .prefault({}),
  spool: z
    .strictObject({
      path: z
        .string()
        .default('/var/lib/vonggac/spool.db')
        .describe('File that keeps results until the collector has them.'),
      maxBytes: byteSize.default(500_000_000).describe('Beyond this size the oldest results are dropped.'),
      maxAge: period.default(7 * 86_400_000).describe('Results older than this are dropped.'),
    })
    .prefault({}),
})

const oncallSchema = z.strictObject({
  people: z
    .array(
      z.strictObject({
        id,
        name: z.string().min(1),
        email: mailbox.optional(),
        phone: z.string().optional().describe('In quotes, with its zero or plus.'),
      }),
    )
    .default([]),
  channels: z.array(channelSchema).default([]),
  notify: z
    .array(
      z.strictObject({
        severity: z.enum(severities).optional().describe('Only incidents of this severity; none: all.'),
        channels: z.array(id).min(1, 'expected at least one channel').describe('Ids under `oncall.channels`.'),
      }),
    )
    .default([])
    .describe('Which incidents go where.'),
})

export const configSchema = z
  .strictObject({
    organisation: z
      .strictObject({ name, timezone: timezone.default('Asia/Ho_Chi_Minh') })
      .prefault({ name: 'Vọng Gác' })
      .describe('Whose network this is.'),
    providers: z.array(providerSchema).default([]).describe('Who sells the circuits.'),
    sites: z.array(siteSchema).default([]).describe('Places with their links and devices.'),
    services: z.array(serviceSchema).default([]).describe('What people use: e-mail, conferencing, portals.'),
    snmp: z
      .strictObject({
        credentials: z.record(id, snmpCredential).default({}).describe('By the id that devices name in `snmp`.'),
      })
      .prefault({}),
    checks: z
      .array(tuningSchema)
      .default([])
      .describe('Changes to the derived checks. Where several match, the later wins.'),
    alerts: z
      .strictObject({ rules: z.array(ruleSchema).default([]) })
      .prefault({})
      .describe('When a failing check is an alert.'),
    oncall: oncallSchema.prefault({}).describe('Who is told, and how.'),
    collector: collectorSchema.prefault({}),
    agents: z.array(agentSchema).default([]).describe('Agents beside those that devices name by `agent`.'),
  })
  .describe('A configuration directory of Vọng Gác, all files as one document.')

/** The configuration after defaults: durations in ms, bandwidths in bit/s, sizes in bytes. */
export type Config = z.output<typeof configSchema>
export type Site = z.output<typeof siteSchema>
export type Link = z.output<typeof linkSchema>
export type Device = z.output<typeof deviceSchema>
export type Service = z.output<typeof serviceSchema>
export type AddedCheck = z.output<typeof addedCheck>
export type Tuning = z.output<typeof tuningSchema>
export type Rule = z.output<typeof ruleSchema>
export type Channel = z.output<typeof channelSchema>
export type StoreConfig = z.output<typeof storeSchema>
export type CollectorConfig = z.output<typeof collectorSchema>
export type AgentConfig = z.output<typeof agentSchema>
