import type { LineProtocol, LineTalk, TlsMode } from '../line-server.ts'
import type { Mailboxes } from './mailboxes.ts'
import { plainLogin } from './plain-login.ts'

/** Where everybody may hand in mail for the people here, and only for them (RFC 5321); elsewhere people log in first (RFC 6409). */
export interface SmtpDoor {
  readonly tls: TlsMode
  /** Whether mail is taken from people who have not logged in, for the domains of the testbed. */
  readonly isRelay: boolean
}

const HOST = 'mail.example.gov.vn'
/** Longer messages are refused, bytes. */
const MAX_BYTES = 65_536
/** Domains that people of the testbed have mail in. */
const LOCAL = /@(?:[\w-]+\.)*(?:example\.gov\.vn|example\.test)$/i
const PATH = /^(?:MAIL FROM|RCPT TO):\s*<([^>]*)>/i

/** A mail server without its socket: takes messages for people of the testbed and hands them to their mailboxes. */
export const smtpServer =
  (mailboxes: Mailboxes, door: SmtpDoor): LineProtocol =>
  (talk) => {
    talk.say(`220 ${HOST} ESMTP Vong Gac testbed`)
    let isKnown = false
    let awaits: 'command' | 'login' | 'message' = 'command'
    let from: string | undefined
    let to: string | undefined
    let text = ''
    const logIn = (token: string) => {
      awaits = 'command'
      isKnown = plainLogin(token, mailboxes)
      talk.say(isKnown ? '235 2.7.0 Authentication successful' : '535 5.7.8 Authentication credentials invalid')
    }
    const receiver = (address: string) => {
      if (from === undefined) return talk.say('503 5.5.1 MAIL first')
      if (!isKnown && !door.isRelay) return talk.say('530 5.7.0 Authentication required')
      if (!isKnown && !LOCAL.test(address)) return talk.say('554 5.7.1 Relay access denied')
      to = address
      talk.say('250 2.1.5 Ok')
    }
    const take = () => {
      awaits = 'command'
      if (text.length > MAX_BYTES) talk.say('552 5.3.4 Message too big')
      else talk.say(`250 2.0.0 Ok: queued as ${mailboxes.deliver({ from: from!, to: to!, text })}`)
      from = to = undefined
      text = ''
    }
    const command = (line: string) => {
      const verb = line.split(/[ :]/, 1)[0]!.toUpperCase()
      const address = PATH.exec(line)?.[1]
      if (verb === 'EHLO' || verb === 'HELO') talk.say(...greeting(talk, door))
      else if (verb === 'STARTTLS' && door.tls === 'starttls' && !talk.isSecure) {
        talk.say('220 2.0.0 Ready to start TLS')
        talk.secure()
      } else if (verb === 'AUTH' && mayLogIn(talk, door)) {
        const [, mechanism = '', token] = line.split(' ')
        if (mechanism.toUpperCase() !== 'PLAIN') talk.say('504 5.5.4 Unrecognized authentication type')
        else if (token) logIn(token)
        else {
          awaits = 'login'
          talk.say('334 ')
        }
      } else if (verb === 'MAIL' && address !== undefined) {
        from = address
        talk.say('250 2.1.0 Ok')
      } else if (verb === 'RCPT' && address !== undefined) receiver(address)
      else if (verb === 'DATA' && to !== undefined) {
        awaits = 'message'
        talk.say('354 End data with <CR><LF>.<CR><LF>')
      } else if (verb === 'RSET') {
        from = to = undefined
        talk.say('250 2.0.0 Ok')
      } else if (verb === 'NOOP') talk.say('250 2.0.0 Ok')
      else if (verb === 'QUIT') {
        talk.say('221 2.0.0 Bye')
        talk.end()
      } else talk.say('502 5.5.1 Command not implemented here')
    }
    return (line) => {
      if (awaits === 'login') logIn(line)
      else if (awaits === 'command') command(line)
      else if (line === '.') take()
      else if (text.length <= MAX_BYTES) text += `${line.replace(/^\./, '')}\r\n`
    }
  }

const mayLogIn = (talk: LineTalk, { tls }: SmtpDoor) => talk.isSecure || tls === 'none'

function greeting(talk: LineTalk, door: SmtpDoor): string[] {
  const offers = [
    'PIPELINING',
    `SIZE ${MAX_BYTES}`,
    ...(door.tls === 'starttls' && !talk.isSecure ? ['STARTTLS'] : []),
    ...(mayLogIn(talk, door) ? ['AUTH PLAIN'] : []),
    'ENHANCEDSTATUSCODES',
    '8BITMIME',
  ]
  return [`250-${HOST}`, ...offers.map((offer, at) => `250${at === offers.length - 1 ? ' ' : '-'}${offer}`)]
}
