import { type Clock, int, type Log } from '@vonggac/model'
import type { Pop3Config } from '@vonggac/model/inventory'
import type { Probe } from '../../probe.ts'
import { createDialogueProbe, type Talk } from '../mail/dialogue.ts'
import { createPop3LineReader, type Pop3Reply, pop3Reply, pop3Stat } from '../mail/pop3-reply.ts'
import { MailRefusal, stripped } from '../mail/refusal.ts'
import { plainToken } from '../mail/sasl.ts'
import { quoted } from '../quoted.ts'

/** All that a server may say, bytes: capabilities twice, and seven short replies. */
const MAX_BYTES = 65_536

/** Logs in to a mailbox by POP3 (RFC 1939) and counts what is in it. */
export const createPop3Probe = (deps: { readonly clock: Clock; readonly log: Log }): Probe<Pop3Config> =>
  createDialogueProbe(
    { kind: 'pop3', protocol: 'POP3', maxBytes: MAX_BYTES, reader: createPop3LineReader, lead, goodbye: 'QUIT\r\n' },
    deps,
  )

type Pop3Talk = Talk<Pop3Config, string>

async function lead(talk: Pop3Talk): Promise<void> {
  const { config, wantsTls, replies } = talk
  await ask(talk, 'the greeting', undefined)
  talk.mark('banner_ms')
  let capabilities = await capabilitiesOf(talk)
  if (wantsTls) {
    if (!capabilities.has('STLS')) throw stripped('STLS')
    await ask(talk, 'STLS', 'STLS')
    replies.nothingMore()
    talk.mark('starttls_ms')
    await talk.secure()
    capabilities = await capabilitiesOf(talk)
  }
  talk.mark('capability_ms')
  if (!config.auth || talk.password === undefined) return
  await logIn(talk, capabilities, config.auth.user, talk.password)
  talk.mark('auth_ms')
  const { messages, bytes } = pop3Stat(await ask(talk, 'STAT', 'STAT'))
  talk.mark('stat_ms')
  talk.measure({ messages: int(messages), bytes: int(bytes) })
  const { warnMessages } = config
  if (warnMessages !== undefined && messages > warnMessages)
    talk.warn(
      `${messages} ${messages === 1 ? 'message' : 'messages'} in the mailbox, more than ${warnMessages}: nobody clears it`,
    )
}

async function ask(talk: Pop3Talk, step: string, command: string | undefined): Promise<Pop3Reply> {
  const reply = await exchange(talk, step, command)
  if (!reply.isOk) throw pop3Refusal(step, reply)
  return reply
}

async function exchange(talk: Pop3Talk, step: string, command: string | undefined): Promise<Pop3Reply> {
  if (command !== undefined) talk.write(`${command}\r\n`)
  const awaited = step === 'the greeting' ? 'the greeting of POP3' : `the answer to ${step}`
  const reply = pop3Reply(await talk.replies.next(awaited))
  talk.measure({ code: reply.code || (reply.isOk ? '+OK' : '-ERR') })
  return reply
}

/**
 * What the server can do (RFC 2449), each with its parameters, in upper case. A server without CAPA is asked for what it may
 * have.
 */
async function capabilitiesOf(talk: Pop3Talk): Promise<ReadonlyMap<string, string>> {
  const { isOk } = await exchange(talk, 'CAPA', 'CAPA')
  if (!isOk)
    return new Map([
      ['USER', ''],
      ['STLS', ''],
    ])
  const capabilities = new Map<string, string>()
  for (;;) {
    const line = await talk.replies.next('the end of the answer to CAPA')
    if (line === '.') return capabilities
    const [word = '', ...parameters] = line.toUpperCase().split(' ')
    capabilities.set(word, parameters.join(' '))
  }
}

async function logIn(
  talk: Pop3Talk,
  capabilities: ReadonlyMap<string, string>,
  user: string,
  password: string,
): Promise<void> {
  const isOneLine = /^[\x20-\x7e]*$/.test(user + password)
  const canPlain = capabilities.get('SASL')?.split(' ').includes('PLAIN')
  if (canPlain && (!capabilities.has('USER') || !isOneLine)) {
    // The token on a line of its own: RFC 1734 knows no other way, and all servers do.
    talk.write('AUTH PLAIN\r\n')
    const line = await talk.replies.next('the answer to AUTH')
    if (!line.startsWith('+ ') && line !== '+') throw pop3Refusal('AUTH', pop3Reply(line))
    await ask(talk, 'AUTH', plainToken(user, password))
    return
  }
  if (!capabilities.has('USER'))
    throw new MailRefusal(
      'auth',
      `the POP3 server takes no login here${talk.config.tls === 'none' ? ', in the clear: `tls: starttls` is what it wants' : ' that is spoken here (USER, PLAIN)'}`,
    )
  if (/[\r\n\0]/.test(password)) throw new MailRefusal('auth', 'a password with a line end cannot be sent by POP3')
  await ask(talk, 'USER', `USER ${user}`)
  await ask(talk, 'PASS', `PASS ${password}`)
}

/** What a `-ERR` means, going by its code (RFC 2449, 3206) and by what was asked. Pure. */
export function pop3Refusal(step: string, { code, text }: Pop3Reply): MailRefusal {
  const said = `-ERR${code === '' ? '' : ` [${code}]`} ${quoted(text)}`
  const refuse = (error: 'auth' | 'down' | 'tls' | 'mismatch', meaning: string) =>
    new MailRefusal(error, `${meaning}: it ${step === 'the greeting' ? 'greets' : `answers ${step}`} with ${said}`)
  if (step === 'the greeting') return refuse('down', 'the POP3 server turns us away')
  if (code === 'SYS/TEMP' || code === 'SYS/PERM' || code === 'UNAVAILABLE' || /\[UNAVAILABLE\]/.test(text))
    return refuse('down', 'something behind the POP3 server is not there at the moment')
  if (code === 'IN-USE') return refuse('down', 'the mailbox is in use by somebody else')
  if (code === 'LOGIN-DELAY') return refuse('down', 'the POP3 server lets nobody log in so often')
  if (step === 'STLS') return refuse('tls', 'TLS is offered but refused')
  if (/plaintext|non-secure|insecure|\bTLS\b|\bSSL\b/i.test(text))
    return refuse('auth', 'the POP3 server takes no login in the clear')
  if (['USER', 'PASS', 'AUTH'].includes(step)) return refuse('auth', 'the account or its password is not accepted')
  return refuse('mismatch', 'the POP3 server refuses')
}
