import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type StartTlsProtocol, startTlsDialogue } from './start-tls.ts'

/** Leads a dialogue with what the server says, in pieces of `size` bytes; gives what was said and whether TLS begins. */
function talk(protocol: StartTlsProtocol, server: readonly (string | Buffer)[], size = 1_000) {
  const dialogue = startTlsDialogue(protocol)
  let said = dialogue.opening?.toString('latin1') ?? ''
  let done = false
  for (const part of server) {
    const bytes = Buffer.from(part as string, 'latin1')
    for (let at = 0; at < bytes.length; at += size) {
      const move = dialogue.feed(bytes.subarray(at, at + size))
      said += move.send?.toString('latin1') ?? ''
      done ||= move.done ?? false
    }
  }
  return { said, done }
}

const LDAP_OK = Buffer.from('300c02010178070a010004000400', 'hex')
/** As Active Directory writes it: lengths of four bytes. */
const LDAP_OK_LONG = Buffer.from('308400000010020101788400000007 0a010004000400'.replace(' ', ''), 'hex')
const LDAP_REFUSED = Buffer.from('300c02010178070a013404000400', 'hex')

test.for<[StartTlsProtocol, (string | Buffer)[], string]>([
  [
    'smtp',
    ['220-hello\r\n220 mx\r\n', '250-mx\r\n250 STARTTLS\r\n', '220 go\r\n'],
    'EHLO vonggac.invalid\r\nSTARTTLS\r\n',
  ],
  ['imap', ['* OK ready\r\n', '* CAPABILITY IMAP4\r\na1 OK go\r\n'], 'a1 STARTTLS\r\n'],
  ['pop3', ['+OK ready\r\n', '+OK go\r\n'], 'STLS\r\n'],
  ['ftp', ['220-Welcome\r\n  anything here\r\n220 ready\r\n', '234 go\r\n'], 'AUTH TLS\r\n'],
  ['ldap', [LDAP_OK], '0\x1d\x02\x01\x01w\x18\x80\x161.3.6.1.4.1.1466.20037'],
  ['ldap', [LDAP_OK_LONG], '0\x1d\x02\x01\x01w\x18\x80\x161.3.6.1.4.1.1466.20037'],
  ['postgres', ['S'], '\0\0\0\x08\x04\xd2\x16/'],
])('%s: TLS begins, whatever pieces the answers come in', ([protocol, server, said]) => {
  for (const size of [1, 2, 3, 1_000]) expect(talk(protocol, server, size)).toEqual({ said, done: true })
})

test.for<[StartTlsProtocol, (string | Buffer)[], string]>([
  ['smtp', ['554 no\r\n'], 'does not greet as smtp does: "554 no"'],
  ['smtp', ['SSH-2.0-x\r\n'], 'does not greet as smtp does'],
  ['smtp', ['220 mx\r\n', '250 mx\r\n', '502 what?\r\n'], 'does not offer TLS: it answers "502 what?"'],
  ['smtp', ['220 mx\r\n', '250 mx\r\n', '220 go\r\n250 injected\r\n'], 'goes on in the clear'],
  ['imap', ['* BYE\r\n'], 'does not greet'],
  ['imap', ['* OK\r\n', 'a1 NO\r\n'], 'does not offer TLS'],
  ['pop3', ['-ERR\r\n'], 'does not greet'],
  ['ftp', ['220 x\r\n', '530 no\r\n'], 'does not offer TLS'],
  ['ldap', [LDAP_REFUSED], 'LDAP result 52'],
  ['ldap', ['HTTP/1.1 400\r\n'], 'does not answer as LDAP does'],
  ['postgres', ['N'], 'does not offer TLS'],
  ['postgres', ['E'], 'does not answer as PostgreSQL does'],
  ['postgres', ['Sx'], 'goes on in the clear'],
])('%s: %j is told', ([protocol, server, message]) => expect(() => talk(protocol, server)).toThrow(message))

test.for<StartTlsProtocol>(['smtp', 'imap', 'ftp', 'ldap'])('%s: a server that never ends is cut off', (protocol) => {
  const dialogue = startTlsDialogue(protocol)
  const endless =
    protocol === 'ldap'
      ? Buffer.from('30847fffffff', 'hex')
      : Buffer.from(protocol === 'imap' ? '* OK\r\n' : '220-x\r\n')
  expect(() => {
    for (let i = 0; i < 20_000; i++) dialogue.feed(endless)
  }).toThrow('more than 16384 bytes')
})

test('any bytes lead on or to a ProbeFailure', () => {
  const protocols = fc.constantFrom<StartTlsProtocol>('smtp', 'imap', 'pop3', 'ftp', 'ldap', 'postgres')
  fc.assert(
    fc.property(protocols, fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 }), (protocol, pieces) => {
      const dialogue = startTlsDialogue(protocol)
      try {
        for (const piece of pieces) if (dialogue.feed(Buffer.from(piece)).done) return
      } catch (error) {
        expect((error as Error).name).toBe('ProbeFailure')
      }
    }),
  )
})
