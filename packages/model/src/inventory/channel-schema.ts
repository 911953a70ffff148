import { z } from 'zod'
import { parseJsonPath } from '../json-path.ts'
import { template } from './channel-template.ts'
import { address, id, mailbox, period, port, secret, url } from './scalars.ts'

const channelUrl = z.union([url, secret], {
  error: 'expected an address that starts with http:// or https://, or {env: NAME} or {file: /path}',
})
const shared = { id: id.describe('The id that `notify` names.') }
const timeout = period.default(10_000).describe('How long one attempt may take.')
const secretText = z.union([template, secret], { error: 'expected a text, or {env: NAME} or {file: /path}' })

const headers = z
  .record(z.string().regex(/^[!#$%&'*+.^`|~\w-]+$/, 'expected the name of a header, such as X-Team'), secretText)
  .default({})
  .describe('More request headers, templates too; those that hold a secret by reference.')
const secrets = z
  .record(z.string().regex(/^[a-z]\w*$/i, 'expected a name such as password'), secret)
  .describe('Secrets for the templates: `password: {env: NAME}` is `{{ secrets.password }}`.')
const language = z.enum(['vi', 'en']).default('vi').describe('In which language short messages are written.')

const webhook = z.strictObject({
  ...shared,
  kind: z.literal('webhook').describe('An HTTP request with the incident as JSON, or with a body of your own.'),
  url: channelUrl.describe('Where to send it: an address, or {env: NAME} when the address itself is a secret.'),
  method: z.enum(['POST', 'PUT']).optional().describe('Default: POST.'),
  headers,
  body: template.optional().describe('A template; without it JSON of everything that there is to say.'),
  contentType: z.string().min(1).optional().describe('Of the body. Default: application/json.'),
  secrets: secrets.optional(),
  sign: z
    .strictObject({
      secret: secret.describe('The key of the HMAC.'),
      header: z
        .string()
        .regex(/^[\w-]+$/, 'expected the name of a header')
        .default('X-Vonggac-Signature')
        .describe('The header that carries it.'),
    })
    .optional()
    .describe('Signs time and body: HMAC-SHA256, as `t=SECONDS,v1=HEX`.'),
  timeout,
})

const email = z.strictObject({
  ...shared,
  kind: z.literal('email').describe('An e-mail through an SMTP server.'),
  host: address.describe('The SMTP server.'),
  port: port.default(25).describe('25 between servers, 587 with a user name, 465 with `secure`.'),
  secure: z.boolean().default(false).describe('TLS from the first byte (port 465); otherwise STARTTLS where offered.'),
  username: z.string().optional().describe('Where the server wants one.'),
  password: secret.optional(),
  from: mailbox.describe('The sender: Vọng Gác <vonggac@example.gov.vn>.'),
  to: z
    .array(mailbox)
    .min(1, 'expected at least one e-mail address')
    .optional()
    .describe('The receivers; without it the person that the message is for.'),
  timeout: period.default(20_000).describe('How long one attempt may take.'),
})

const telegram = z.strictObject({
  ...shared,
  kind: z.literal('telegram').describe('A message of a Telegram bot.'),
  token: secret.describe('The token of the bot, from @BotFather.'),
  chats: z
    .array(z.string({ error: 'expected a chat id in quotes: "-1001234567890"' }).min(1))
    .min(1, 'expected at least one chat id')
    .optional()
    .describe('Ids of chats, in quotes, or @channel names; without it the person that the message is for.'),
  api: url.default('https://api.telegram.org').describe('Another one is a Bot API server of your own.'),
  timeout,
})

const zalo = z.strictObject({
  ...shared,
  kind: z.literal('zalo').describe('A message of a Zalo Official Account.'),
  token: secret.describe('The access token of the Official Account. It is read again at every message.'),
  users: z
    .array(z.string({ error: 'expected a user id in quotes' }).min(1))
    .min(1, 'expected at least one user id')
    .optional()
    .describe('User ids at the Official Account, in quotes; without it the person that the message is for.'),
  api: url.default('https://openapi.zalo.me').describe('The API; only tests use another.'),
  timeout,
})

const jsonPath = z
  .string()
  .refine((text) => parseJsonPath(text) !== undefined, 'expected a path such as CodeResult or $.data[0].status')

const expression = z.string().min(1).max(500).refine(isExpression, 'expected a regular expression')

function isExpression(text: string): boolean {
  try {
    return new RegExp(text, 'u') !== undefined
  } catch {
    return false
  }
}

const sms = z.strictObject({
  ...shared,
  kind: z.literal('sms').describe('A text message through any gateway that takes HTTP requests.'),
  url: z
    .union([template, secret], { error: 'expected an address, or {env: NAME} or {file: /path}' })
    .describe(
      'Of the gateway; a template: `https://sms.example.vn/send?to={{ to.phone | msisdn }}&text={{ text | url }}`.',
    ),
  method: z.enum(['POST', 'GET', 'PUT']).default('POST').describe('How.'),
  headers,
  body: template
    .optional()
    .describe(
      'A template; `{{ text }}` is the short message, `{{ to.phone }}` the number. Without it, and with an address that is no template: {"to": …, "text": …}.',
    ),
  contentType: z.string().min(1).default('application/json').describe('Of the body.'),
  secrets: secrets.default({}),
  to: z
    .array(
      z
        .string({ error: 'expected a number in quotes: "0900000001"' })
        .regex(/^\+?[\d .-]{3,20}$/, 'expected a telephone number'),
    )
    .min(1, 'expected at least one number')
    .optional()
    .describe('Numbers, in quotes; without it the person that the message is for.'),
  language,
  ascii: z.boolean().default(true).describe('Without diacritics: a message holds 160 characters instead of 70.'),
  parts: z.int().min(1).max(10).default(2).describe('As how many text messages one may be sent and paid, at most.'),
  success: z
    .strictObject({
      status: z.array(z.int().min(100).max(599)).min(1).optional().describe('HTTP status codes; default: 200 to 299.'),
      match: expression.optional().describe('A regular expression that the answer must match.'),
      json: jsonPath.optional().describe('Where in a JSON answer the result stands …'),
      equals: z
        .array(z.union([z.string(), z.number(), z.boolean()]))
        .min(1)
        .optional()
        .describe('… and which values mean success.'),
    })
    .refine(({ json, equals }) => (json === undefined) === (equals === undefined), {
      error: '`json` and `equals` belong together: where the result stands, and which values mean success',
    })
    .prefault({})
    .describe('What an answer must be to count as taken over.'),
  timeout: period.default(15_000).describe('How long one attempt may take.'),
})

const chat = <const Kind extends string>(kind: Kind, what: string, where: string) =>
  z.strictObject({
    ...shared,
    kind: z.literal(kind).describe(what),
    url: channelUrl.describe(`${where} A secret: {env: NAME}.`),
    timeout,
  })

const ntfy = z.strictObject({
  ...shared,
  kind: z.literal('ntfy').describe('A push by ntfy.'),
  url: url.default('https://ntfy.sh').describe('The server.'),
  topic: z
    .union([z.string().regex(/^[-\w]{1,64}$/, 'expected a topic of letters, digits, - and _'), secret], {
      error: 'expected a topic, or {env: NAME} or {file: /path}',
    })
    .describe('Who knows it can read along: {env: NAME} where the server asks for no password.'),
  token: secret.optional().describe('An access token, where the topic wants one.'),
  language,
  timeout,
})

const alertmanager = z.strictObject({
  ...shared,
  kind: z
    .literal('alertmanager')
    .describe('Alerts for Prometheus Alertmanager (API v2), which groups and routes them.'),
  urls: z.array(url).min(1, 'expected at least one address').describe('Every Alertmanager of the cluster.'),
  username: z.string().optional().describe('Where it asks for one.'),
  password: secret.optional(),
  labels: z
    .record(z.string().regex(/^[a-zA-Z_]\w*$/, 'expected the name of a label, such as team'), z.string().min(1))
    .default({})
    .describe('More labels on every alert.'),
  repeat: period
    .default(60_000)
    .describe('How often open incidents are said again: Alertmanager keeps alerts only in memory.'),
  timeout,
})

const syslog = z.strictObject({
  ...shared,
  kind: z.literal('syslog').describe('A line of syslog (RFC 5424).'),
  host: address.describe('The server.'),
  port: port.optional().describe('Default: 514, with TLS 6514.'),
  transport: z.enum(['udp', 'tcp', 'tls']).default('udp').describe('UDP tells nobody when a line is lost.'),
  facility: z
    .enum(['user', 'daemon', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'])
    .default('local0')
    .describe('What part of a system it comes from.'),
  timeout,
})

/** A way to reach people. */
export const channelSchema = z
  .discriminatedUnion('kind', [
    webhook,
    email,
    telegram,
    zalo,
    sms,
    chat('slack', 'A post in Slack.', 'An incoming webhook.'),
    chat('mattermost', 'A post in Mattermost.', 'An incoming webhook.'),
    chat(
      'teams',
      'A card in Microsoft Teams.',
      'The address of the workflow "Post to a channel when a webhook request is received".',
    ),
    ntfy,
    alertmanager,
    syslog,
  ])
  .describe('A way to reach people.')
