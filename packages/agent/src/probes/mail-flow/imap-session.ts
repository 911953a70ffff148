import { ProbeFailure } from '@vonggac/model'
import { quoted } from '../quoted.ts'
import { FlowFailure } from './flow-failure.ts'
import { createImapResponseReader, type ImapResponse } from './imap-response.ts'
import { imapQuoted } from './imap-value.ts'
import { type MailServer, type MailStream, openMailStream, type StreamDeps } from './mail-stream.ts'
import type { Login } from './smtp-session.ts'

/** Responses to one command: a fetch of what came in, and a folder list of a large organisation. */
const MAX_RESPONSES = 5_000
/** Bytes of the answer to one command: fifty headers of 32 KiB fit. */
const MAX_ANSWER = 2 ** 21

/** What a command brought. */
export interface ImapAnswer {
  /** `OK`, `NO` or `BAD`. */
  readonly state: string
  readonly code: string
  readonly text: string
  /** What came before the state. */
  readonly responses: readonly ImapResponse[]
}

/** Somebody's mailbox, logged in. Disposing closes the connection. */
export interface ImapSession extends Disposable {
  /** Asks, and throws `FlowFailure('access', …)` unless the answer is OK. */
  ask(command: string): Promise<ImapAnswer>
  /** The same for what may fail. */
  tryTo(command: string): Promise<ImapAnswer>
  /** In upper case. */
  readonly capabilities: ReadonlySet<string>
  /** Says goodbye, without waiting for the answer. */
  logout(): void
}

/** Connects and logs in (RFC 9051, and RFC 3501, which most servers still speak). */
export async function openImapSession(server: MailServer, login: Login, deps: StreamDeps): Promise<ImapSession> {
  const stream = await openMailStream(server, deps)
  try {
    const run = dialogue(stream, deps)
    const greeting = await run.greeting()
    if (greeting.name === 'BYE')
      throw new FlowFailure('access', 'down', `the IMAP server turns us away: ${quoted(greeting.text)}`)
    let capabilities = capabilitiesOf([greeting]) ?? (await run.capabilities())
    if (server.tls === 'starttls') {
      if (!capabilities.has('STARTTLS')) throw stripped(server)
      run.good('STARTTLS', await run.command(['STARTTLS']))
      if (run.hasRest())
        throw new ProbeFailure('protocol', 'the IMAP server goes on in the clear after agreeing to TLS')
      await stream.secure()
      capabilities = await run.capabilities()
    }
    if (greeting.name !== 'PREAUTH') {
      const answer = await run.command(loginCommand(capabilities, login), 'the login')
      if (answer.state !== 'OK') throw loginRefused(answer)
      capabilities = capabilitiesOf([...answer.responses, answer]) ?? (await run.capabilities())
    }
    return {
      ask: async (command) => run.good(command, await run.command([command])),
      tryTo: (command) => run.command([command]),
      capabilities,
      logout: () => stream.write('zz LOGOUT\r\n'),
      [Symbol.dispose]: () => stream[Symbol.dispose](),
    }
  } catch (error) {
    stream[Symbol.dispose]()
    throw error
  }
}

