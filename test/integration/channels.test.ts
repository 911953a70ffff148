import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { createNotifiers, type Message } from '@vonggac/alerting'
import type { Channel } from '@vonggac/model/inventory'
import { expect, test, vi } from 'vitest'
import { message } from '../../packages/alerting/src/testing/sample.ts'
import { smtpSink } from '../../packages/alerting/src/testing/smtp-sink.ts'
import { createAuthority } from '../support/certificates.ts'
import { startRsyslogd } from '../support/rsyslogd.ts'
import { temporaryDirectory } from '../support/server-process.ts'

/** What channels send, as programs that we have not written understand it. */

const NOW = Date.UTC(2026, 10, 22, 19, 3, 16, 250)
const sending = { signal: new AbortController().signal, key: 'k:opened:c' }
const notifierOf = (channel: Channel, ca?: string) =>
  createNotifiers([channel], { secret: () => '', clock: { now: () => NOW }, ...(ca !== undefined && { ca }) }).get('c')!

/** Everything that has to be escaped on its way. */
const nasty: Message = {
  ...message,
  incident: { ...message.incident, node: 'tam-ky/"vnpt"]\\' },
  short: { vi: 'NGHIÊM TRỌNG: "Tam Kỳ"\nmất kết nối 🔥', en: 'CRITICAL: [Tam Ky] is cut off' },
  actions: { acknowledge: 'https://vonggac.example/a/0123?x="]' },
}

test('rsyslog understands every field of what we send by UDP, by TCP with octet counting, and by TLS', async () => {
  using dir = temporaryDirectory('rsyslog')
  const authority = createAuthority(dir.path)
  const { cert, key } = authority.issue('syslog')
  await using rsyslogd = await startRsyslogd(dir.path, { caFile: authority.file, certFile: cert, keyFile: key })
  const shared = { id: 'c', kind: 'syslog', host: '127.0.0.1', facility: 'local3', timeout: 5_000 } as const
  const transports = ['udp', 'tcp', 'tls'] as const
  for (const transport of transports) {
    const notifier = notifierOf(
      { ...shared, transport, port: rsyslogd.ports[transport] },
      readFileSync(authority.file, 'utf8'),
    )
    await notifier.send(nasty, sending)
    await notifier.send({ ...nasty, kind: 'resolved', short: { vi: 'ệ'.repeat(9_000), en: 'over' } }, sending)
  }
  await vi.waitFor(() => expect(rsyslogd.records()).toHaveLength(6), { timeout: 10_000, interval: 50 })
  for (const transport of transports) {
    const [opened, resolved] = rsyslogd.records().filter(({ input }) => input === transport)
    const { incident } = nasty
    expect(opened).toEqual({
      input: transport,
      facility: 'local3',
      severity: 'crit',
      time: '2026-11-22T19:03:16.250Z',
      host: hostname(),
      app: 'vonggac',
      process: String(process.pid),
      id: 'opened',
      data: {
        'vonggac@32473': {
          incident: incident.id,
          node: incident.node,
          site: 'tam-ky',
          cause: 'link',
          severity: 'critical',
          key: 'k:opened:c',
          link: nasty.link,
          acknowledge: nasty.actions!.acknowledge,
        },
      },
      text: expect.stringMatching(/^\ufeff?NGHIÊM TRỌNG: "Tam Kỳ" mất kết nối 🔥 \/ CRITICAL: \[Tam Ky\] is cut off$/),
    })
    expect(resolved).toMatchObject({ severity: 'notice', id: 'resolved' })
    expect(Buffer.byteLength(resolved!.text)).toBeLessThan(transport === 'udp' ? 2_048 : 8_192)
    expect(resolved!.text).toMatch(/^\ufeff?ệ+$/)
  }
})

test('a rsyslog whose certificate nobody vouches for gets nothing', async () => {
  using dir = temporaryDirectory('rsyslog')
  const authority = createAuthority(dir.path)
  const { cert, key } = authority.issue('syslog')
  await using rsyslogd = await startRsyslogd(dir.path, { caFile: authority.file, certFile: cert, keyFile: key })
  const channel = { id: 'c', kind: 'syslog', host: '127.0.0.1', facility: 'local0', timeout: 5_000 } as const
  const notifier = notifierOf({ ...channel, transport: 'tls', port: rsyslogd.ports.tls })
  await expect(notifier.send(message, sending)).rejects.toThrow(/certificate/)
  expect(rsyslogd.records()).toEqual([])
})

/** Reads a mail as Python's standard library does. */
const PARSER = `
import sys, json, email, email.policy
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
part = lambda kind: mail.get_body((kind,)).get_content()
print(json.dumps({
  "defects": [str(d) for p in mail.walk() for d in p.defects],
  "subject": mail["Subject"], "from": mail["From"].addresses[0].display_name, "to": [a.addr_spec for a in mail["To"].addresses],
  "type": mail.get_content_type(), "parts": [p.get_content_type() for p in mail.iter_parts()],
  "charsets": [p.get_content_charset() for p in mail.iter_parts()], "plain": part("plain"), "html": part("html"),
  "id": mail["Message-ID"], "answers": mail["In-Reply-To"], "longest": max(len(l) for l in mail.as_bytes().split(b"\\n")),
}))`

function parsed(source: string) {
  const { stdout, stderr, error } = spawnSync('python3', ['-c', PARSER], { input: source, encoding: 'utf8' })
  if (error) throw new Error(`python3 is missing: install the Debian package python3 (${error.message})`)
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

test('Python reads our mail to a person: both texts, Vietnamese headers, lines that every server takes', async () => {
  await using sink = await smtpSink({ disabledCommands: ['STARTTLS', 'AUTH'] })
  const mail: Channel = {
    id: 'c',
    kind: 'email',
    host: '127.0.0.1',
    port: sink.port,
    secure: false,
    from: 'Vọng Gác <vonggac@example.gov.vn>',
    timeout: 5_000,
  }
  const long = `NGHIÊM TRỌNG: <Tam Kỳ> & "VNPT"\n.\nFrom here\n${'mất kết nối '.repeat(500)}\nXem: ${message.link}`
  const notifier = notifierOf(mail)
  const to = { id: 'an', name: 'Nguyễn Văn An', email: 'an@example.gov.vn' }
  await notifier.send(
    { ...message, text: long, subject: `NGHIÊM TRỌNG: ${'Mất kết nối '.repeat(30)}` },
    { ...sending, to },
  )
  const read = parsed(sink.mails[0]!.source)
  expect(sink.mails[0]!.to).toEqual(['an@example.gov.vn'])
  expect(read).toMatchObject({
    defects: [],
    from: 'Vọng Gác',
    to: ['an@example.gov.vn'],
    type: 'multipart/alternative',
    parts: ['text/plain', 'text/html'],
    charsets: ['utf-8', 'utf-8'],
    answers: expect.stringMatching(/^<[0-9a-f]{32}@example\.gov\.vn>$/),
    id: expect.stringMatching(/^<[0-9a-f]{32}@example\.gov\.vn>$/),
  })
  expect(read.subject.trim()).toBe(`NGHIÊM TRỌNG: ${'Mất kết nối '.repeat(30)}`.trim())
  expect(read.plain.replaceAll('\r\n', '\n').trimEnd()).toBe(long)
  expect(read.html).toContain('&lt;Tam Kỳ&gt; &amp; &quot;VNPT&quot;')
  expect(read.html).not.toContain('<Tam Kỳ>')
  // RFC 5322 §2.1.1: no line of more than 998 characters.
  expect(read.longest).toBeLessThanOrEqual(998)
})
