import { isIP } from 'node:net'
import { z } from 'zod'
import { address, port } from '../scalars.ts'
import { domainName } from './dns.ts'
import { defineKind } from './kind.ts'
import { caFile } from './transport.ts'

const EXPECTED_SELECTOR = 'expected a DKIM selector, such as s1 or mail2026'
const EXPECTED_IP = 'expected an IP address, such as 203.0.113.25'
const EXPECTED_LIST = 'expected the zone of a blocklist, such as zen.spamhaus.org'
const EXPECTED_SERVER = 'expected the IP address or the name of a server, without a port: that is the option `port`'

/** What a mail domain publishes; the values of the tag `record`, but for `dkim`, `dnsbl` and `ptr`, which follow from other options. */
const PUBLISHED = ['mx', 'spf', 'dmarc', 'mta-sts', 'tls-rpt'] as const

const config = z.strictObject({
  domain: domainName.describe('The domain that mail is sent from and to.'),
  servers: z
    .array(
      z
        .string({ error: EXPECTED_SERVER })
        .refine((text) => address.safeParse(text).success, { error: EXPECTED_SERVER }),
    )
    .max(16)
    .default([])
    .describe('Name servers that are asked, one after the other until one answers. None: those of this machine.'),
  port: port.default(53).describe('The port of the name servers.'),
  require: z
    .array(z.enum(PUBLISHED))
    .default(['mx', 'spf', 'dmarc'])
    .describe('What must be published: without it the check fails. What is published is checked in any case.'),
  dkim: z
    .array(z.string({ error: EXPECTED_SELECTOR }).regex(/^[a-z0-9]([a-z0-9._-]{0,62})$/i, EXPECTED_SELECTOR))
    .max(16)
    .default([])
    .describe('DKIM selectors that the mail servers sign with. They cannot be found out, only asked for.'),
  senders: z
    .array(z.string({ error: EXPECTED_IP }).refine((text) => isIP(text) !== 0, EXPECTED_IP))
    .max(16)
    .default([])
    .describe('Addresses that mail goes out from: SPF must pass for each, and each must have a name (PTR).'),
  dnsbls: z
    .array(z.string({ error: EXPECTED_LIST }).regex(/^([a-z0-9_-]{1,63}\.)+[a-z0-9-]{1,63}$/i, EXPECTED_LIST))
    .max(16)
    .default([])
    .describe('Blocklists that must have neither the senders nor the mail exchangers. Mind their terms of use.'),
  leastPolicy: z
    .enum(['none', 'quarantine', 'reject'])
    .default('quarantine')
    .describe('A weaker policy of DMARC than this is `warn`.'),
  caFile,
})

export const mailPosture = defineKind({
  summary: 'Looks at what a mail domain publishes: MX, SPF, DKIM, DMARC, MTA-STS, names, blocklists.',
  config,
  pace: { intervalMs: 900_000, timeoutMs: 60_000 },
  fixed: ['domain', 'servers', 'port'],
  byHand: true,
  nameOf: ({ domain }) => `mail-posture-${domain.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.replace(/-$/, ''),
  targetOf: ({ domain }) => domain,
  // What is looked at is the domain, whoever is asked about it.
  hostOf: () => undefined,
  typed: 'DOMAIN[@SERVER]',
  fromTyped({ host, port }) {
    const [domain, server] = host.split('@')
    return { domain, ...(server && { servers: [server] }), ...(port !== undefined && { port }) }
  },
})

export type MailPostureConfig = z.output<typeof config>
