import { z } from 'zod'
import { address, id, port } from '../scalars.ts'
import { defineKind } from './kind.ts'
import { login, mailAddress, serverName, tls } from './mail-options.ts'
import { caFile, family, insecure } from './transport.ts'

const smtp = z
  .strictObject(
    {
      host: address.describe('The server that takes the message.'),
      port: port.default(587).describe('Its port: 587 (submission), 465 (TLS at once) or 25 (relay).'),
      tls,
      auth: login,
      serverName,
    },
    { error: 'expected {host: …, port: …}' },
  )
  .describe('Where the message is handed in: host, port, tls, auth, serverName.')

const imap = z
  .strictObject(
    {
      host: address.describe('The server with the mailbox.'),
      port: port.default(993).describe('Its port: 993 (TLS at once) or 143.'),
      tls,
      auth: login.unwrap().describe('Whose mailbox it is: {user: NAME, password: {env: NAME}}.'),
      serverName,
      inbox: z.string().min(1).max(200).default('INBOX').describe('The folder where the message shall arrive.'),
      junk: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('The folder for junk; the one that the server marks as such (RFC 6154) when left out.'),
    },
    { error: 'expected {host: …, auth: {user: …, password: {env: …}}}' },
  )
  .describe('Where the message is looked for: host, port, tls, auth, serverName, inbox, junk.')

const config = z
  .strictObject({
    smtp,
    imap,
    from: mailAddress.describe('The sender. Reports of failed delivery go there.'),
    to: mailAddress.optional().describe('The receiver; `from` when left out. Its mailbox is the one under `imap`.'),
    reflector: mailAddress
      .optional()
      .describe('Instead of `to`: an address outside that answers to the sender. The answer is looked for.'),
    route: id
      .optional()
      .describe('Names the way of the message in tags and in its mark; sender and receiver when left out.'),
    deliverWithinMs: z
      .int()
      .min(500)
      .max(1_800_000)
      .default(60_000)
      .describe('A message that has not arrived this long after it was taken is a failure, ms.'),
    warnMs: z.number().positive().optional().describe('A message that takes longer in all is `warn`, ms.'),
    authenticated: z
      .array(z.enum(['spf', 'dkim', 'dmarc']))
      .max(3)
      .default([])
      .describe(
        'What the receiver must have found to pass (Authentication-Results): spf, dkim, dmarc; otherwise `warn`.',
      ),
    autoSubmitted: z
      .boolean()
      .default(true)
      .describe(
        'Whether the message says that a machine wrote it (RFC 3834). Some reflectors only answer when it does not.',
      ),
    family,
    caFile,
    insecure,
  })
  .refine(({ to, reflector }) => to === undefined || reflector === undefined, {
    error: 'expected either `to` or `reflector`, not both',
    path: ['reflector'],
  })

/** What a run takes beside the delivery: two dialogues, looking for the reason, clearing up, ms. */
const BESIDE_DELIVERY_MS = 15_000

export const mailFlow = defineKind({
  summary: 'Sends a message, finds it in its mailbox, times the way and clears it away.',
  config,
  pace: { intervalMs: 300_000, timeoutMs: 75_000 },
  leastTimeoutMs: ({ deliverWithinMs }) => deliverWithinMs + BESIDE_DELIVERY_MS,
  fixed: ['smtp', 'imap', 'from', 'to', 'reflector', 'route'],
  byHand: true,
  nameOf: ({ route }) => (route === undefined ? 'mail-flow' : `mail-flow-${route}`),
  targetOf: ({ from, to, reflector }) => `${from} > ${reflector ?? to ?? from}`,
  hostOf: ({ smtp }) => smtp.host,
  typed: 'HOST',
  fromTyped: ({ host, port }) => ({ smtp: { host, ...(port !== undefined && { port }) }, imap: { host } }),
})

export type MailFlowConfig = z.output<typeof config>
