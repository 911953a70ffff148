/** Messages of SIP (RFC 3261 section 7) as bytes and as values. No sockets. What RFC 4475 calls valid is read, however it is written. */

/** Longest start line and headers together, bytes: real ones have 2,000. */
export const MAX_HEAD_BYTES = 65_536
/** Longest body that is read, bytes: an SDP has 500. */
export const MAX_BODY_BYTES = 65_536
/** Header lines in a message; more are an attack. */
const MAX_HEADERS = 500

/** Bytes that are no SIP message. */
export class SipSyntaxError extends Error {
  override name = 'SipSyntaxError'
}

/** Header values by lower-case full name, in their order, each unfolded and trimmed. */
export type SipHeaders = ReadonlyMap<string, readonly string[]>

export interface SipRequest {
  readonly kind: 'request'
  readonly method: string
  readonly uri: string
  readonly headers: SipHeaders
  readonly body: Buffer
}

export interface SipResponse {
  readonly kind: 'response'
  /** 100 to 699. */
  readonly status: number
  readonly reason: string
  readonly headers: SipHeaders
  readonly body: Buffer
}

export type SipMessage = SipRequest | SipResponse

/** Compact forms of header names (RFC 3261 section 7.3.3 and IANA's registry). */
const FULL_NAMES: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
}

const TOKEN = "[\\w.!%*+`'~-]+"
const STATUS_LINE = /^SIP\/2\.0[ \t]+(\d+)(?:[ \t](.*))?$/is
const REQUEST_LINE = new RegExp(`^(${TOKEN}) (\\S+) SIP/2\\.0$`, 'i')
const HEADER_LINE = new RegExp(`^(${TOKEN})[ \\t]*:[ \\t]*(.*)$`, 's')

/** Start line and headers without the body. */
export type SipHead = Omit<SipRequest, 'body'> | Omit<SipResponse, 'body'>

/** Reads start line and headers: the text up to the empty line, without it. Throws `SipSyntaxError`. */
export function parseHead(text: string): SipHead {
  const lines = text.split(/\r\n|\n/)
  const headers = readHeaders(lines.slice(1))
  return { ...startLine(lines[0]!), headers }
}

type StartLine = Omit<SipRequest, 'body' | 'headers'> | Omit<SipResponse, 'body' | 'headers'>

/** Reads the first line of a message, by which another protocol is known before its end. Throws `SipSyntaxError`. */
export function startLine(line: string): StartLine {
  const first = line.trimEnd()
  const response = STATUS_LINE.exec(first)
  if (response) {
    const status = Number(response[1])
    if (response[1]!.length !== 3 || status < 100 || status > 699)
      throw new SipSyntaxError(`the status ${response[1]!.slice(0, 20)} is none of SIP's`)
    return { kind: 'response', status, reason: (response[2] ?? '').trim() }
  }
  const request = REQUEST_LINE.exec(first)
  if (!request) throw new SipSyntaxError('the first line is none of SIP')
  return { kind: 'request', method: request[1]!, uri: request[2]! }
}

function readHeaders(lines: readonly string[]): SipHeaders {
  const headers = new Map<string, string[]>()
  for (const line of unfolded(lines)) {
    const match = HEADER_LINE.exec(line)
    if (!match) throw new SipSyntaxError('a line among the headers is none')
    const written = match[1]!.toLowerCase()
    const name = FULL_NAMES[written] ?? written
    const value = match[2]!.trim()
    const before = headers.get(name)
    if (before) before.push(value)
    else headers.set(name, [value])
  }
  return headers
}

/** A line that begins with a blank goes on the one before (section 7.3.1). */
function unfolded(lines: readonly string[]): string[] {
  const whole: string[][] = []
  for (const line of lines) {
    if (!/^[ \t]/.test(line)) {
      if (whole.length >= MAX_HEADERS) throw new SipSyntaxError(`there are more than ${MAX_HEADERS} headers`)
      whole.push([line])
    } else if (whole.length === 0) throw new SipSyntaxError('the headers begin in the middle of one')
    else whole.at(-1)!.push(line.trim())
  }
  return whole.map((parts) => parts.join(' '))
}

/** Where the empty line stands: the end of the headers and the beginning of the body. `undefined`: not there yet. */
export function endOfHead(bytes: Buffer, from = 0): { readonly head: number; readonly body: number } | undefined {
  for (let at = bytes.indexOf(10, from); at !== -1; at = bytes.indexOf(10, at + 1)) {
    const next = bytes[at + 1] === 13 ? at + 2 : at + 1
    if (bytes[next] === 10) return { head: at > 0 && bytes[at - 1] === 13 ? at - 1 : at, body: next + 1 }
  }
  return undefined
}

/**
 * Content-Length (section 20.14). `undefined`: not given. Throws `SipSyntaxError` for what is no length, for two that differ,
 * and for one beyond `MAX_BODY_BYTES`.
 */
export function contentLength(headers: SipHeaders): number | undefined {
  const values = [...new Set(headers.get('content-length') ?? [])]
  if (values.length === 0) return undefined
  if (values.length > 1 || !/^\d{1,15}$/.test(values[0]!)) throw new SipSyntaxError('its Content-Length is no length')
  const length = Number(values[0])
  if (length > MAX_BODY_BYTES) throw new SipSyntaxError(`its body is longer than ${MAX_BODY_BYTES} bytes`)
  return length
}

/** Reads the message that a datagram holds; what follows its body is left (section 18.3). Throws `SipSyntaxError`. */
export function parseDatagram(bytes: Buffer): SipMessage {
  const begin = bytes.findIndex((byte) => byte !== 13 && byte !== 10)
  const message = bytes.subarray(Math.max(0, begin))
  const end = endOfHead(message) ?? { head: message.length, body: message.length }
  if (end.head > MAX_HEAD_BYTES) throw new SipSyntaxError(`its headers are longer than ${MAX_HEAD_BYTES} bytes`)
  const head = parseHead(message.toString('utf8', 0, end.head))
  const length = contentLength(head.headers) ?? message.length - end.body
  if (length > message.length - end.body) throw new SipSyntaxError('it ends before its body does')
  return { ...head, body: message.subarray(end.body, end.body + length) }
}

/** The first value of a header. */
export const headerOf = ({ headers }: Pick<SipMessage, 'headers'>, name: string): string | undefined =>
  headers.get(name)?.[0]

/** A header as it is written: name and value. */
export type HeaderLine = readonly [name: string, value: string]

/** A request as bytes; Content-Length is added. The caller's values must be single lines. */
export function formatRequest(method: string, uri: string, headers: readonly HeaderLine[], body = ''): Buffer {
  return formatMessage(`${method} ${uri} SIP/2.0`, headers, body)
}

/** A response as bytes; Content-Length is added. */
export const formatResponse = (status: number, reason: string, headers: readonly HeaderLine[], body = ''): Buffer =>
  formatMessage(`SIP/2.0 ${status} ${reason}`, headers, body)

function formatMessage(start: string, headers: readonly HeaderLine[], body: string): Buffer {
  const lines = [start, ...headers.map(([name, value]) => `${name}: ${value}`)]
  return Buffer.from(`${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}
