import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { probeOnce } from '@vonggac/agent'
import { type Check, type Clock, type Result, silentLog, systemClock } from '@vonggac/model'
import { checkKinds } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mailVerdict } from '../../packages/collector/src/services/mail-verdict.ts'
import { type MailHost, startMailHost } from '../support/mail-server.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { eventually, startVonggac, vonggac } from '../support/vonggac.ts'

/** Real mail: Postfix takes it, Dovecot keeps it. Each way in which it can go wrong has a cause of its own. */
const dir = temporaryDirectory('mail-flow')
let host: MailHost

beforeAll(async () => {
  host = await startMailHost(dir.path)
  // Somebody else's mail, which looks much like ours.
  host.send({
    to: 'probe@example.test',
    subject: 'Re: Mail flow test user1@example.test>probe@example.test/mig2v8k1-00112233445566ff',
  })
  await eventually(async () => inbox().length === 1 || undefined)
}, 30_000)
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  dir[Symbol.dispose]()
})

interface Account {
  readonly user: string
  readonly password: { readonly env: string }
}
const account = (user: string): Account => ({ user: `${user}@example.test`, password: { env: 'MAIL_PASSWORD' } })

interface Options {
  readonly smtp?: object
  readonly imap?: object
  readonly [option: string]: unknown
}

/** The options of a check that works, changed. */
const optionsOf = ({ smtp, imap, ...more }: Options = {}) => ({
  smtp: { host: 'localhost', port: host.ports.submission, auth: account('user1'), ...smtp },
  imap: { host: 'localhost', port: host.ports.imaps, tls: 'implicit', auth: account('probe'), ...imap },
  from: 'user1@example.test',
  to: 'probe@example.test',
  caFile: host.caFile,
  deliverWithinMs: 5_000,
  ...more,
})

function checkOf(options: Options = {}, timeoutMs = 20_000): Check {
  const kind = checkKinds.mail_flow
  const config = kind.config.parse(optionsOf(options))
  const target = kind.targetOf(config)
  return {
    id: 'x',
    kind: 'mail_flow',
    target,
    vantage: 'here',
    node: '',
    intervalMs: 60_000,
    timeoutMs,
    tags: {},
    config,
  }
}

interface Run {
  readonly timeoutMs?: number
  readonly clock?: Clock
  readonly signal?: AbortSignal
  readonly password?: string
}

function run(options: Options = {}, { timeoutMs, clock = systemClock, signal, password }: Run = {}): Promise<Result> {
  const secret = () => password ?? host.password
  return probeOnce(
    checkOf(options, timeoutMs),
    { clock, log: silentLog, secret },
    signal ?? new AbortController().signal,
  )
}

const fieldsOf = ({ points }: Result) => points[0]!.fields

/** A door without TLS and login, as on a relay inside. */
const door = (name: keyof MailHost['ports'], more: object = {}) => ({
  smtp: { port: host.ports[name], tls: 'none', auth: undefined, ...more },
})

/** The files of a folder of a mailbox. */
function filesIn(user: string, folder = ''): string[] {
  return ['new', 'cur'].flatMap((part) => {
    const path = join(dir.path, 'mail', `${user}@example.test`, folder, part)
    return existsSync(path) ? readdirSync(path) : []
  })
}
const inbox = (user = 'probe') => filesIn(user)

/** What is said of the service when this is the last result of its check. */
function verdictOf({ check, status, error, detail }: Result): string {
  const state = status === 'ok' ? 'working' : status === 'warn' ? 'impaired' : 'failed'
  return mailVerdict([{ check, state, why: `${error}: ${detail}` }])?.text.en ?? ''
}
const verdicts: Record<string, string> = {}

/** A clock whose sleeps never end by themselves: who waits for the message looks once. `asleep` resolves when he has looked. */
function standstill(): { readonly clock: Clock; readonly asleep: Promise<void> } {
  const { promise: asleep, resolve } = Promise.withResolvers<void>()
  const sleep: Clock['sleep'] = (_ms, signal) => {
    resolve()
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }))
  }
  return { clock: { ...systemClock, sleep }, asleep }
}

