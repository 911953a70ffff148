import type { ErrorCode, MailCause } from '@vonggac/model'
import { saysFull } from './delivery-report.ts'
import { FlowFailure } from './flow-failure.ts'
import { replyText, type SmtpReply } from './smtp-reply.ts'

/** What was asked when a server answered. */
export type SmtpStep = 'greeting' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL FROM' | 'RCPT TO' | 'DATA' | 'the message'

/** What a refusal means: where the service is broken. Pure. */
export function smtpRefusal(step: SmtpStep, reply: SmtpReply): FlowFailure {
  const [cause, error, meaning] = meaningOf(step, reply)
  const asked =
    step === 'greeting' ? 'greets with' : step === 'the message' ? 'answers the message with' : `answers ${step} with`
  return new FlowFailure(cause, error, `${meaning}: the server ${asked} ${replyText(reply)}`)
}

function meaningOf(step: SmtpStep, reply: SmtpReply): readonly [MailCause, ErrorCode, string] {
  const { code, enhanced = '', lines } = reply
  const text = lines.join(' ')
  const isTemporary = code < 500
  if (code === 421) return ['submission', 'down', 'the mail server does not take mail at the moment']
  if (step === 'STARTTLS') return ['tls', 'tls', 'TLS is offered but refused']
  if (step === 'AUTH' && isTemporary) return ['auth', 'down', 'the mail server cannot check passwords at the moment']
  if (step === 'AUTH') return ['auth', 'auth', 'the account or its password is not accepted for sending']
  if (code === 530) return ['auth', 'auth', 'the mail server wants a login or TLS first']
  if (saysFull({ status: enhanced, diagnosis: text })) return ['mailbox-full', 'threshold', 'the mailbox is full']
  if (step === 'RCPT TO') return recipientRefused(isTemporary, enhanced, text)
  if (!isTemporary && enhanced.startsWith('5.7.') && step !== 'greeting')
    return ['reputation', 'mismatch', 'the mail server refuses the message by policy']
  if (step === 'greeting') return ['submission', isTemporary ? 'down' : 'mismatch', 'the mail server does not serve us']
  return ['submission', 'mismatch', isTemporary ? 'the message is not taken for now' : 'the message is refused']
}

function recipientRefused(
  isTemporary: boolean,
  enhanced: string,
  text: string,
): readonly [MailCause, ErrorCode, string] {
  const isGrey = /gr[ea]y-?\s?list/i.test(text)
  if (isTemporary && (isGrey || enhanced.startsWith('4.7.')))
    return [
      'greylisted',
      'mismatch',
      isGrey ? 'the message is greylisted' : 'the message is put off, as by greylisting',
    ]
  if (isTemporary) return ['submission', 'mismatch', 'the receiver is not taken for now']
  if (/relay/i.test(text) || enhanced === '5.7.1')
    return ['relay', 'mismatch', 'the mail server does not pass mail on for us']
  return ['delivery', 'mismatch', 'the receiver is refused']
}