function dialogue(stream: MailStream, { progress }: StreamDeps) {
  const reader = createImapResponseReader()
  const waiting: ImapResponse[] = []
  let count = 0
  const next = async (budget: { bytes: number }): Promise<ImapResponse> => {
    while (waiting.length === 0) {
      const chunk = await stream.read()
      if (chunk === undefined)
        throw new ProbeFailure('reset', `the IMAP server closed the connection while ${progress.doing}`)
      budget.bytes -= chunk.length
      if (budget.bytes < 0)
        throw new ProbeFailure('protocol', 'the IMAP server does not come to an end with its answer')
      waiting.push(...reader.feed(chunk))
    }
    return waiting.shift()!
  }
  /** `parts`: a command in pieces, each but the last waits for the server to want more. */
  const command = async (
    parts: readonly string[],
    shown = parts[0]!.split(' ').slice(0, 2).join(' '),
  ): Promise<ImapAnswer> => {
    progress.doing = `waiting for the answer to ${shown.replace(/^(?!the |UID )(\S+).*$/, '$1')} (IMAP)`
    count += 1
    const tag = `v${count}`
    const budget = { bytes: MAX_ANSWER }
    const responses: ImapResponse[] = []
    let sent = 0
    const send = () => stream.write(`${sent === 0 ? `${tag} ` : ''}${parts[sent++]}\r\n`)
    send()
    for (;;) {
      const response = await next(budget)
      if (response.tag === '+' && sent < parts.length) {
        send()
        continue
      }
      if (response.tag === tag) return { state: response.name, code: response.code, text: response.text, responses }
      if (response.tag !== '*')
        throw new ProbeFailure('protocol', `the IMAP server answers ${quoted(response.tag)}, which was not asked`)
      if (response.name === 'BYE')
        throw new FlowFailure('access', 'down', `the IMAP server ends the session: ${quoted(response.text)}`)
      responses.push(response)
      if (responses.length > MAX_RESPONSES)
        throw new ProbeFailure('protocol', 'the IMAP server answers with more than belongs to an answer')
    }
  }
  const good = (asked: string, answer: ImapAnswer): ImapAnswer => {
    if (answer.state === 'OK') return answer
    const code = answer.code === '' ? '' : `[${answer.code.slice(0, 40)}] `
    throw new FlowFailure(
      'access',
      'mismatch',
      `the IMAP server answers ${asked.split(' ')[0]} with ${answer.state} ${code}${quoted(answer.text)}`,
    )
  }
  return {
    command,
    good,
    hasRest: () => waiting.length > 0 || reader.hasRest,
    async greeting(): Promise<ImapResponse> {
      progress.doing = 'waiting for the greeting of IMAP'
      const response = await next({ bytes: MAX_ANSWER })
      if (response.tag === '*' && ['OK', 'PREAUTH', 'BYE'].includes(response.name)) return response
      throw new ProbeFailure('protocol', `the server does not greet as IMAP does: ${quoted(response.name)}`)
    },
    async capabilities(): Promise<ReadonlySet<string>> {
      const answer = good('CAPABILITY', await command(['CAPABILITY']))
      return capabilitiesOf(answer.responses) ?? new Set()
    },
  }
}

/** Capabilities where they are told: as a response of their own, or in the code of a state. */
function capabilitiesOf(told: readonly { code: string; name?: string; values?: ImapResponse['values'] }[]) {
  for (const { name, code, values = [] } of told) {
    if (name === 'CAPABILITY') return new Set(values.map((value) => String(value).toUpperCase()))
    if (/^CAPABILITY /i.test(code)) return new Set(code.toUpperCase().split(' ').slice(1))
  }
  return undefined
}

const stripped = ({ host, port }: MailServer) =>
  new FlowFailure(
    'tls',
    'tls',
    `${host}:${port} does not offer STARTTLS for IMAP: it is switched off there, or something on the way strips it; nobody logged in`,
  )

/** The login in pieces. Nothing of a password can be taken for a command: it is in base 64, or its length is told. */
function loginCommand(capabilities: ReadonlySet<string>, { user, password }: Login): string[] {
  if (capabilities.has('AUTH=PLAIN')) {
    const response = Buffer.from(`\0${user}\0${password}`).toString('base64')
    return capabilities.has('SASL-IR') ? [`AUTHENTICATE PLAIN ${response}`] : ['AUTHENTICATE PLAIN', response]
  }
  if (capabilities.has('LOGINDISABLED'))
    throw new FlowFailure(
      'auth',
      'auth',
      'the IMAP server takes no login on this connection (LOGINDISABLED): it wants TLS',
    )
  const plain = (text: string) => /^[\x20-\x7e]*$/.test(text)
  if (plain(user) && plain(password)) return [`LOGIN ${imapQuoted(user)} ${imapQuoted(password)}`]
  return [`LOGIN {${Buffer.byteLength(user)}}`, `${user} {${Buffer.byteLength(password)}}`, password]
}

function loginRefused({ state, code, text }: ImapAnswer): FlowFailure {
  if (/^(UNAVAILABLE|SERVERBUG|INUSE)/i.test(code))
    return new FlowFailure('access', 'down', `the IMAP server cannot log anybody in at the moment: ${quoted(text)}`)
  return new FlowFailure(
    'auth',
    'auth',
    `the account or its password is not accepted for IMAP: ${state} ${quoted(text)}`,
  )
}
