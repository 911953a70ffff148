import { MailRefusal } from './refusal.ts'
import { plainToken } from './sasl.ts'

/** An account of a mail server. */
export interface Login {
  readonly user: string
  readonly password: string
}

/**
 * Logs in by SMTP (RFC 4954). `ask` says a command and throws for another code than wanted. Throws `MailRefusal` where the server
 * offers nothing that is spoken here.
 */
export async function smtpLogin(
  ask: (command: string, wanted: number) => Promise<unknown>,
  mechanisms: string,
  { user, password }: Login,
  isInClear: boolean,
): Promise<void> {
  const offered = mechanisms.split(' ')
  if (offered.includes('PLAIN')) return void (await ask(`AUTH PLAIN ${plainToken(user, password)}`, 235))
  if (!offered.includes('LOGIN'))
    throw new MailRefusal(
      'auth',
      mechanisms === ''
        ? `the server offers no login here${isInClear ? ', in the clear: `tls: starttls` may be what it wants' : ''}`
        : `the server offers no login that is spoken here (PLAIN, LOGIN), but ${mechanisms.slice(0, 80)}`,
    )
  await ask('AUTH LOGIN', 334)
  await ask(Buffer.from(user).toString('base64'), 334)
  await ask(Buffer.from(password).toString('base64'), 235)
}
