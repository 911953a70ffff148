import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type MailQueueConfig } from '@vonggac/model/inventory'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { eximMessage } from './exim.ts'
import { createMailQueueProbe } from './index.ts'
import { postfixMessage } from './postfix.ts'
import { createCutter } from './program.ts'
import { queueReading } from './reading.ts'
import { reasonClass } from './reason-class.ts'
import { createTally, type QueuedMessage } from './tally.ts'

const NOW_MS = 1_795_667_885_000
const AT_S = NOW_MS / 1_000

/** As Postfix 3.7 prints it. */
const DEFERRED = `{"queue_name": "deferred", "queue_id": "4FF1398A4BE", "arrival_time": ${AT_S - 90}, "message_size": 322, "forced_expire": false, "sender": "user1@example.test", "recipients": [{"address": "x0@deferred.test", "delay_reason": "connect to 127.0.0.1[127.0.0.1]:9: Connection refused"}, {"address": "x1@deferred.test", "delay_reason": "connect to 127.0.0.1[127.0.0.1]:9: Connection refused"}]}`

test('a message of Postfix', () => {
  expect(postfixMessage(DEFERRED, NOW_MS)).toEqual({
    queue: 'deferred',
    bytes: 322,
    ageS: 90,
    reasons: Array(2).fill('connect to 127.0.0.1[127.0.0.1]:9: Connection refused'),
  })
  expect(postfixMessage('{"queue_name": "active", "recipients": [{"address": "a"}, null]}', NOW_MS)).toEqual({
    queue: 'active',
    bytes: 0,
    ageS: AT_S,
    reasons: [],
  })
})

test('a message with more receivers than are kept of a line is still counted', () => {
  expect(postfixMessage(DEFERRED.slice(0, 320), NOW_MS)).toMatchObject({ queue: 'deferred', bytes: 322, ageS: 90 })
  expect(postfixMessage(DEFERRED.slice(0, 320), NOW_MS)?.reasons[0]).toContain('Connection refused')
})

test.for(['', 'x', '{', 'null', '[]', '{"queue_name": "elsewhere"}', 'postqueue: warning: x'])(
  'Postfix: %j is no message',
  (line) => expect(postfixMessage(line, NOW_MS)).toBeUndefined(),
)

/** As Exim 4.96 prints it with `-bp`. */
const EXIM = ` 0m  5.2K 1xWR4g-0008At-36 <a@example.test> *** frozen ***
          b1@deferred.test
        D c1@deferred.test

25m  1.1M 1xWR4h-0008Ax-06 <alice@example.test>
          b2@deferred.test

 4d   242 1xWR4h-0008B3-0O <>
          d@deferred.test
`

test('a queue of Exim', () => {
  expect(EXIM.split('\n').flatMap((line) => eximMessage(line) ?? [])).toEqual([
    { queue: 'hold', bytes: 5_325, ageS: 0, reasons: [] },
    { queue: 'deferred', bytes: 1_153_434, ageS: 1_500, reasons: [] },
    { queue: 'deferred', bytes: 242, ageS: 345_600, reasons: [] },
  ])
})

test('any text is a message or none, and a cutter gives what stands between line ends', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string({ maxLength: 20 }), { maxLength: 6 }), (line, pieces) => {
      postfixMessage(line, NOW_MS)
      eximMessage(line)
      const cut = createCutter()
      const lines = pieces.flatMap((piece) => cut(piece))
      expect(lines).toEqual(pieces.join('').split('\n').slice(0, -1))
    }),
  )
})

test('a line without an end takes no more memory than is kept of it', () => {
  const cut = createCutter()
  for (let i = 0; i < 100; i++) expect(cut('x'.repeat(10_000))).toEqual([])
  const [line] = cut('\n')
  expect(line).toHaveLength(65_536)
})

test.for([
  ['greylisted', 'host mx.x.vn said: 450 4.2.0 <a@x.vn>: Recipient address rejected: Greylisted, see http://postgrey'],
  ['mailbox_full', 'host mx said: 452 4.2.2 The email account that you tried to reach is over quota'],
  ['reputation', 'host mx said: 421 4.7.0 [203.0.113.1] Our system has detected an unusual rate of unsolicited mail'],
  ['reputation', 'host mx refused to talk to me: 554 blocked using zen.spamhaus.org'],
  ['rate_limited', 'host mx said: 421 too many connections from your host'],
  ['tls', 'Cannot start TLS: handshake failure'],
  ['connection_refused', 'connect to 10.0.0.1[10.0.0.1]:25: Connection refused'],
  ['connection_timeout', 'connect to mx.x.vn[203.0.113.9]:25: Connection timed out'],
  ['unreachable', 'connect to mx.x.vn[203.0.113.9]:25: No route to host'],
  [
    'name_not_found',
    'Host or domain name not found. Name service error for name=x.vn type=MX: Host not found, try again',
  ],
  ['connection_lost', 'lost connection with mx.x.vn[203.0.113.9] while receiving the initial server greeting'],
  ['local_delivery', 'mail transport unavailable: unknown mail transport error'],
  ['other', 'something else'],
  ['other', ''],
])('a reason is %s: %s', ([name, text]) => expect(reasonClass(text!)).toBe(name))

const config = (options: object = {}) => checkKinds.mail_queue.config.parse(options) as MailQueueConfig

