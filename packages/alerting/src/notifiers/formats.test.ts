import { execFileSync } from 'node:child_process'
import { smsParts, smsUnits, TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import type { Message, Recipient } from '../contract.ts'
import { type Answer, httpSink, type Received } from '../testing/http-sink.ts'
import { message } from '../testing/sample.ts'
import { createNotifiers } from './registry.ts'
import { smsText } from './sms.ts'

/** What goes over the wire, against the limits and forms that the documents of the receivers name. */

const NOW = 1_794_000_000_000
const to: Recipient = { id: 'an', name: 'An', phone: '0900 000 001', telegram: '7', zalo: '9' }
const shared = { id: 'c', timeout: 5_000 }
const ok: Partial<Record<Channel['kind'], Answer>> = {
  telegram: { body: '{"ok": true}' },
  zalo: { body: '{"error": 0}' },
}

/** Sends by a channel at the sink's address; gives the requests, and why it failed. */
async function sent(
  channel: (url: string) => Channel,
  { what = message, answer, secret = () => 'hunter2' }: { what?: Message; answer?: Answer; secret?: () => string } = {},
): Promise<{ readonly requests: readonly Received[]; readonly failure: Error | undefined }> {
  const kind = channel('http://127.0.0.1:1').kind
  await using sink = await httpSink(() => answer ?? ok[kind] ?? {})
  const notifier = createNotifiers([channel(`http://127.0.0.1:${sink.port}`)], { secret, clock: { now: () => NOW } })
  const failure = await notifier
    .get('c')!
    .send(what, { signal: new AbortController().signal, key: 'k:opened:c', to })
    .then(
      () => undefined,
      (error: Error) => error,
    )
  return { requests: sink.received, failure }
}

const acknowledge = 'https://vonggac.example/a/0123456789abcdef0123456789abcdef'
/** Everything that makes texts longer on their way: pairs of surrogates, markup, quotes, and three bytes a letter. */
const long: Message = {
  ...message,
  text: `NGHIÊM TRỌNG: <b>*_@all_*</b> & "Tam Kỳ" 🔥\n${'🔥ệ<&>"*_[]()@channel\\ '.repeat(4_000)}`,
  subject: 'NGHIÊM TRỌNG: <b> & "Tam Kỳ" @all',
  short: { vi: '🔥ệ '.repeat(3_000), en: 'x '.repeat(3_000) },
  actions: { acknowledge },
}
const bodyOf = (requests: readonly Received[]) => JSON.parse(requests[0]!.body)

const telegram = (api: string): Channel => ({ ...shared, kind: 'telegram', token: { env: 'T' }, api })

test('Telegram: 4096 UTF-16 units of plain text, cut between characters, and the way to acknowledge is kept', async () => {
  const { requests } = await sent(telegram, { what: long })
  const { text, entities, parse_mode, chat_id } = bodyOf(requests)
  expect(text.length).toBeLessThanOrEqual(4_096)
  expect(text.length).toBeGreaterThan(3_500)
  expect(text.isWellFormed()).toBe(true)
  expect(text.endsWith(acknowledge)).toBe(true)
  expect(parse_mode).toBeUndefined()
  expect(text.startsWith('NGHIÊM TRỌNG: <b>*_@all_*</b> & "Tam Kỳ" 🔥\n')).toBe(true)
  expect(entities).toEqual([{ type: 'bold', offset: 0, length: text.indexOf('\n') }])
  expect(chat_id).toBe('7')
})

test.for([
  {
    body: '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 35","parameters":{"retry_after":35}}',
    status: 429,
    says: 'Telegram 429: Too Many Requests: retry after 35',
    waitMs: 35_000,
  },
  {
    body: '{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-100123}}',
    status: 400,
    says: 'Telegram 400: Bad Request: group chat was upgraded to a supergroup chat; its chat id is now -100123',
  },
  {
    body: '{"ok":false,"error_code":401,"description":"Unauthorized"}',
    status: 401,
    says: 'Telegram 401: Unauthorized',
  },
  {
    body: '{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}',
    status: 403,
    says: 'Telegram 403: Forbidden: bot was blocked by the user',
  },
])('Telegram answers $status: $says', async ({ body, status, says, waitMs }) => {
  const { failure } = await sent(telegram, { answer: { status, body } })
  expect(failure?.message).toBe(says)
  expect(failure instanceof TransientError).toBe(waitMs !== undefined)
  if (waitMs !== undefined) expect(failure).toMatchObject({ retryAfterMs: waitMs })
})

const zalo = (api: string): Channel => ({ ...shared, kind: 'zalo', token: { file: '/t' }, api })

test('Zalo: 2000 units of text to the person, the token in its header', async () => {
  const { requests } = await sent(zalo, { what: long })
  const { recipient, message: said } = bodyOf(requests)
  expect(recipient).toEqual({ user_id: '9' })
  expect(said.text.length).toBeLessThanOrEqual(2_000)
  expect(said.text.endsWith(acknowledge)).toBe(true)
  expect(requests[0]!.headers.access_token).toBe('hunter2')
})

test.for([
  { error: -216, again: true, says: /^Zalo -216: Access token is invalid; the access token is no longer good/ },
  { error: -32, again: true, says: /^Zalo -32/ },
  { error: -230, again: false, says: /has not written to the Official Account for 7 days$/ },
  { error: -213, again: false, says: /does not follow the Official Account$/ },
  { error: -201, again: false, says: /^Zalo -201/ },
])('Zalo answers 200 with the code $error', async ({ error, again, says }) => {
  const words = error === -216 ? 'Access token is invalid' : 'no'
  const { failure } = await sent(zalo, { answer: { body: JSON.stringify({ error, message: words }) } })
  expect(failure?.message).toMatch(says)
  expect(failure instanceof TransientError).toBe(again)
})

test('a token of Zalo that was renewed meanwhile is used by the next attempt', async () => {
  let token = 'old'
  await using sink = await httpSink(({ headers }) => ({
    body: JSON.stringify(headers.access_token === 'new' ? { error: 0 } : { error: -216, message: 'expired' }),
  }))
  const options = { secret: () => token, clock: { now: () => NOW } }
  const notifier = createNotifiers([zalo(`http://127.0.0.1:${sink.port}`)], options).get('c')!
  const sending = { signal: new AbortController().signal, key: 'k', to }
  await expect(notifier.send(message, sending)).rejects.toBeInstanceOf(TransientError)
  token = 'new'
  await notifier.send(message, sending)
  expect(sink.received.map(({ headers }) => headers.access_token)).toEqual(['old', 'new'])
})

const short = (vi: string, more: Partial<Message> = {}): Message => ({ ...message, short: { vi, en: 'x' }, ...more })
const pay = (parts: number, ascii: boolean) => ({ language: 'vi', ascii, parts }) as const

test.for([
  { name: '70 letters with diacritics: one part', text: 'ệ'.repeat(70), parts: 1, ascii: false, left: 70 },
  { name: '71 letters with diacritics, in one part', text: 'ệ'.repeat(71), parts: 1, ascii: false, left: 70 },
  { name: '134 letters with diacritics: two parts of 67', text: 'ệ'.repeat(134), parts: 2, ascii: false, left: 134 },
  { name: '135 letters with diacritics, in two parts', text: 'ệ'.repeat(135), parts: 2, ascii: false, left: 134 },
  { name: '160 letters stripped of them: one part', text: 'ệ'.repeat(160), parts: 1, ascii: true, left: 160 },
  { name: '161 letters stripped, in one part', text: 'ệ'.repeat(161), parts: 1, ascii: true, left: 160 },
  { name: '306 letters stripped: two parts of 153', text: 'ệ'.repeat(306), parts: 2, ascii: true, left: 306 },
  { name: 'brackets take two septets', text: '[]'.repeat(50), parts: 1, ascii: true, left: 159 },
  { name: 'a pair of surrogates is not cut', text: '🔥'.repeat(60), parts: 1, ascii: false, left: 69 },
])('SMS: $name', ({ text, parts, ascii, left }) => {
  const made = smsText(short(text), pay(parts, ascii))
  expect(smsParts(made)).toBeLessThanOrEqual(parts)
  expect(smsUnits(made)).toBe(left)
  expect(made.isWellFormed()).toBe(true)
  if (ascii) expect(made).toMatch(/^[\x20-\x7e]*$/)
})

test('SMS: Vietnamese without its diacritics, and the way to acknowledge within the parts that are paid', () => {
  const line =
    'NGHIÊM TRỌNG: Mất kết nối đường truyền VNPT – UBND thành phố Tam Kỳ, từ 02:03; nhiều khả năng do nhà mạng'
  expect(smsText(short(line), pay(2, true))).toBe(
    'NGHIEM TRONG: Mat ket noi duong truyen VNPT - UBND thanh pho Tam Ky, tu 02:03; nhieu kha nang do nha mang',
  )
  const both = smsText(short(line.repeat(9), { actions: { acknowledge } }), pay(2, true))
  expect(both.endsWith(`... ${acknowledge}`)).toBe(true)
  expect(smsParts(both)).toBe(2)
})

const sms = (url: string): Channel => ({
  ...shared,
  kind: 'sms',
  url: `${url}/send`,
  method: 'POST',
  headers: {},
  contentType: 'application/json',
  secrets: {},
  language: 'vi',
  ascii: true,
  parts: 1,
  success: {},
})

test('SMS: a gateway of which nothing is said gets number and text', async () => {
  const { requests } = await sent(sms, { what: short('Mất "kết" nối') })
  expect(bodyOf(requests)).toEqual({ to: '0900 000 001', text: 'Mat "ket" noi' })
})

test('SMS: no value can add a parameter to the address', async () => {
  const { requests } = await sent(
    (url) =>
      ({ ...sms(url), method: 'GET', url: `${url}/send?to={{ to.phone | msisdn }}&text={{ text | url }}` }) as Channel,
    { what: short('a&to=84999999999#x y') },
  )
  const asked = new URL(requests[0]!.url!, 'http://x')
  expect([...asked.searchParams]).toEqual([
    ['to', '84900000001'],
    ['text', 'a&to=84999999999#x y'],
  ])
})

test('a webhook is signed as openssl signs the same bytes', async () => {
  const { requests } = await sent((url) => ({
    ...shared,
    kind: 'webhook',
    url,
    headers: {},
    sign: { secret: { env: 'K' }, header: 'X-Vonggac-Signature' },
  }))
  const [, seconds, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(requests[0]!.headers['x-vonggac-signature']))!
  expect(seconds).toBe('1794000000')
  const input = `${seconds}.${requests[0]!.body}`
  const output = execFileSync('openssl', ['dgst', '-sha256', '-hmac', 'hunter2'], { input, encoding: 'utf8' })
  expect(output.trim().split(' ').at(-1)).toBe(hex)
})

test('Slack: 3000 characters a section after escaping, no mention, links kept', async () => {
  const { requests } = await sent((url) => ({ ...shared, kind: 'slack', url }), { what: long })
  const { attachments } = bodyOf(requests)
  const { text } = attachments[0].blocks[0].text
  expect(text.length).toBeLessThanOrEqual(3_000)
  expect(text).toContain(`<${acknowledge}|`)
  expect(text.replace(/<https?:[^>|]*\|[^>]*>/g, '')).not.toMatch(/<(?!https)/)
  expect(requests[0]!.body).not.toContain('<!channel>')
})

test('Mattermost: attachments of at most 7900 characters, no mention of everybody', async () => {
  const { requests } = await sent((url) => ({ ...shared, kind: 'mattermost', url }), { what: long })
  const { text, attachments } = bodyOf(requests)
  expect([...JSON.stringify(attachments)].length).toBeLessThanOrEqual(7_900)
  expect(attachments[0].text).toContain(acknowledge)
  expect(text + attachments[0].text).not.toMatch(/@(all|channel|here)/)
})

test('Teams: at most 28 KB, an Adaptive Card with a button to acknowledge', async () => {
  const { requests } = await sent((url) => ({ ...shared, kind: 'teams', url }), {
    what: long,
    answer: { status: 202 },
  })
  expect(Buffer.byteLength(requests[0]!.body)).toBeLessThanOrEqual(28_000)
  const { content } = bodyOf(requests).attachments[0]
  expect(content).toMatchObject({ type: 'AdaptiveCard', version: '1.4' })
  expect(content.actions[0]).toMatchObject({ type: 'Action.OpenUrl', url: acknowledge })
})

test('ntfy: at most 4096 bytes and three buttons, cut between characters', async () => {
  const ntfy = (url: string): Channel => ({ ...shared, kind: 'ntfy', url, topic: 'noc', language: 'vi' })
  const { requests } = await sent(ntfy, { what: long })
  const { message: said, actions, priority, topic } = bodyOf(requests)
  expect(Buffer.byteLength(said)).toBeLessThanOrEqual(4_096)
  expect(Buffer.byteLength(said)).toBeGreaterThan(4_000)
  expect(said).not.toContain('\ufffd')
  expect(actions.length).toBeLessThanOrEqual(3)
  expect({ priority, topic }).toEqual({ priority: 5, topic: 'noc' })
})
