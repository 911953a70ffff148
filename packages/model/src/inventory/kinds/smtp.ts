import { z } from 'zod'
import { address, port } from '../scalars.ts'
import { defineKind, hostPort } from './kind.ts'
import { certificateOptions, login, mailAddress, tls, warnMs } from './mail-options.ts'

const config = z
  .strictObject({
    host: address.describe('The mail server.'),
    port: port.default(25).describe('Its port: 25 (relay), 587 (submission) or 465 (TLS at once).'),
    tls,
    auth: login,
    ehlo: address.optional().describe('The name under which we introduce ourselves; our address where it is not said.'),
    from: mailAddress.optional().describe('A sender: MAIL FROM is asked, and no message is sent.'),
    to: mailAddress.optional().describe('A receiver: RCPT TO is asked, and no message is sent. Needs `from`.'),
    receiver: z
      .enum(['taken', 'refused'])
      .default('taken')
      .describe('What is right for `to`: `refused` finds a server that relays for everybody.'),
    warnMs,
    ...certificateOptions,
  })
  .refine(({ from, to }) => to === undefined || from !== undefined, {
    error: 'expected `from` beside `to`: a receiver comes after a sender',
    path: ['to'],
  })

export const smtp = defineKind({
  summary: 'Speaks SMTP with a mail server up to the receiver, without sending a message.',
  config,
  pace: { intervalMs: 60_000, timeoutMs: 20_000 },
  fixed: ['host', 'port', 'auth', 'from', 'to'],
  byHand: true,
  nameOf: ({ port = 25 }) => `smtp-${port}`,
  targetOf: ({ host, port = 25 }) => hostPort(host, port),
  hostOf: ({ host }) => host,
  typed: 'HOST[:PORT]',
  fromTyped: ({ host, port }) => ({ host, ...(port !== undefined && { port }) }),
})

export type SmtpConfig = z.output<typeof config>