function reading(messages: readonly Partial<QueuedMessage>[], options: object = {}, isDown = false) {
  const tally = createTally()
  for (const message of messages) tally.add({ queue: 'deferred', bytes: 100, ageS: 600, reasons: [], ...message })
  return queueReading(config(options), { server: 'postfix', tally: tally.result(), isCut: false, isDown })
}
const REFUSED = { reasons: ['connect to 10.0.0.1[10.0.0.1]:25: Connection refused'] }
const many = (count: number, message: Partial<QueuedMessage>) => Array.from({ length: count }, () => message)

test.for<[string, ReturnType<typeof reading>, object]>([
  ['is empty', reading([]), { status: 'ok', detail: 'the queue is empty' }],
  [
    'is short',
    reading(many(3, REFUSED)),
    { status: 'ok', detail: '3 messages in the queue: 3 deferred; the oldest for 10m' },
  ],
  [
    'is frozen',
    reading(many(10, REFUSED)),
    {
      status: 'fail',
      error: 'down',
      detail:
        'the queue is frozen: all 10 messages wait because the next server refuses connections: "connect to 10.0.0.1[10.0.0.1]:25: Connection refused" (10 messages in the queue: 10 deferred; the oldest for 10m)',
    },
  ],
  ['has a message under way', reading([...many(10, REFUSED), { queue: 'active' }]), { status: 'ok' }],
  ['has only just begun', reading(many(10, { ...REFUSED, ageS: 20 })), { status: 'ok' }],
  ['waits for several reasons', reading([...many(10, REFUSED), { reasons: ['greylisted'] }]), { status: 'ok' }],
  ['is greylisted', reading(many(10, { reasons: ['Greylisted'] })), { status: 'ok' }],
  ['has messages without a reason', reading([...many(10, REFUSED), {}]), { status: 'ok' }],
  [
    'is on hold',
    reading(many(10, { queue: 'hold' })),
    { status: 'fail', detail: expect.stringContaining('all 10 messages are on hold') },
  ],
  ['has some on hold', reading([...many(500, { queue: 'hold' }), { queue: 'active', ageS: 0 }]), { status: 'ok' }],
  [
    'is long',
    reading(many(101, {}), { frozenLength: 1_000 }),
    { status: 'warn', error: 'threshold', detail: expect.stringMatching(/^101 messages wait, more than 100 \(/) },
  ],
  [
    'is much too long, and old',
    reading(many(1_001, { ...REFUSED, ageS: 90_000 }), { frozenLength: 10_000 }),
    {
      status: 'fail',
      detail: expect.stringMatching(
        /^1001 messages wait, more than 1000; a message has been waiting for 1d 1h; 1001 of them wait because the next server refuses/,
      ),
    },
  ],
  ['has no server', reading([], {}, true), { status: 'fail', error: 'down' }],
])('a queue that %s', ([, got, wanted]) => expect(got).toMatchObject(wanted))

test('kinds of reasons are few, whatever servers say', () => {
  const messages = Array.from({ length: 300 }, (_, n) => ({ reasons: [`reason ${n}`, `timed out ${n}`] }))
  const tags = reading(messages, { frozenLength: 1_000 }).measured.flatMap(({ tags: { reason } = {} }) => reason ?? [])
  expect(tags).toEqual(['connection_timeout', 'other'])
})

/** A program that prints what it is told to, in place of postqueue. */
function program(script: string) {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-queue-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const file = join(dir, 'postqueue')
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  const probe = createMailQueueProbe({
    clock: systemClock,
    log: silentLog,
    which: async (name) => (name === 'postqueue' ? file : undefined),
  })
  return (options: object = {}, signal = AbortSignal.timeout(10_000)) =>
    probe.run(config(options), { clock: systemClock, signal, secret: () => '' })
}

test('what the program says when it fails is told', async () => {
  const failing = (text: string, code = 69) => program(`echo '${text}' >&2; exit ${code}`)()
  await expect(failing('postqueue: fatal: Queue report unavailable - mail system is down')).rejects.toMatchObject({
    code: 'down',
    message: expect.stringContaining('Postfix does not run'),
  })
  await expect(
    failing('postqueue: fatal: User nobody(65534) is not allowed to view the mail queue'),
  ).rejects.toMatchObject({ code: 'local', message: expect.stringContaining('authorized_mailq_users') })
  await expect(failing('Segmentation fault', 139)).rejects.toMatchObject({ code: 'local' })
  await expect(program('echo "Mail queue is empty"')()).rejects.toMatchObject({ code: 'protocol' })
  await expect(program('')({ server: 'exim' })).rejects.toMatchObject({
    code: 'local',
    message: expect.stringContaining('no exim'),
  })
  expect(
    await program("echo 'postqueue: warning: Mail system is down -- accessing queue directly' >&2")(),
  ).toMatchObject({ status: 'fail', error: 'down' })
})

test('a queue without end is counted up to a limit', async () => {
  const reading = await program(`exec yes '${DEFERRED}'`)({ frozenLength: 1_000_000 })
  expect(reading).toMatchObject({ status: 'fail', detail: expect.stringContaining('at least 100000 messages') })
  expect(reading.measured[0]!.fields).toMatchObject({ length: 100_000n, complete: false })
}, 20_000)

test('a program that hangs is ended with the run', async () => {
  const stop = new AbortController()
  const run = program('exec sleep 60')({}, stop.signal)
  const reason = new Error('stopping')
  setTimeout(() => stop.abort(reason), 100)
  await expect(run).rejects.toBe(reason)
})
