import { z } from 'zod'
import { address, port } from '../scalars.ts'
import { defineKind, hostPort } from './kind.ts'
import { certificateOptions, login, tls, warnMessages, warnMs } from './mail-options.ts'

const config = z.strictObject({
  host: address.describe('The server with the mailboxes.'),
  port: port.default(995).describe('Its port: 995 (TLS at once) or 110.'),
  tls,
  auth: login,

  warnMessages,
  warnMs,
  ...certificateOptions,
})

export const pop3 = defineKind({
  summary: 'Logs in to a mailbox by POP3 and counts its messages.',
  config,
  pace: { intervalMs: 60_000, timeoutMs: 20_000 },
  fixed: ['host', 'port', 'auth'],
  byHand: true,
  nameOf: ({ port = 995 }) => `pop3-${port}`,
  targetOf: ({ host, port = 995 }) => hostPort(host, port),
  hostOf: ({ host }) => host,
  typed: 'HOST[:PORT]',
  fromTyped: ({ host, port }) => ({ host, ...(port !== undefined && { port }) }),
})

export type Pop3Config = z.output<typeof config>