test('a real delivery is measured, leg by leg, and nothing is left behind', async () => {
  const result = await run()
  expect(result).toMatchObject({ status: 'ok', error: '' })
  expect(result.detail).toMatch(/^arrived in .* to hand it in, .* on the way\)$/)
  const { send_ms, delivery_ms, total_ms, access_ms, ...fields } = fieldsOf(result) as Record<string, number>
  expect(send_ms! + delivery_ms!).toBeCloseTo(total_ms!, 1)
  expect(access_ms).toBeGreaterThan(0)
  expect(fields).toMatchObject({ cause: 'none', result_code: 0n, hops: 2n, junk: false, cleared: 0n })
  expect(result.points[0]!.tags).toMatchObject({ route: 'user1@example.test>probe@example.test' })
  expect(host.log()).toContain(`${fields.queue_id}: removed`)
  expect(result.points.slice(1)).toMatchObject([
    { measurement: 'mail_flow_hop', tags: { hop: '1' }, fields: { by: 'mail.example.test', protocol: 'ESMTPSA' } },
    {
      measurement: 'mail_flow_hop',
      tags: { hop: '2' },
      fields: { from: 'mail.example.test', delay_ms: expect.any(Number) },
    },
  ])
  expect(inbox()).toHaveLength(1)
})

test('TLS at once, STARTTLS for IMAP, and no TLS at all work as well', async () => {
  expect(await run({ smtp: { port: host.ports.smtps, tls: 'implicit' } })).toMatchObject({ status: 'ok' })
  expect(await run({ imap: { port: host.ports.imap, tls: 'starttls' } })).toMatchObject({ status: 'ok' })
  expect(await run({ ...door('smtp'), imap: { port: host.ports.imap, tls: 'none' } })).toMatchObject({
    status: 'ok',
  })
})

test('a message in the junk folder is a warning, and is deleted there', async () => {
  const result = await run({ to: 'probe+Junk@example.test' })
  expect(result).toMatchObject({ status: 'warn', error: 'mismatch' })
  expect(result.detail).toMatch(/^junk: it lies in the junk folder Junk; arrived in /)
  expect(fieldsOf(result)).toMatchObject({ cause: 'junk', junk: true })
  expect(filesIn('probe', '.Junk')).toEqual([])
})

test('the folder for junk may be named', async () => {
  const result = await run({ to: 'probe+Spam@example.test', imap: { junk: 'Spam' } })
  expect(result).toMatchObject({ status: 'warn', error: 'mismatch' })
})

test('greylisting has a cause of its own', async () => {
  const result = await run(door('grey'))
  expect(result).toMatchObject({ status: 'fail', error: 'partial' })
  expect(result.detail).toMatch(
    /^greylisted: the receiver is greylisted .*: it answers RCPT TO with 450 4.2.0 ".*Greylisted/,
  )
  expect(fieldsOf(result)).toMatchObject({ cause: 'greylisted', result_code: 4n })
  verdicts.greylisting = verdictOf(result)
})

test('a stripped STARTTLS has a cause of its own, and nothing is sent in the clear', async () => {
  const before = host.log()
  const result = await run({ smtp: { port: host.ports.stripped, tls: 'starttls', auth: undefined } })
  expect(result).toMatchObject({ status: 'fail', error: 'tls' })
  expect(result.detail).toContain(
    `tls: localhost:${host.ports.stripped} does not offer STARTTLS: it is switched off there, or something on the way strips it`,
  )
  expect(fieldsOf(result)).toMatchObject({ cause: 'tls' })
  verdicts.stripped = verdictOf(result)
  expect(host.log().slice(before.length)).not.toContain('from=<user1@example.test>')
})

test('a certificate of somebody else has the same cause', async () => {
  const result = await run({ caFile: undefined })
  expect(result).toMatchObject({ status: 'fail', error: 'tls' })
  expect(result.detail).toContain('not trusted here')
})

