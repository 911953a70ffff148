import { TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import type { SMTPServerOptions } from 'smtp-server'
import { expect, test } from 'vitest'
import { keyOf } from '../paging/broadcast.ts'
import { notifierContract } from '../testing/notifier-contract.ts'
import { incident, message } from '../testing/sample.ts'
import { selfSigned, smtpSink } from '../testing/smtp-sink.ts'
import { emailNotifier } from './email.ts'

const { signal } = new AbortController()
const key = keyOf(incident.id, 'opened', 'mail')
const secret = () => 'hunter2'
const clock = { now: () => 1_794_000_000_000 }

const channel = (
  port: number,
  more: Partial<Extract<Channel, { kind: 'email' }>> = {},
): Extract<Channel, { kind: 'email' }> => ({
  id: 'mail',
  kind: 'email',
  host: '127.0.0.1',
  port,
  secure: false,
  from: 'Vọng Gác <vonggac@example.gov.vn>',
  to: ['an@example.gov.vn', 'binh@example.gov.vn'],
  timeout: 5_000,
  ...more,
})

const make = (port: number, timeout: number) => emailNotifier(channel(port, { timeout }), { secret, clock })

notifierContract('email', make, { waits: true })

const plain: SMTPServerOptions = { disabledCommands: ['STARTTLS', 'AUTH'] }
const header = (source: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\r?\n[ \t].*)*)`, 'im').exec(source)?.[1]?.replace(/\r?\n\s+/g, ' ')

test('sends text and HTML in UTF-8, marked as automatic', async () => {
  await using sink = await smtpSink(plain)
  await emailNotifier(channel(sink.port), { secret, clock }).send(message, { signal, key })
  const [mail] = sink.mails
  expect(mail).toMatchObject({
    from: 'vonggac@example.gov.vn',
    to: ['an@example.gov.vn', 'binh@example.gov.vn'],
    secure: false,
  })
  expect(header(mail!.source, 'Auto-Submitted')).toBe('auto-generated')
  expect(header(mail!.source, 'Content-Type')).toMatch(/^multipart\/alternative/)
  expect(mail!.source).toContain('X-Vonggac-Incident: tam-ky.vnpt-mws7ijyo')
})

test('the end answers to the beginning, and a repetition is the same mail', async () => {
  await using sink = await smtpSink(plain)
  const notifier = emailNotifier(channel(sink.port), { secret, clock })
  await notifier.send(message, { signal, key })
  await notifier.send(message, { signal, key })
  await notifier.send({ ...message, kind: 'resolved' }, { signal, key: keyOf(incident.id, 'resolved', 'mail') })
  const [first, again, end] = sink.mails.map(({ source }) => ({
    id: header(source, 'Message-ID'),
    to: header(source, 'In-Reply-To'),
  }))
  expect(first!.id).toMatch(/^<[0-9a-f]{32}@example\.gov\.vn>$/)
  expect(again).toEqual(first)
  expect(first!.to).toBeUndefined()
  expect(end!.to).toBe(first!.id)
  expect(end!.id).not.toBe(first!.id)
})

test('STARTTLS is used where it is offered, even with a certificate that nobody vouches for', async () => {
  await using sink = await smtpSink({ ...selfSigned(), disabledCommands: ['AUTH'] })
  await emailNotifier(channel(sink.port), { secret, clock }).send(message, { signal, key })
  expect(sink.mails).toMatchObject([{ secure: true }])
})

const guarded = (): SMTPServerOptions => ({
  ...selfSigned(),
  authOptional: false,
  onAuth: ({ username, password }, _session, done) =>
    password === 'hunter2'
      ? done(null, { user: username ?? '' })
      : done(Object.assign(new Error('hunter2 is wrong'), { responseCode: 535 })),
})

test('signs in over TLS with a certificate that is trusted', async () => {
  const server = guarded()
  await using sink = await smtpSink(server)
  const signed = channel(sink.port, { username: 'vonggac', password: { env: 'PASSWORD' } })
  await emailNotifier(signed, { secret, clock, ca: String(server.cert) }).send(message, { signal, key })
  expect(sink.mails).toMatchObject([{ secure: true, user: 'vonggac' }])
})

test('TLS from the first byte', async () => {
  const server = { ...guarded(), secure: true }
  await using sink = await smtpSink(server)
  const signed = channel(sink.port, { secure: true, username: 'vonggac', password: { env: 'PASSWORD' } })
  await emailNotifier(signed, { secret, clock, ca: String(server.cert) }).send(message, { signal, key })
  expect(sink.mails).toMatchObject([{ secure: true, user: 'vonggac' }])
})

test('a password goes to nobody who cannot prove who he is', async () => {
  await using sink = await smtpSink(guarded())
  const signed = channel(sink.port, { username: 'vonggac', password: { env: 'PASSWORD' } })
  await expect(emailNotifier(signed, { secret, clock }).send(message, { signal, key })).rejects.toThrow(
    /self-signed certificate/,
  )
  expect(sink.mails).toEqual([])
})

test('a wrong password is final, and stands in no error', async () => {
  const server = guarded()
  await using sink = await smtpSink(server)
  const signed = channel(sink.port, { username: 'vonggac', password: { env: 'PASSWORD' } })
  const failure = await emailNotifier(signed, { secret: () => 'hunter3', clock, ca: String(server.cert) })
    .send(message, { signal, key })
    .catch((error: Error) => error)
  expect(failure).not.toBeInstanceOf(TransientError)
  expect((failure as Error).message).toMatch(/^SMTP 535/)
  expect((failure as Error).message).not.toContain('hunter3')
})

test.for([
  { code: 451, again: true },
  { code: 550, again: false },
])('an answer of $code', async ({ code, again }) => {
  await using sink = await smtpSink({
    ...plain,
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error('not now'), { responseCode: code })),
  })
  const failure = await emailNotifier(channel(sink.port), { secret, clock })
    .send(message, { signal, key })
    .catch((error: Error) => error)
  expect((failure as Error).message).toContain(`SMTP ${code} not now`)
  expect(failure instanceof TransientError).toBe(again)
})
