import { z } from 'zod'
import { address, port } from '../scalars.ts'
import { defineKind, hostPort } from './kind.ts'
import { certificateOptions, login, tls, warnMessages, warnMs } from './mail-options.ts'

const config = z.strictObject({
  host: address.describe('The server with the mailboxes.'),
  port: port.default(993).describe('Its port: 993 (TLS at once) or 143.'),
  tls,
  auth: login,
  folder: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[\x20-\x7e]*$/, 'expected printable ASCII, as the server writes the name')
    .default('INBOX')
    .describe('The folder that is opened after the login, for reading alone.'),
  warnMessages,
  warnMs,
  ...certificateOptions,
})

export const imap = defineKind({
  summary: 'Logs in to a mailbox by IMAP, opens a folder and counts its messages.',
  config,
  pace: { intervalMs: 60_000, timeoutMs: 20_000 },
  fixed: ['host', 'port', 'auth', 'folder'],
  byHand: true,
  nameOf: ({ port = 993 }) => `imap-${port}`,
  targetOf: ({ host, port = 993 }) => hostPort(host, port),
  hostOf: ({ host }) => host,
  typed: 'HOST[:PORT]',
  fromTyped: ({ host, port }) => ({ host, ...(port !== undefined && { port }) }),
})

export type ImapConfig = z.output<typeof config>
