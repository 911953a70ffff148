import { type Clock, int, type Log } from '@vonggac/model'
import type { SmtpConfig } from '@vonggac/model/inventory'
import type { Probe } from '../../probe.ts'
import { createDialogueProbe, type Talk } from '../mail/dialogue.ts'
import { literalOf, offersOf } from '../mail/ehlo.ts'
import { MailRefusal, stripped } from '../mail/refusal.ts'
import { smtpLogin } from '../mail/smtp-login.ts'
import { type SmtpStep, smtpMeaning, smtpRefusal } from '../mail/smtp-refusal.ts'
import { createSmtpReplyReader, replyText, type SmtpReply } from '../mail/smtp-reply.ts'

/** All that a server may say, bytes: greeting, two times its extensions, and six short replies. */
const MAX_BYTES = 262_144

/** Speaks SMTP (RFC 5321) with a server up to the receiver of a message that is never sent. */
export const createSmtpProbe = (deps: { readonly clock: Clock; readonly log: Log }): Probe<SmtpConfig> =>
  createDialogueProbe(
    {
      kind: 'smtp',
      protocol: 'SMTP',
      maxBytes: MAX_BYTES,
      reader: createSmtpReplyReader,
      lead,
      goodbye: 'QUIT\r\n',
    },
    deps,
  )

type SmtpTalk = Talk<SmtpConfig, SmtpReply>

async function lead(talk: SmtpTalk): Promise<void> {
  const { config, replies, wantsTls, localAddress } = talk
  await ask(talk, 'the greeting', undefined, 220)
  talk.mark('banner_ms')
  const hello = `EHLO ${config.ehlo ?? literalOf(localAddress)}`
  let offers = offersOf(await ask(talk, 'EHLO', hello, 250))
  talk.mark('ehlo_ms')
  if (wantsTls) {
    if (!offers.has('STARTTLS')) throw stripped('STARTTLS')
    await ask(talk, 'STARTTLS', 'STARTTLS', 220)
    replies.nothingMore()
    talk.mark('starttls_ms')
    await talk.secure()
    // What was offered in the clear may have been forged (RFC 3207 section 4.2).
    offers = offersOf(await ask(talk, 'EHLO', hello, 250))
    talk.mark('ehlo_ms')
  }
  if (config.auth && talk.password !== undefined) {
    const login = { user: config.auth.user, password: talk.password }
    await smtpLogin(
      (command, wanted) => ask(talk, 'AUTH', command, wanted),
      offers.get('AUTH') ?? '',
      login,
      config.tls === 'none',
    )
    talk.mark('auth_ms')
  }
  if (config.from === undefined) return
  await ask(talk, 'MAIL FROM', `MAIL FROM:<${config.from}>`, 250)
  talk.mark('mail_ms')
  if (config.to !== undefined) await receiver(talk, config.to)
  // The server forgets sender and receiver: no message begins.
  await ask(talk, 'RSET', 'RSET', 250)
}

/** Says something, and takes one answer. Throws `MailRefusal` for another than wanted. */
async function ask(talk: SmtpTalk, step: SmtpStep, command: string | undefined, wanted: number): Promise<SmtpReply> {
  const reply = await exchange(talk, step, command)
  if (reply.code !== wanted) throw smtpRefusal(step, reply)
  return reply
}

async function exchange(talk: SmtpTalk, step: SmtpStep, command: string | undefined): Promise<SmtpReply> {
  if (command !== undefined) talk.write(`${command}\r\n`)
  const reply = await talk.replies.next(step === 'the greeting' ? 'the greeting of SMTP' : `the answer to ${step}`)
  talk.measure({ code: int(reply.code) })
  return reply
}

/** 251 and 252: taken, although the server would rather not say to whom it belongs. */
async function receiver(talk: SmtpTalk, to: string): Promise<void> {
  const reply = await exchange(talk, 'RCPT TO', `RCPT TO:<${to}>`)
  talk.mark('rcpt_ms')
  const isTaken = reply.code >= 250 && reply.code <= 252
  if (talk.config.receiver === 'taken') {
    if (!isTaken) throw smtpRefusal('RCPT TO', reply)
  } else if (isTaken) {
    throw new MailRefusal(
      'mismatch',
      `the server takes mail for ${to}, which it must refuse: is it an open relay? It answers RCPT TO with ${replyText(reply)}`,
    )
  } else if (reply.code < 500) {
    throw new MailRefusal(
      'partial',
      `${smtpMeaning('RCPT TO', reply).meaning}: whether it would be refused is not known`,
      'warn',
    )
  }
}
