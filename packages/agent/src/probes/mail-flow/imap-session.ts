import { capabilitiesOf, createImapCommands, type ImapAnswer } from '../imap/commands.ts'
import { imapRefusal, turnedAway } from '../imap/imap-refusal.ts'
import { loginCommand } from '../imap/login.ts'
import { createImapResponseReader } from '../mail/imap-response.ts'
import { repliesOf } from '../mail/replies.ts'
import type { Login } from '../mail/smtp-login.ts'
import { FlowFailure } from './flow-failure.ts'
import { type FlowServer, openFlowStream, type StreamDeps } from './flow-stream.ts'

/** Somebody's mailbox, logged in. Disposing closes the connection. */
export interface ImapSession extends Disposable {
  /** Asks, and throws `MailRefusal` unless the answer is OK. */
  ask(command: string): Promise<ImapAnswer>
  /** The same for what may fail. */
  tryTo(command: string): Promise<ImapAnswer>
  /** In upper case. */
  readonly capabilities: ReadonlySet<string>
  /** Says goodbye, without waiting for the answer. */
  logout(): void
}

/** Connects and logs in (RFC 9051, and RFC 3501, which most servers still speak). */
export async function openImapSession(server: FlowServer, login: Login, deps: StreamDeps): Promise<ImapSession> {
  const stream = await openFlowStream(server, deps)
  try {
    const { mail } = stream
    const replies = repliesOf(mail, createImapResponseReader(), { protocol: 'IMAP', progress: deps.progress })
    const commands = createImapCommands({ replies, write: (text) => mail.write(text), measure: () => {} })
    const tryTo = (command: string) => commands.run([command], `${nameOf(command)} (IMAP)`)
    const ask = async (command: string) => {
      const answer = await tryTo(command)
      if (answer.state !== 'OK') throw imapRefusal(nameOf(command), answer)
      return answer
    }
    const greeting = await commands.greeting()
    if (greeting.name === 'BYE') throw turnedAway(greeting)
    let capabilities = capabilitiesOf([greeting]) ?? (await commands.capabilities())
    if (server.tls === 'starttls') {
      // After PREAUTH there is no STARTTLS: it is the way around it (RFC 9051 section 11.3).
      if (!capabilities.has('STARTTLS') || greeting.name === 'PREAUTH') throw stripped(server)
      await ask('STARTTLS')
      replies.nothingMore()
      await stream.secure()
      capabilities = await commands.capabilities()
    }
    if (greeting.name !== 'PREAUTH') {
      const answer = await commands.run(loginCommand(capabilities, login.user, login.password), 'the login (IMAP)')
      if (answer.state !== 'OK') throw imapRefusal('the login', answer)
      capabilities = capabilitiesOf([...answer.responses, answer]) ?? (await commands.capabilities())
    }
    return {
      ask,
      tryTo,
      capabilities,
      logout: () => mail.write('zz LOGOUT\r\n'),
      [Symbol.dispose]: () => stream[Symbol.dispose](),
    }
  } catch (error) {
    stream[Symbol.dispose]()
    throw error
  }
}

/** `UID FETCH` of `UID FETCH 1:* (…)`. */
const nameOf = (command: string): string => /^(?:UID )?\S+/.exec(command)![0]

const stripped = ({ host, port }: FlowServer) =>
  new FlowFailure(
    'tls',
    'tls',
    `${host}:${port} does not offer STARTTLS for IMAP: it is switched off there, or something on the way strips it; nobody logged in`,
  )
