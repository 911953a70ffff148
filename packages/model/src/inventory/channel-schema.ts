import { z } from 'zod'
import { address, id, mailbox, period, port, secret, url } from './scalars.ts'

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
