import { z } from 'zod'
import { heartbeatSchema, peerSchema } from './heartbeat-schema.ts'
import { reflectorSchema } from './reflector-schema.ts'
import { byteSize, id, period, secret, url } from './scalars.ts'
import { statusPageSchema } from './status-page-schema.ts'
import { trapSchema } from './trap-schema.ts'

/** How long values are kept. */
export const retentionSchema = z
  .strictObject({
    raw: period.default(30 * 86_400_000).describe('Every value as measured.'),
    fiveMinutes: period.default(365 * 86_400_000).describe('Summaries of 5 minutes.'),
    oneHour: period.default(5 * 365 * 86_400_000).describe('Summaries of an hour.'),
  })
  .describe('How long values are kept.')

/** Where measured values are kept. */
export const storeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('embedded').describe('In a file of the collector; no server needed.'),
      retention: retentionSchema.prefault({}),
    }),
    z.strictObject({
      kind: z.literal('influx').describe('An InfluxDB 1.x or what speaks its API.'),
      url: url.describe('Its HTTP API: http://127.0.0.1:8086.'),
      database: z.string().min(1).default('vonggac').describe('Created when it is not there.'),
      username: z.string().optional().describe('Where the server wants one.'),
      password: secret.optional(),
      retention: retentionSchema.prefault({}),
    }),
  ])
  .describe('Where measured values are kept.')

const LISTEN = 'expected address:port, such as 127.0.0.1:8480'

/** The central program. */
export const collectorSchema = z
  .strictObject({
    listen: z
      .string({ error: LISTEN })
      .regex(/^(\[[\da-f:]+\]|[\w.-]+):\d{1,5}$/i, LISTEN)
      .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, LISTEN)
      .default('127.0.0.1:8480')
      .describe('Where agents, the console and Grafana reach it. 0.0.0.0:8480 is every address of the machine.'),
    url: url
      .optional()
      .describe(
        'As people reach the console: https://vonggac.example.gov.vn. For the links of messages; default: `listen`.',
      ),
    data: z.string().default('/var/lib/vonggac').describe('Directory of journal, state and embedded store.'),
    store: storeSchema.prefault({ kind: 'embedded' }),
    trustLoopback: z
      .boolean()
      .default(false)
      .describe('No sign-in for requests from this machine itself. For the demo.'),
    maxBody: byteSize.default(4_194_304).describe('Largest write, as sent.'),
    heartbeat: heartbeatSchema.optional(),
    statusPage: statusPageSchema.optional(),
    peers: z.array(peerSchema).default([]).describe('Other collectors that this one watches.'),
  })
  .describe('The central program.')

/** An agent that is not just named by a device. */
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
    .prefault({})
    .describe('The collector that it reports to.'),
  spool: z
    .strictObject({
      path: z
        .string()
        .default('/var/lib/vonggac/spool.db')
        .describe('File that keeps results until the collector has them.'),
      maxBytes: byteSize.default(500_000_000).describe('Beyond this size the oldest results are dropped.'),
      maxAge: period.default(7 * 86_400_000).describe('Results older than this are dropped.'),
    })
    .prefault({})
    .describe('Where results wait while the collector cannot be reached.'),
  reflector: reflectorSchema.optional(),
  traps: trapSchema.optional().describe('Where it receives SNMP traps and informs; without it, nowhere.'),
})