test('a frozen queue has a cause of its own, by the id to look for; what arrives late is cleared by the next run', async () => {
  const result = await run({ ...door('frozen'), deliverWithinMs: 600 })
  const [held] = host.queue()
  expect(result).toMatchObject({ status: 'fail', error: 'timeout' })
  expect(result.detail).toBe(
    `delivery: taken as ${held!.queue_id} by the mail server, not in the mailbox 1s later: it waits in a queue or was lost (look for ${held!.queue_id} in the mail server's queue and log)`,
  )
  expect(fieldsOf(result)).toMatchObject({ cause: 'delivery', queue_id: held!.queue_id })
  verdicts.frozen = verdictOf(result)
  host.postsuper('-H', 'ALL')
  host.flush()
  await eventually(async () => inbox().length === 2 || undefined, { everyMs: 10 })
  const next = await run({ deliverWithinMs: 600 })
  expect(fieldsOf(next)).toMatchObject({ cause: 'none', cleared: 1n })
  expect(inbox()).toHaveLength(1)
})

test('a full mailbox has a cause of its own, before and after sending', async () => {
  const full = { to: 'full@example.test', imap: { auth: account('full') }, ...door('smtp'), deliverWithinMs: 600 }
  expect(await run(full)).toMatchObject({ status: 'ok' })
  host.send({ to: 'full@example.test', text: `${'x'.repeat(70)}\n`.repeat(122).slice(9) })
  await eventually(async () => inbox('full').length === 1 || undefined, { everyMs: 10 })
  const after = await run(full)
  expect(after).toMatchObject({ status: 'fail', error: 'threshold' })
  expect(after.detail).toMatch(
    /^mailbox-full: the mailbox is full: \d+ of 10 KB; taken as \w+ by the mail server, not in the mailbox/,
  )
  expect(fieldsOf(after)).toMatchObject({ cause: 'mailbox-full', quota_used_percent: 90 })
  verdicts.full = verdictOf(after)
  host.send({ to: 'full@example.test', text: 'xx' })
  await eventually(async () => inbox('full').length === 2 || undefined, { everyMs: 10 })
  const before = await run(full)
  expect(before).toMatchObject({ status: 'fail', error: 'threshold' })
  expect(before.detail).toBe('mailbox-full: the mailbox is full: 10 of 10 KB; nothing was sent')
})

test('a mailbox that is full elsewhere is told by the report that comes back, which is deleted', async () => {
  const result = await run({
    ...door('smtp'),
    from: 'probe@example.test',
    to: undefined,
    reflector: 'full@example.test',
  })
  expect(result).toMatchObject({ status: 'fail', error: 'threshold' })
  expect(result.detail).toMatch(
    /^mailbox-full: the mailbox of full@example.test is full.*then returned by mail.example.test: 5\.2\.2 /,
  )
  expect(fieldsOf(result)).toMatchObject({ cause: 'mailbox-full' })
  expect(inbox()).toHaveLength(1)
})

test('out and back over an address that answers', async () => {
  const result = await run({
    ...door('smtp'),
    from: 'probe@example.test',
    to: undefined,
    reflector: 'echo@outside.test',
  })
  expect(result).toMatchObject({ status: 'ok' })
  expect(result.points[0]!.tags).toMatchObject({ route: 'probe@example.test>echo@outside.test' })
  expect(inbox()).toHaveLength(1)
})

test('no way out, and no mailbox, are different causes', async () => {
  const relay = await run({ ...door('smtp'), from: 'probe@example.test', to: undefined, reflector: 'x@elsewhere.test' })
  expect(relay).toMatchObject({ status: 'fail', error: 'mismatch' })
  expect(fieldsOf(relay)).toMatchObject({ cause: 'relay' })
  const unknown = await run({ ...door('smtp'), to: 'nobody@example.test' })
  expect(unknown.detail).toMatch(
    /^delivery: the server does not know or take the receiver: it answers RCPT TO with 550 5.1.1/,
  )
  expect(fieldsOf(unknown)).toMatchObject({ cause: 'delivery' })
})

