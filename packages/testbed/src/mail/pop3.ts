import type { LineProtocol, TlsMode } from '../line-server.ts'
import type { Mailboxes } from './mailboxes.ts'

/** A POP3 server (RFC 1939) without its socket: people log in and see how much there is for them. */
export const pop3Server =
  (mailboxes: Mailboxes, tls: TlsMode): LineProtocol =>
  (talk) => {
    talk.say('+OK Vong Gac testbed')
    let user = ''
    let isKnown = false
    const mayLogIn = () => talk.isSecure || tls === 'none'
    const answers: Readonly<Record<string, (argument: string) => void>> = {
      CAPA: () =>
        talk.say(
          '+OK',
          'UIDL',
          'RESP-CODES',
          ...(mayLogIn() ? ['USER'] : []),
          ...(tls === 'starttls' && !talk.isSecure ? ['STLS'] : []),
          '.',
        ),
      STLS: () => {
        if (tls !== 'starttls' || talk.isSecure) return talk.say('-ERR TLS is not for now')
        talk.say('+OK begin TLS')
        talk.secure()
      },
      USER: (name) => {
        user = name
        talk.say(mayLogIn() ? '+OK' : '-ERR [AUTH] no login in plaintext')
      },
      PASS: (password) => {
        isKnown = mayLogIn() && mailboxes.admits(user, password)
        talk.say(isKnown ? '+OK logged in' : '-ERR [AUTH] authentication failed')
      },
      STAT: () => {
        if (!isKnown) return talk.say('-ERR log in first')
        const { messages } = mailboxes.of(user)
        talk.say(`+OK ${messages.length} ${messages.reduce((sum, { text }) => sum + text.length, 0)}`)
      },
      NOOP: () => talk.say('+OK'),
      QUIT: () => {
        talk.say('+OK bye')
        talk.end()
      },
    }
    return (line) => {
      const [verb = '', argument = ''] = line.split(/ (.*)/s)
      const answer = Object.hasOwn(answers, verb.toUpperCase()) ? answers[verb.toUpperCase()] : undefined
      if (answer) answer(argument)
      else talk.say('-ERR unknown command')
    }
  }
