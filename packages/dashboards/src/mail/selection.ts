import { chosen, matches } from '../expression.ts'

export const here = [chosen('site', 'site')] as const

/** Of the checks, those of mail. */
export const mailKinds = matches('kind', /^(smtp|imap|pop3|mail_flow|mail_queue|mail_posture)$/)

/** Servers are spoken to every minute, a message is sent every five, records are looked at every quarter of an hour. */
export const SPOKEN = '1m'
export const SENT = '5m'
export const LOOKED_AT = '1h'
