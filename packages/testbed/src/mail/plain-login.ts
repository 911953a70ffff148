import type { Mailboxes } from './mailboxes.ts'

/** Whether a token of SASL PLAIN (RFC 4616) is that of an account. */
export function plainLogin(token: string, mailboxes: Mailboxes): boolean {
  const [, user = '', password = ''] = Buffer.from(token, 'base64').toString('utf8').split('\0')
  return mailboxes.admits(user, password)
}
