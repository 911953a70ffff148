import { MailRefusal } from '../mail/refusal.ts'
import { quoted } from '../quoted.ts'
import type { ImapAnswer } from './commands.ts'

type State = Pick<ImapAnswer, 'code' | 'text'> & { readonly name?: string; readonly state?: string }

/** What a server said no with: `NO [AUTHENTICATIONFAILED] "Authentication failed."`. */
const said = ({ state, name, code, text }: State): string =>
  `${state ?? name}${code === '' ? '' : ` [${quoted(code, 40).slice(1, -1)}]`} ${quoted(text)}`

/** A server that ends the conversation by itself (BYE). */
export const turnedAway = (response: State): MailRefusal =>
  new MailRefusal('down', `the IMAP server turns us away: ${said(response)}`)

/** What a NO or BAD means, going by its code (RFC 5530). Pure. */
export function imapRefusal(step: string, answer: ImapAnswer): MailRefusal {
  const code = answer.code.split(' ', 1)[0]!.toUpperCase()
  const refuse = (error: 'auth' | 'down' | 'mismatch' | 'protocol' | 'tls' | 'threshold', meaning: string) =>
    new MailRefusal(error, `${meaning}: it answers ${step} with ${said(answer)}`)
  if (code === 'UNAVAILABLE') return refuse('down', 'something behind the IMAP server is not there at the moment')
  if (code === 'INUSE' || code === 'LIMIT') return refuse('down', 'the IMAP server has too much to do for this mailbox')
  if (code === 'SERVERBUG' || code === 'CONTACTADMIN') return refuse('down', 'the IMAP server has a fault')
  if (code === 'OVERQUOTA') return refuse('threshold', 'the mailbox is full')
  if (code === 'NONEXISTENT' || (step === 'EXAMINE' && /n[o']t exist|no such|nonexistent/i.test(answer.text)))
    return refuse('mismatch', 'there is no such folder')
  if (code === 'PRIVACYREQUIRED') return refuse('auth', 'the IMAP server takes no login in the clear')
  if (code === 'EXPIRED') return refuse('auth', 'the password has expired')
  if (code === 'AUTHORIZATIONFAILED' || code === 'NOPERM') return refuse('auth', 'the account may not do this')
  if (answer.state === 'BAD') return refuse('protocol', 'the IMAP server does not take the command')
  if (step === 'STARTTLS') return refuse('tls', 'TLS is offered but refused')
  if (step === 'the login') return refuse('auth', 'the account or its password is not accepted')
  return refuse('mismatch', 'the IMAP server refuses')
}
