import { z } from 'zod'
import { address, duration, id, mailbox, period, port, secret, url } from './scalars.ts'

/** How bad an incident is. */
export const severities = ['critical', 'warning'] as const

/** What it takes to believe a check. */
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

/** A way to reach people. */
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
      port: port.default(25).describe('25 between servers, 587 with a user name, 465 with `secure`.'),
      secure: z
        .boolean()
        .default(false)
        .describe('TLS from the first byte (port 465); otherwise STARTTLS where offered.'),
      username: z.string().optional().describe('Where the server wants one.'),
      password: secret.optional(),
      from: mailbox.describe('The sender: Vọng Gác <vonggac@example.gov.vn>.'),
      to: z.array(mailbox).min(1, 'expected at least one e-mail address').describe('The receivers.'),
      timeout: period.default(20_000).describe('How long one attempt may take.'),
    }),
  ])
  .describe('A way to reach people.')

/** Who is told, and how. */
export const oncallSchema = z.strictObject({
  people: z
    .array(
      z.strictObject({
        id: id.describe('A short name.'),
        name: z.string().min(1).describe('As people call each other.'),
        email: mailbox.optional().describe('Where mail reaches them.'),
        phone: z.string().optional().describe('In quotes, with its zero or plus.'),
      }),
    )
    .default([])
    .describe('Who may be on call.'),
  channels: z.array(channelSchema).default([]).describe('Ways to reach people: webhooks and e-mail.'),
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
