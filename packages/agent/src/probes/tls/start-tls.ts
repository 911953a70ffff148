import { ProbeFailure } from '@vonggac/model'
import type { TlsConfig } from '@vonggac/model/inventory'
import { childrenOf, DerError, expectTag, MAX_CHILDREN, readDer, TAG } from '../pki/der.ts'
import { quoted } from '../quoted.ts'

/** What a server says before TLS begins, bytes: banners with a page of legal text are longer than one line. */
const MAX_BYTES = 16 * 1_024

export type StartTlsProtocol = NonNullable<TlsConfig['startTls']>

/** What to do next in a dialogue. */
export interface Move {
  /** What is to be sent now. */
  readonly send?: Buffer
  /** Set when TLS is to begin. */
  readonly done?: true
}

/** The conversation that asks for TLS, apart from the socket. */
export interface StartTlsDialogue {
  /** What is sent without waiting for the server. */
  readonly opening: Buffer | undefined
  /** Takes in what came. Throws `ProbeFailure` when the server refuses or speaks something else. */
  feed(chunk: Buffer): Move
}

/** A dialogue up to the point where TLS begins (RFC 3207, 9051, 2595, 4217, 4511; PostgreSQL's SSLRequest). */
export function startTlsDialogue(protocol: StartTlsProtocol): StartTlsDialogue {
  if (protocol === 'ldap') return binary(LDAP_START_TLS, ldapAnswer)
  if (protocol === 'postgres') return binary(POSTGRES_SSL_REQUEST, postgresAnswer)
  return lines(protocol, scripts[protocol])
}

/** One exchange: which line ends the answer, whether it is a good one, and what is said then. */
interface Exchange {
  /** `more`: the answer goes on. */
  readonly judge: (line: string) => 'more' | 'good' | 'bad'
  readonly say?: string
}

/** SMTP and FTP: `220-…` goes on, `220 …` ends. */
const code =
  (wanted: string): Exchange['judge'] =>
  (line) => {
    if (!/^\d{3}(?:[ -]|$)/.test(line)) return wanted === '220' || wanted === '234' ? 'more' : 'bad'
    if (line[3] === '-') return 'more'
    return line.startsWith(wanted) ? 'good' : 'bad'
  }
const strictCode =
  (wanted: string): Exchange['judge'] =>
  (line) =>
    /^\d{3}(?:[ -]|$)/.test(line) ? code(wanted)(line) : 'bad'

const pop3: Exchange['judge'] = (line) => (line.startsWith('+OK') ? 'good' : 'bad')

const scripts: Readonly<Record<Exclude<StartTlsProtocol, 'ldap' | 'postgres'>, readonly Exchange[]>> = {
  smtp: [
    { judge: strictCode('220'), say: 'EHLO vonggac.invalid\r\n' },
    { judge: strictCode('250'), say: 'STARTTLS\r\n' },
    { judge: strictCode('220') },
  ],
  // Lines inside a long banner of FTP need not begin with a code.
  ftp: [{ judge: code('220'), say: 'AUTH TLS\r\n' }, { judge: code('234') }],
  imap: [
    { judge: (line) => (/^\* (OK|PREAUTH)\b/i.test(line) ? 'good' : 'bad'), say: 'a1 STARTTLS\r\n' },
    { judge: (line) => (line.startsWith('* ') ? 'more' : /^a1 OK\b/i.test(line) ? 'good' : 'bad') },
  ],
  pop3: [{ judge: pop3, say: 'STLS\r\n' }, { judge: pop3 }],
}

function lines(protocol: string, script: readonly Exchange[]): StartTlsDialogue {
  let rest = Buffer.alloc(0)
  let total = 0
  let step = 0
  const answer = (line: string): Move => {
    const { judge, say } = script[step]!
    const verdict = judge(line)
    if (verdict === 'more') return {}
    if (verdict === 'bad') throw refused(protocol, step, line)
    step += 1
    return say === undefined ? { done: true } : { send: Buffer.from(say) }
  }
  return {
    opening: undefined,
    feed(chunk) {
      total += chunk.length
      if (total > MAX_BYTES)
        throw new ProbeFailure('protocol', `the server says more than ${MAX_BYTES} bytes before TLS`)
      rest = Buffer.concat([rest, chunk])
      const said: Buffer[] = []
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
        const line = rest.toString('latin1', 0, end).replace(/\r$/, '')
        rest = rest.subarray(end + 1)
        const { send, done } = answer(line)
        if (send) said.push(send)
        if (done) return begin(rest)
      }
      return said.length > 0 ? { send: Buffer.concat(said) } : {}
    },
  }
}

function refused(protocol: string, step: number, line: string): ProbeFailure {
  if (step === 0) return new ProbeFailure('protocol', `the server does not greet as ${protocol} does: ${quoted(line)}`)
  return new ProbeFailure('tls', `the server does not offer TLS: it answers ${quoted(line)}`)
}

/** Bytes in the clear behind the go-ahead would be taken for part of the session (CVE-2011-0411). */
function begin(rest: Buffer): Move {
  if (rest.length > 0) throw new ProbeFailure('protocol', 'the server goes on in the clear after agreeing to TLS')
  return { done: true }
}

/** ExtendedRequest 1.3.6.1.4.1.1466.20037 with message id 1 (RFC 4511 section 4.14). */
const LDAP_START_TLS = Buffer.concat([
  Buffer.from([0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16]),
  Buffer.from('1.3.6.1.4.1.1466.20037'),
])

const POSTGRES_SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

function binary(opening: Buffer, answer: (bytes: Buffer) => Move): StartTlsDialogue {
  let bytes = Buffer.alloc(0)
  return {
    opening,
    feed(chunk) {
      if (bytes.length + chunk.length > MAX_BYTES)
        throw new ProbeFailure('protocol', `the server says more than ${MAX_BYTES} bytes before TLS`)
      bytes = Buffer.concat([bytes, chunk])
      return answer(bytes)
    },
  }
}

function postgresAnswer(bytes: Buffer): Move {
  if (bytes.length === 0) return {}
  const letter = String.fromCharCode(bytes[0]!)
  if (letter === 'S') return begin(bytes.subarray(1))
  if (letter === 'N') throw new ProbeFailure('tls', 'the server does not offer TLS')
  throw new ProbeFailure(
    'protocol',
    `the server does not answer as PostgreSQL does: ${quoted(bytes.toString('latin1'))}`,
  )
}

function ldapAnswer(bytes: Buffer): Move {
  try {
    const message = wholeMessage(bytes)
    if (!message) return {}
    const [, response] = childrenOf(message, MAX_CHILDREN, true)
    const result = expectTag(readDer(expectTag(response, 0x78).content, 0, true), TAG.enumerated).content[0]
    if (result === 0) return begin(bytes.subarray(message.whole.length))
    throw new ProbeFailure('tls', `the server does not offer TLS: it answers with LDAP result ${result}`)
  } catch (error) {
    if (error instanceof DerError)
      throw new ProbeFailure('protocol', `the server does not answer as LDAP does: ${error.message}`, { cause: error })
    throw error
  }
}

/** The first message when all of it has come. */
function wholeMessage(bytes: Buffer) {
  if (bytes.length > 0 && bytes[0] !== TAG.sequence) throw new DerError(`it begins with 0x${bytes[0]!.toString(16)}`)
  try {
    return readDer(bytes, 0, true)
  } catch (error) {
    if (error instanceof DerError && error.message === 'cut off') return undefined
    throw error
  }
}
