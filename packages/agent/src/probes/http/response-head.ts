import type { LineReader } from '../line-reader.ts'
import { quoted } from '../quoted.ts'
import { badAnswer } from './bad-answer.ts'

/** Status line, headers and trailers together, bytes: browsers and proxies take less. */
export const MAX_HEAD_BYTES = 64 * 1_024
/** Lines of all heads and trailers of one answer. */
const MAX_HEAD_LINES = 500
/** Interim answers (100 Continue, 103 Early Hints) before the real one. */
const MAX_INTERIM = 10
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

export interface Head {
  readonly status: number
  /** By name in lower case; several of one name are joined by `, `. */
  readonly headers: ReadonlyMap<string, string>
  /** The values of `Set-Cookie`, one a line: they hold commas themselves (RFC 6265 section 3). */
  readonly cookies: readonly string[]
}

export interface HeadReader {
  /** Consumes bytes from `at` on; gives where it stopped. */
  read(chunk: Buffer, at: number): number
  /** The same for what may follow a chunked body; true when it is over. */
  readTrailers(chunk: Buffer, at: number): { readonly next: number; readonly over: boolean }
  /** The head, when it is complete. */
  readonly head: Head | undefined
  /** Whether anything has come. */
  readonly begun: boolean
}

/** Reads the head of an answer, past interim ones. */
export function createHeadReader(lines: LineReader): HeadReader {
  let pending = createFields()
  let bytes = 0
  let count = 0
  let interim = 0
  let head: Head | undefined

  const nextLine = (chunk: Buffer, at: number) => {
    const line = lines.read(chunk, at, MAX_HEAD_BYTES)
    bytes += line.next - at
    if (bytes > MAX_HEAD_BYTES) throw badAnswer(`the headers are longer than ${MAX_HEAD_BYTES} bytes`)
    if (line.text !== undefined && ++count > MAX_HEAD_LINES)
      throw badAnswer(`the answer has more than ${MAX_HEAD_LINES} header lines`)
    return line
  }

  const complete = () => {
    const { status, headers, cookies } = pending
    if (status === 101) throw badAnswer('the server changes to another protocol, which was not asked for')
    if (status >= 200) head = { status, headers, cookies }
    else if (++interim > MAX_INTERIM) throw badAnswer(`more than ${MAX_INTERIM} interim answers`)
    else pending = createFields()
  }

  return {
    read(chunk, at) {
      const { next, text } = nextLine(chunk, at)
      if (text === undefined) {
        // Told at once rather than at the deadline: a port that speaks something else often waits for its client.
        const begun = lines.begun(40)
        if (pending.status === 0 && !'HTTP/'.startsWith(begun.slice(0, 5)))
          throw badAnswer(`the answer is no HTTP: it begins with ${quoted(begun)}`)
      } else if (text === '' && pending.status > 0) complete()
      else pending.line(text)
      return next
    },
    readTrailers(chunk, at) {
      const { next, text } = nextLine(chunk, at)
      return { next, over: text === '' }
    },
    get head() {
      return head
    },
    get begun() {
      return bytes > 0
    },
  }
}

function createFields() {
  const headers = new Map<string, string>()
  const cookies: string[] = []
  let last = ''
  let status = 0
  return {
    headers,
    cookies,
    get status() {
      return status
    },
    line(text: string) {
      if (status === 0) {
        const code = /^HTTP\/1\.[01] ([1-9]\d\d)(?: |$)/.exec(text)?.[1]
        if (code === undefined) throw badAnswer(`the answer is no HTTP/1.1: it begins with ${quoted(text, 40)}`)
        status = Number(code)
        return
      }
      // A line that begins with a blank continues the one before (RFC 9112 section 5.2).
      const folds = /^[ \t]/.test(text)
      const colon = text.indexOf(':')
      const name = folds ? last : text.slice(0, Math.max(0, colon)).toLowerCase()
      if (!TOKEN.test(name)) throw badAnswer(`a header line is ${quoted(text)}`)
      const value = (folds ? text : text.slice(colon + 1)).trim()
      if (name === 'set-cookie') cookies.push(folds ? `${cookies.pop()} ${value}` : value)
      const before = headers.get(name)
      headers.set(name, before === undefined ? value : `${before}${folds ? ' ' : ', '}${value}`)
      last = name
    },
  }
}
