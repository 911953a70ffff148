import { execFileSync } from 'node:child_process'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Probe, Reading } from '../../packages/agent/src/probe.ts'
import { createImapProbe } from '../../packages/agent/src/probes/imap/index.ts'
import { createMailQueueProbe } from '../../packages/agent/src/probes/mail-queue/index.ts'
import { createPop3Probe } from '../../packages/agent/src/probes/pop3/index.ts'
import { createSmtpProbe } from '../../packages/agent/src/probes/smtp/index.ts'
import { startDovecot } from '../support/dovecot.ts'
import { freePort } from '../support/free-port.ts'
import { type MailHost, startMailHost } from '../support/mail-server.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { eventually, vonggac } from '../support/vonggac.ts'

/** The probes of mail against Postfix and Dovecot as Debian has them. */
const deps = { clock: systemClock, log: silentLog }
const probes = {
  smtp: createSmtpProbe(deps),
  imap: createImapProbe(deps),
  pop3: createPop3Probe(deps),
  mail_queue: createMailQueueProbe(deps),
}
const dir = temporaryDirectory('mail')
let host: MailHost

beforeAll(async () => {
  host = await startMailHost(dir.path)
}, 60_000)
afterAll(async () => {
  await host?.[Symbol.asyncDispose]()
  dir[Symbol.dispose]()
})

/** A run with the options that are written in a configuration. `password` is what its secret stands for. */
function run(kind: keyof typeof probes, options: object, password: string = host.password): Promise<Reading> {
  const config = checkKinds[kind].config.parse(options) as never
  const context = { clock: systemClock, signal: AbortSignal.timeout(15_000), secret: () => password }
  return (probes[kind] as Probe<never>).run(config, context)
}

const at = (door: keyof MailHost['ports'], options: object = {}) => ({
  host: 'localhost',
  port: host.ports[door],
  caFile: host.caFile,
  ...options,
})
const auth = (user = 'probe@example.test') => ({ user, password: { env: 'P' } })
const number = expect.any(Number)

test('SMTP with STARTTLS: each phase is timed, and the certificate read', async () => {
  const reading = await run('smtp', at('smtp', { from: 'user1@example.test', to: 'probe@example.test' }))
  expect(reading).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/^SMTP in .*, receiver answered with 250; TLSv1\.3, .*good for 59 days$/),
  })
  expect(reading.measured).toMatchObject([
    {
      measurement: 'smtp',
      tags: { server: 'localhost', port: `${host.ports.smtp}`, tls: 'starttls' },
      fields: {
        ...{ dns_ms: number, connect_ms: number, banner_ms: number, ehlo_ms: number, starttls_ms: number },
        ...{ tls_ms: number, mail_ms: number, rcpt_ms: number, total_ms: number },
        ...{ code: 250n, result_code: 0n, result_type: 'success' },
      },
    },
    { measurement: 'x509_cert', tags: { position: '0' }, fields: { verification_code: 0n, tls_version: 'TLSv1.3' } },
  ])
  // The fixture itself looks whether the port is open.
  expect(host.log()).not.toMatch(/lost connection after (?!CONNECT)/)
  expect(host.queue()).toEqual([])
})

test.for<[keyof MailHost['ports'], object]>([
  ['smtp', { tls: 'none' }],
  ['submission', { tls: 'starttls', auth: auth() }],
  ['smtps', { tls: 'implicit', auth: auth() }],
])('SMTP at %s works', async ([door, options]) => {
  const reading = await run('smtp', at(door, options))
  expect(reading).toMatchObject({ status: 'ok' })
  if ('auth' in options) expect(reading.measured[0]!.fields).toMatchObject({ auth_ms: number, code: 235n })
})

