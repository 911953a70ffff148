import { z } from 'zod'
import { address, port } from '../scalars.ts'
import { defineKind, hostPort } from './kind.ts'
import { caFile, failDays, family, insecure, warnDays } from './transport.ts'

const config = z.strictObject({
  host: address.describe('What is connected to.'),
  port: port.default(443).describe('The port.'),
  startTls: z
    .enum(['smtp', 'imap', 'pop3', 'ftp', 'ldap', 'postgres'])
    .optional()
    .describe('The protocol in which TLS is asked for; without it TLS begins at once.'),
  serverName: address
    .optional()
    .describe('The name that is asked for (SNI) and that the certificate must have; `host`.'),
  names: z.array(address).max(50).default([]).describe('Further names that the certificate must have.'),
  family,
  minVersion: z
    .enum(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])
    .default('TLSv1.2')
    .describe('An older version of TLS than this is `warn`.'),
  ocsp: z
    .enum(['ignore', 'check', 'require'])
    .default('check')
    .describe('What the server says of revocation (OCSP stapling): ignored, checked where it comes, or required.'),
  revocation: z
    .enum(['off', 'staple', 'ocsp', 'crl', 'any'])
    .default('staple')
    .describe(
      'How revocation is looked up: not at all, by what the server staples, by asking its authority (OCSP), by its CRL, or by any of them.',
    ),
  warnDays,
  failDays,
  caFile,
  insecure,
})

export const tls = defineKind({
  summary: 'Opens a TLS session and checks certificate, names and revocation.',
  config,
  pace: { intervalMs: 300_000, timeoutMs: 10_000 },
  fixed: ['host', 'port', 'startTls', 'serverName'],
  byHand: true,
  nameOf: ({ port = 443 }) => `tls-${port}`,
  targetOf: ({ host, port }) => hostPort(host, port),
  hostOf: ({ host }) => host,
  typed: 'HOST[:PORT]',
  fromTyped: ({ host, port }) => ({ host, ...(port !== undefined && { port }) }),
})

export type TlsConfig = z.output<typeof config>