test('a run that is stopped clears up, and so does one whose deadline comes', async () => {
  const stop = new AbortController()
  const first = standstill()
  const stopped = run(door('frozen'), { clock: first.clock, signal: stop.signal })
  await first.asleep
  host.postsuper('-H', 'ALL')
  host.flush()
  await eventually(async () => inbox().length === 2 || undefined, { everyMs: 10 })
  const reason = new Error('stopping')
  stop.abort(reason)
  await expect(stopped).rejects.toBe(reason)
  expect(inbox()).toHaveLength(1)

  const second = standstill()
  const late = run(door('frozen'), { clock: second.clock, timeoutMs: 1_500 })
  await second.asleep
  host.postsuper('-H', 'ALL')
  host.flush()
  const result = await late
  expect(result).toMatchObject({ status: 'fail', error: 'timeout' })
  expect(result.detail).toMatch(
    /^delivery: taken as \w+ by the mail server, but the deadline came while waiting for (?:the message to arrive|the answer to \w+ \(IMAP\))$/,
  )
  expect(fieldsOf(result)).toMatchObject({ cause: 'delivery' })
  expect(inbox()).toHaveLength(1)
})

test('what a killed run leaves behind is cleared by the next one', async () => {
  const deliverWithinMs = 700
  const options = optionsOf({ ...door('frozen'), deliverWithinMs })
  const args = [
    'probe',
    'mail_flow',
    'localhost',
    ...Object.entries(options).map(
      ([key, value]) => `--set=${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  ]
  const env = { MAIL_PASSWORD: host.password }
  await using killed = startVonggac([...args, '--set=deliverWithinMs=60000', '--timeout=70s'], env)
  await eventually(async () => host.queue().length === 1 || undefined, { everyMs: 20 })
  const sentBeforeMs = Date.now()
  await killed.kill()
  host.postsuper('-H', 'ALL')
  host.flush()
  await eventually(async () => inbox().length === 2 || undefined, { everyMs: 10 })
  // A message that may still be another run's is left to that run.
  await eventually(async () => Date.now() - sentBeforeMs > deliverWithinMs || undefined, { everyMs: 10 })
  const working = args.map((arg) => arg.replace(`"port":${host.ports.frozen}`, `"port":${host.ports.smtp}`))
  const { code, stdout } = await vonggac([...working, '--json'], env)
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({
    code: 0,
    status: 'ok',
    points: [{ fields: { cleared: 1 } }, {}, {}],
  })
  expect(inbox()).toHaveLength(1)
})

test('a stopped Dovecot has a cause of its own, and nothing is sent', async () => {
  await host.stopDovecot()
  const result = await run(door('smtp'))
  expect(result).toMatchObject({ status: 'fail', error: 'refused' })
  expect(result.detail).toBe(
    `access: connection refused: nothing listens on this port while connecting to IMAP at localhost:${host.ports.imaps}; nothing was sent`,
  )
  expect(fieldsOf(result)).toMatchObject({ cause: 'access' })
  verdicts.dovecot = verdictOf(result)
  expect(host.queue()).toEqual([])
  await host.startDovecot()
})

test('a wrong password says whose', async () => {
  const result = await run({}, { password: 'wrong' })
  expect(result).toMatchObject({ status: 'fail', error: 'auth' })
  expect(result.detail).toContain(
    'IMAP: the account or its password is not accepted: it answers the login with NO [AUTHENTICATIONFAILED]',
  )
  expect(fieldsOf(result)).toMatchObject({ cause: 'auth' })
})

test('each of the five faults gives the service a verdict of its own', () => {
  expect(verdicts).toEqual({
    greylisting: expect.stringMatching(
      /^Submission: mail is put off by greylisting \(the receiver is greylisted .*450 4\.2\.0/,
    ),
    stripped: expect.stringMatching(
      /^Submission: TLS of the mail server is broken \(localhost:\d+ does not offer STARTTLS/,
    ),
    frozen: expect.stringMatching(/^Delivery: mail is taken but does not arrive \(taken as \w+ by the mail server/),
    full: expect.stringMatching(/^Delivery: the mailbox is full \(9 of 10 KB; taken as/),
    dovecot: expect.stringMatching(/^Access: mailboxes cannot be opened \(connection refused: .*nothing was sent\)$/),
  })
})