test.for<[string, keyof MailHost['ports'], object, object]>([
  [
    'STARTTLS that is stripped',
    'stripped',
    {},
    { status: 'fail', error: 'tls', detail: expect.stringContaining('STARTTLS is not offered: someone on the way') },
  ],
  [
    'greylisting',
    'grey',
    { from: 'a@example.test', to: 'probe@example.test' },
    { status: 'warn', error: 'partial', detail: expect.stringContaining('the receiver is greylisted (') },
  ],
  [
    'a relay that is refused',
    'smtp',
    { from: 'a@example.test', to: 'x@elsewhere.test' },
    { status: 'fail', error: 'mismatch', detail: expect.stringMatching(/relay refused.*554 5\.7\.1/) },
  ],
  [
    'a relay that is refused, as it must be',
    'smtp',
    { from: 'a@example.test', to: 'x@elsewhere.test', receiver: 'refused' },
    { status: 'ok' },
  ],
  [
    'a receiver that is taken and must not be',
    'smtp',
    { from: 'a@example.test', to: 'probe@example.test', receiver: 'refused' },
    { status: 'fail', error: 'mismatch', detail: expect.stringContaining('is it an open relay?') },
  ],
  [
    'a mailbox that there is not',
    'smtp',
    { from: 'a@example.test', to: 'nobody@example.test' },
    {
      status: 'fail',
      error: 'mismatch',
      detail: expect.stringMatching(/does not know or take the receiver.*550 5\.1\.1/),
    },
  ],
  [
    'submission without a login',
    'submission',
    { from: 'a@example.test', to: 'probe@example.test' },
    { status: 'fail', error: 'mismatch' },
  ],
  [
    'a login where none is offered',
    'smtp',
    { auth: auth() },
    { status: 'fail', error: 'auth', detail: 'the server offers no login here' },
  ],
  [
    'another name than that of the certificate',
    'smtp',
    { serverName: 'mx.example.vn' },
    { status: 'fail', error: 'tls', detail: expect.stringContaining('is not for mx.example.vn') },
  ],
  ['a certificate that ends too soon', 'smtp', { warnDays: 365 }, { status: 'warn', error: 'threshold' }],
  [
    'an authority that is not trusted',
    'smtps',
    { tls: 'implicit', caFile: undefined, auth: auth() },
    { status: 'fail', error: 'tls' },
  ],
  [
    'TLS at once where it must be asked for',
    'smtp',
    { tls: 'implicit' },
    { status: 'fail', error: 'tls', detail: expect.stringContaining('wants `tls: starttls`') },
  ],
])('SMTP: %s', async ([, door, options, wanted]) => {
  expect(await run('smtp', at(door, options))).toMatchObject(wanted)
})

test.for<['imap' | 'pop3', keyof MailHost['ports'], string]>([
  ['imap', 'imap', 'starttls'],
  ['imap', 'imap', 'none'],
  ['imap', 'imaps', 'implicit'],
  ['pop3', 'pop3', 'starttls'],
  ['pop3', 'pop3', 'none'],
  ['pop3', 'pop3s', 'implicit'],
])('%s at %s with TLS %s: a mailbox is counted', async ([kind, door, tls]) => {
  const reading = await run(kind, at(door, { tls, auth: auth('user1@example.test') }))
  expect(reading).toMatchObject({ status: 'ok', detail: expect.stringMatching(/logged in, 0 messages/) })
  expect(reading.measured[0]).toMatchObject({
    measurement: kind,
    tags: { tls },
    fields: { messages: 0n, auth_ms: number, ...(kind === 'imap' ? { unseen: 0n, select_ms: number } : { bytes: 0n }) },
  })
})

test('IMAP: a folder that there is not', async () => {
  expect(await run('imap', at('imaps', { tls: 'implicit', auth: auth(), folder: 'Nowhere' }))).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringMatching(/^there is no such folder: it answers EXAMINE with NO "Mailbox doesn't exist/),
    measured: [{ fields: { code: 'NO', auth_ms: number, result_type: 'refused' } }, {}],
  })
})

test('Dovecot takes no login in the clear', async () => {
  using own = temporaryDirectory('dovecot')
  const ports = { imap: await freePort(), pop3: await freePort() }
  const cert = { cert: `${dir.path}/mail.pem`, key: `${dir.path}/mail.key` }
  // For Dovecot a connection within one address is safe enough.
  await using _server = await startDovecot(own.path, ports, cert, { listen: '127.0.0.2' })
  for (const kind of ['imap', 'pop3'] as const) {
    const options = { host: '127.0.0.2', port: ports[kind], caFile: host.caFile, serverName: 'localhost', auth: auth() }
    expect(await run(kind, { ...options, tls: 'none' })).toMatchObject({
      status: 'fail',
      error: 'auth',
      detail: expect.stringMatching(/takes no login (?:in the clear|here, in the clear)/),
    })
  }
})

