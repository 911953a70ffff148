import { imapQuoted } from '../mail/imap-value.ts'
import { MailRefusal } from '../mail/refusal.ts'
import { plainToken } from '../mail/sasl.ts'

/** The login in pieces. Nothing of a password can be taken for a command: it is in base 64, or its length is told. */
export function loginCommand(capabilities: ReadonlySet<string>, user: string, password: string): string[] {
  if (capabilities.has('AUTH=PLAIN')) {
    const token = plainToken(user, password)
    return capabilities.has('SASL-IR') ? [`AUTHENTICATE PLAIN ${token}`] : ['AUTHENTICATE PLAIN', token]
  }
  if (capabilities.has('LOGINDISABLED'))
    throw new MailRefusal(
      'auth',
      'the IMAP server takes no login in the clear (LOGINDISABLED): `tls: starttls` is what it wants',
    )
  const isPlain = (text: string) => /^[\x20-\x7e]*$/.test(text)
  if (isPlain(user) && isPlain(password)) return [`LOGIN ${imapQuoted(user)} ${imapQuoted(password)}`]
  return [`LOGIN {${Buffer.byteLength(user)}}`, `${user} {${Buffer.byteLength(password)}}`, password]
}
