import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSmtpReplyReader, queueIdOf, replyText, type SmtpReply } from './smtp-reply.ts'

/** Reads what a server says, in pieces of `size` bytes. */
function read(said: string, size = 10_000): SmtpReply[] {
  const reader = createSmtpReplyReader()
  const bytes = Buffer.from(said)
  const replies: SmtpReply[] = []
  for (let at = 0; at < bytes.length; at += size) replies.push(...reader.feed(bytes.subarray(at, at + size)))
  return replies
}

test('replies are the same whatever pieces they come in', () => {
  const said = '220-mx\r\n220 ready\r\n250-mx\r\n250-SIZE 10\r\n250 2.1.0 Ok\r\n'
  const wanted = [
    { code: 220, enhanced: undefined, lines: ['mx', 'ready'] },
    { code: 250, enhanced: '2.1.0', lines: ['mx', 'SIZE 10', 'Ok'] },
  ]
  for (const size of [1, 2, 3, 10_000]) expect(read(said, size)).toEqual(wanted)
})

test('a code alone, and a bare line feed, are replies', () => {
  expect(read('354\n')).toEqual([{ code: 354, enhanced: undefined, lines: [''] }])
  expect(read('250 2.0.0\r\n')).toMatchObject([{ code: 250, enhanced: '2.0.0' }])
})

test.for([
  ['another protocol', 'SSH-2.0-OpenSSH\r\n', 'does not speak SMTP: it says "SSH-2.0-OpenSSH"'],
  ['a code that there is not', '700 x\r\n', 'does not speak SMTP'],
  ['a line without an end', `220 ${'x'.repeat(5_000)}`, 'does not come to an end with its reply: it begins "220 x'],
  ['a reply without an end', '220-more\r\n'.repeat(7_000), 'does not come to an end'],
])('%s is refused', ([, said, message]) => expect(() => read(said!)).toThrow(message))

test.for([
  ['Postfix', '250 2.0.0 Ok: queued as 4Z1xyz\r\n', '4Z1xyz'],
  ['Exim', '250 OK id=1rAbCd-000123-4X\r\n', '1rAbCd-000123-4X'],
  ['Exchange', '250 2.6.0 <a.b@c.vn> [InternalId=17, Hostname=mx] Queued mail for delivery\r\n', '17'],
  ['nobody', '250 Ok\r\n', undefined],
])('the id that %s tells', ([, said, id]) => expect(queueIdOf(read(said!)[0]!)).toBe(id))

test('a reply for people is one line', () => {
  expect(replyText(read('550-5.7.1 no\r\n550 5.7.1 n\u0007o\r\n')[0]!)).toBe('550 5.7.1 "no n·o"')
})

test('any bytes are replies or a ProbeFailure', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (pieces) => {
      const reader = createSmtpReplyReader()
      try {
        for (const piece of pieces) reader.feed(Buffer.from(piece))
      } catch (error) {
        expect((error as Error).name).toBe('ProbeFailure')
      }
    }),
  )
})