test('messages that arrive are counted, and the queue with what does not', async () => {
  const send = (to: string) =>
    execFileSync(
      'curl',
      ['-sS', `smtp://127.0.0.1:${host.ports.smtp}`, '--mail-from', 'user1@example.test', '--mail-rcpt', to, '-T', '-'],
      { input: 'Subject: test\r\n\r\ntest\r\n' },
    )
  expect(await run('mail_queue', { configDir: host.postfixDir })).toMatchObject({
    status: 'ok',
    detail: 'the queue is empty',
  })
  send('probe@example.test')
  for (let i = 0; i < 3; i++) send(`x${i}@deferred.test`)
  await eventually(
    async () => (host.queue().every((m) => m.queue_name === 'deferred') && host.queue().length === 3) || undefined,
  )
  const imap = { auth: auth(), tls: 'implicit', warnMessages: 0 }
  await eventually(async () => (await run('imap', at('imaps', imap))).status === 'warn' || undefined)
  expect(await run('imap', at('imaps', imap))).toMatchObject({
    status: 'warn',
    error: 'threshold',
    detail: expect.stringContaining('1 message in INBOX, more than 0'),
    measured: [{ fields: { messages: 1n, unseen: 1n } }, {}],
  })
  const queue = { configDir: host.postfixDir, frozenLength: 3, frozenAgeMs: 0 }
  const reading = await run('mail_queue', queue)
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'down',
    detail: expect.stringMatching(
      /^the queue is frozen: all 3 messages wait because the next server refuses connections: ".*Connection refused" \(3 messages in the queue: 3 deferred; the oldest for/,
    ),
  })
  expect(reading.measured).toMatchObject([
    {
      measurement: 'mail_queue',
      tags: { server: 'postfix' },
      fields: { length: 3n, main_reason: 'connection_refused' },
    },
    { measurement: 'postfix_queue', tags: { queue: 'active' }, fields: { length: 0n, size: 0n, age: 0n } },
    { tags: { queue: 'hold' } },
    { tags: { queue: 'incoming' } },
    { tags: { queue: 'deferred' }, fields: { length: 3n } },
    { tags: { queue: 'maildrop' } },
    { measurement: 'mail_queue_reason', tags: { reason: 'connection_refused' }, fields: { messages: 3n } },
  ])
  expect(await run('mail_queue', { ...queue, frozenLength: 10, warnLength: 2 })).toMatchObject({
    status: 'warn',
    error: 'threshold',
    detail: expect.stringContaining('3 messages wait, more than 2; 3 of them wait because'),
  })
  host.postsuper('-h', 'ALL')
  expect(await run('mail_queue', queue)).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining('all 3 messages are on hold'),
  })
  host.postsuper('-d', 'ALL')
})

test('a Postfix that does not run, and a directory without one', async () => {
  expect(await run('mail_queue', { configDir: '/nonexistent/etc' }).catch((error) => error)).toMatchObject({
    code: 'local',
    message: expect.stringContaining('postqueue fails: "postqueue: fatal: open /nonexistent/etc/main.cf'),
  })
})

test('vonggac probe smtp prints what it saw', async () => {
  const { stdout, code } = await vonggac(
    ['probe', 'smtp', `127.0.0.1:${host.ports.smtps}`, '--set', 'tls=implicit', '--set', `caFile=${host.caFile}`],
    {},
  )
  expect(stdout).toMatch(
    /^ok {2}smtp 127\.0\.0\.1:\d+ {2}[\d.]+ ms\n {2}SMTP in .*\n {2}smtp server=127\.0\.0\.1 port=\d+ tls=implicit\n/,
  )
  expect(code).toBe(0)
})

/** Last, and each account once: Dovecot makes an address that failed wait before its next login. */
test.for<['smtp' | 'imap' | 'pop3', keyof MailHost['ports']]>([
  ['smtp', 'submission'],
  ['imap', 'imaps'],
  ['pop3', 'pop3s'],
])('%s at %s: a wrong password says so, and is not told', async ([kind, door]) => {
  const tls = door === 'submission' ? 'starttls' : 'implicit'
  const reading = await run(kind, at(door, { tls, auth: auth() }), 'wrong-Passw0rd')
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'auth',
    detail: expect.stringContaining('the account or its password is not accepted'),
    measured: [{ fields: { result_type: 'auth_failed', total_ms: number } }, {}],
  })
  expect(JSON.stringify(reading, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toMatch(
    /Passw0rd/,
  )
})
