import { z } from 'zod'
import { address, port } from '../scalars.ts'
import { defineKind } from './kind.ts'
import { pattern } from './pattern.ts'

/** Types of record that can be asked for, as zone files write them. */
const RECORD_TYPES = [
  ...(['A', 'AAAA', 'CAA', 'CNAME', 'DNSKEY', 'DS', 'MX', 'NAPTR'] as const),
  ...(['NS', 'PTR', 'SOA', 'SRV', 'SSHFP', 'TLSA', 'TXT'] as const),
] as const

const EXPECTED_NAME = 'expected a domain name, such as quangnam.gov.vn'

/** A name in the DNS. */
export const domainName = z
  .string({ error: EXPECTED_NAME })
  .regex(/^(\.|(?=.{1,254}$)([a-z0-9_*/-]{1,63}\.)*[a-z0-9_*/-]{1,63}\.?)$/i, EXPECTED_NAME)

const EXPECTED_SERVER = 'expected the IP address or the name of a server, without a port: that is the option `port`'

const server = z
  .string({ error: EXPECTED_SERVER })
  .refine((text) => address.safeParse(text).success, { error: EXPECTED_SERVER })

const config = z
  .strictObject({
    name: domainName.describe('The name that is asked for.'),
    type: z.enum(RECORD_TYPES).default('A').describe('The type of record.'),
    servers: z
      .array(server)
      .max(16)
      .default([])
      .describe('Who is asked, one after the other until one answers. None: those of this machine.'),
    port: port.default(53).describe('The port of the servers.'),
    allServers: z
      .boolean()
      .default(false)
      .describe('Every server is asked, and all must say the same. Without `servers`: all those of the zone.'),
    transport: z.enum(['udp', 'tcp']).default('udp').describe('UDP falls back to TCP where the answer does not fit.'),
    recursion: z.boolean().default(true).describe('Whether the server may ask others for us.'),
    dnssec: z
      .enum(['off', 'required'])
      .default('off')
      .describe('`required`: the answer must be validated (flag AD), or come signed from a server of the zone.'),
    rcode: z
      .enum(['NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED'])
      .default('NOERROR')
      .describe('The outcome that is right: NXDOMAIN for a name that must not exist.'),
    expect: z
      .array(z.string().min(1))
      .min(1, 'expected at least one record')
      .max(64)
      .optional()
      .describe('The records that there must be, as zone files write them: `10 mail.example.vn`.'),
    match: z
      .enum(['exact', 'contains'])
      .default('exact')
      .describe('`exact`: these records and no others. `contains`: these at least.'),
    expectPattern: pattern.optional().describe('A regular expression that one record at least must match.'),
    tries: z.int().min(1).max(5).default(2).describe('How often a server is asked before it counts as silent.'),
    waitMs: z.int().min(50).max(10_000).default(1_500).describe('How long an answer to one try may take, ms.'),
    warnMs: z.number().positive().optional().describe('An answer later than this is `warn`, ms.'),
  })
  .refine(({ rcode, expect, expectPattern }) => rcode === 'NOERROR' || !(expect ?? expectPattern), {
    error: 'expected NOERROR: any other outcome has no records, and some are expected',
    path: ['rcode'],
  })

export const dns = defineKind({
  summary: 'Asks name servers for a record and looks at what they answer.',
  config,
  pace: { intervalMs: 60_000, timeoutMs: 15_000 },
  fixed: ['name', 'type'],
  byHand: true,
  nameOf: ({ name, type }) => `dns-${type.toLowerCase()}-${labels(name)}`,
  targetOf: ({ name, type, servers }) => `${name} ${type}${servers.length > 0 ? ` at ${servers.join(', ')}` : ''}`,
  // The check is about the server: where there is none, it is the machine's own resolver.
  hostOf: ({ servers, allServers }) => (servers.length === 1 || !allServers ? servers[0] : undefined),
  typed: 'NAME[@SERVER]',
  fromTyped({ host, port }) {
    const [name, server] = host.split('@')
    return { name, ...(server && { servers: [server] }), ...(port !== undefined && { port }) }
  },
})

/** A name as part of a check's id: letters, digits and hyphens. */
const labels = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'root'

export type DnsConfig = z.output<typeof config>
