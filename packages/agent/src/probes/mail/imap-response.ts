import { ProbeFailure } from '@vonggac/model'
import { quoted } from '../quoted.ts'
import { type ImapValue, parseImapValues } from './imap-value.ts'
import type { ReplyReader } from './replies.ts'

/** Longest line, bytes: capabilities, search results over a large mailbox. */
const MAX_LINE = 65_536
/** Longest literal, bytes: what is fetched of a message is less. */
const MAX_LITERAL = 65_536
/** Literals in one response. */
const MAX_LITERALS = 20

/** One response of an IMAP server (RFC 9051 section 7). */
export interface ImapResponse {
  /** `*`, `+`, or the tag of the command that it ends. */
  readonly tag: string
  /** In upper case: `OK`, `NO`, `FETCH`, `EXISTS`, …; empty behind `+`. */
  readonly name: string
  /** The number in front of the name: `* 3 EXISTS`. */
  readonly number: number | undefined
  /** The code in brackets of a state: `UIDNEXT 5`. */
  readonly code: string
  /** What a state says to people. */
  readonly text: string
  /** What the response is about, for anything but a state. */
  readonly values: readonly ImapValue[]
}

/** Puts responses together, with the literals in them. */
export function createImapResponseReader(): ReplyReader<ImapResponse> {
  let pending: Buffer[] = []
  let length = 0
  let parts: Buffer[] = []
  let literal: number | undefined
  const take = (all: Buffer): { response?: ImapResponse; rest: Buffer } => {
    let rest = all
    for (;;) {
      if (literal !== undefined) {
        if (rest.length < literal) return { rest }
        parts.push(rest.subarray(0, literal))
        rest = rest.subarray(literal)
        literal = undefined
      }
      const end = rest.indexOf(10)
      if (end === -1) {
        if (rest.length > MAX_LINE) throw wrong('does not come to the end of a line', rest)
        return { rest }
      }
      if (end > MAX_LINE) throw wrong('sends a line that is too long', rest)
      const line = rest.subarray(0, end > 0 && rest[end - 1] === 13 ? end - 1 : end)
      rest = rest.subarray(end + 1)
      parts.push(line)
      const size = /\{(\d{1,12})\+?\}$/.exec(line.toString('latin1', Math.max(0, line.length - 16)))?.[1]
      if (size === undefined || isState(parts[0]!)) {
        const response = parseResponse(parts)
        parts = []
        return { response, rest }
      }
      literal = Number(size)
      if (literal > MAX_LITERAL || parts.length > 2 * MAX_LITERALS) throw wrong(`announces ${size} bytes`, parts[0]!)
    }
  }
  return {
    feed(chunk) {
      pending.push(chunk)
      length += chunk.length
      // Nothing ends with this piece: it is not worth looking, nor putting together what there is.
      if (literal === undefined ? !chunk.includes(10) && length <= MAX_LINE : length < literal) return []
      const responses: ImapResponse[] = []
      let all = pending.length === 1 ? chunk : Buffer.concat(pending)
      for (;;) {
        const { response, rest } = take(all)
        all = rest
        if (!response) break
        responses.push(response)
      }
      pending = all.length > 0 ? [Buffer.from(all)] : []
      length = all.length
      return responses
    },
    get hasRest() {
      return length > 0 || parts.length > 0
    },
  }
}

const wrong = (what: string, bytes: Buffer) =>
  new ProbeFailure('protocol', `the IMAP server ${what}: ${quoted(bytes.toString('latin1', 0, 60))}`)

const STATE = /^(\S+) (OK|NO|BAD|BYE|PREAUTH)(?: |$)/i

/** A state has a text for people, which may end like the announcement of a literal. */
const isState = (line: Buffer): boolean => STATE.test(line.toString('latin1', 0, 100))

function parseResponse(parts: readonly Buffer[]): ImapResponse {
  const first = parts[0]!.toString('latin1')
  const none = { number: undefined, code: '', text: '', values: [] }
  if (first === '+' || first.startsWith('+ ')) return { ...none, tag: '+', name: '', text: first.slice(2) }
  const state = STATE.exec(first)
  if (state) {
    const said = first.slice(state[0].length)
    const code = /^\[([^\]]*)\]\s?/.exec(said)
    return {
      ...none,
      tag: state[1]!,
      name: state[2]!.toUpperCase(),
      code: code?.[1] ?? '',
      text: said.slice(code?.[0].length ?? 0),
    }
  }
  const data = /^\* (?:(\d{1,10}) )?([A-Za-z][\w.-]*)(?: |$)/.exec(first)
  if (!data) throw new ProbeFailure('protocol', `what answers does not speak IMAP: it says ${quoted(first)}`)
  const rest = [parts[0]!.subarray(data[0].length), ...parts.slice(1)]
  return {
    ...none,
    tag: '*',
    name: data[2]!.toUpperCase(),
    number: data[1] === undefined ? undefined : Number(data[1]),
    values: parseImapValues(rest),
  }
}
