import type { ErrorCode } from '@vonggac/model'
import { MailRefusal } from './refusal.ts'
import { replyText, type SmtpReply } from './smtp-reply.ts'

/** What was asked when a server answered. */
export type SmtpStep =
  | 'the greeting'
  | 'EHLO'
  | 'STARTTLS'
  | 'AUTH'
  | 'MAIL FROM'
  | 'RCPT TO'
  | 'DATA'
  | 'the message'
  | 'RSET'

/** What a refusal is about. */
export type SmtpCause =
  | 'busy'
  | 'tls'
  | 'auth'
  | 'greylisted'
  | 'mailbox-full'
  | 'no-room'
  | 'relay'
  | 'receiver'
  | 'policy'
  | 'not-taken'

/** A refusal in words. Pure. */
export interface SmtpMeaning {
  readonly cause: SmtpCause
  readonly error: ErrorCode
  readonly meaning: string
}

/** What a refusal means as the outcome of a check: greylisting passes by itself, all else somebody must look at. */
export function smtpRefusal(step: SmtpStep, reply: SmtpReply): MailRefusal {
  const { cause, error, meaning } = smtpMeaning(step, reply)
  const asked = step === 'the greeting' ? 'it greets with' : `it answers ${step} with`
  return new MailRefusal(error, `${meaning}: ${asked} ${replyText(reply)}`, cause === 'greylisted' ? 'warn' : 'fail')
}

export function smtpMeaning(step: SmtpStep, { code, enhanced = '', lines }: SmtpReply): SmtpMeaning {
  const text = lines.join(' ')
  const isTemporary = code < 500
  const is = (cause: SmtpCause, error: ErrorCode, meaning: string): SmtpMeaning => ({ cause, error, meaning })
  if (code === 421) return is('busy', 'down', 'the server takes no mail at the moment: it is overloaded or going down')
  if (step === 'STARTTLS') return is('tls', 'tls', 'TLS is offered but refused')
  if (step === 'AUTH' && isTemporary) return is('auth', 'down', 'the server cannot check passwords at the moment')
  if (step === 'AUTH') return is('auth', 'auth', 'the account or its password is not accepted')
  if (code === 530) return is('auth', 'auth', 'the server wants a login or TLS first')
  if (/^[45]\.2\.2$/.test(enhanced) || /quota|mailbox (?:is |for user is )?full|over ?quota/i.test(text))
    return is('mailbox-full', 'threshold', 'the mailbox is full')
  if (enhanced === '4.3.1' || (code === 452 && enhanced === ''))
    return is('no-room', 'threshold', 'the server has no room for messages')
  if (code === 552 && enhanced === '') return is('mailbox-full', 'threshold', 'the mailbox is full')
  if (step === 'RCPT TO') return receiverRefused(isTemporary, enhanced, text)
  if (step === 'the greeting') return is('busy', isTemporary ? 'down' : 'mismatch', 'the server does not serve us')
  if (!isTemporary && enhanced.startsWith('5.7.')) return is('policy', 'mismatch', 'the server refuses us by policy')
  return is('not-taken', 'mismatch', isTemporary ? 'the server does not go on for now' : 'the server does not go on')
}

function receiverRefused(isTemporary: boolean, enhanced: string, text: string): SmtpMeaning {
  const isGrey = /gr[ea]y-?\s?list/i.test(text)
  if (isTemporary && (isGrey || enhanced === '4.7.1'))
    return {
      cause: 'greylisted',
      error: 'partial',
      meaning: `the receiver is greylisted${isGrey ? '' : ', as it seems'} (mail from a stranger is taken when it is tried again some minutes later)`,
    }
  if (isTemporary) return { cause: 'not-taken', error: 'down', meaning: 'mail to the receiver is not taken for now' }
  if (/block(?:ed|list)|black-?list|spamhaus|barracuda|dnsbl|\brbl\b/i.test(text))
    return {
      cause: 'policy',
      error: 'mismatch',
      meaning: 'the server refuses us because our address is on a blocklist',
    }
  if (/relay/i.test(text))
    return { cause: 'relay', error: 'mismatch', meaning: 'the server does not pass mail on for us (relay refused)' }
  if (enhanced.startsWith('5.7.'))
    return { cause: 'policy', error: 'mismatch', meaning: 'the server refuses the receiver by policy' }
  return { cause: 'receiver', error: 'mismatch', meaning: 'the server does not know or take the receiver' }
}
