import { ProbeFailure } from '@vonggac/model'
import { createLineReader } from '../line-reader.ts'
import { quoted } from '../quoted.ts'
import type { ReplyReader } from './replies.ts'

/** Longest line, bytes: RFC 2449 allows 512. */
const MAX_LINE = 4_096

/** The lines that a POP3 server says. */
export function createPop3LineReader(): ReplyReader<string> {
  const reader = createLineReader(MAX_LINE)
  let begun = false
  return {
    feed(chunk) {
      const lines: string[] = []
      for (let at = 0; at < chunk.length; ) {
        const { next, text } = reader.read(chunk, at, MAX_LINE)
        at = next
        begun = text === undefined
        if (text !== undefined) lines.push(text)
      }
      return lines
    },
    get hasRest() {
      return begun
    },
  }
}

/** The state that a command ends in (RFC 1939 section 3). */
export interface Pop3Reply {
  readonly isOk: boolean
  /** The code in brackets (RFC 2449, 3206), such as `AUTH` or `SYS/TEMP`; empty where there is none. */
  readonly code: string
  readonly text: string
}

/** Reads a line as a state. Throws `ProbeFailure('protocol')` for anything else. */
export function pop3Reply(line: string): Pop3Reply {
  const match = /^(\+OK|-ERR)(?: +\[([A-Z0-9/-]{1,40})\])?(?:\s+(.*))?$/is.exec(line)
  if (!match) throw new ProbeFailure('protocol', `what answers does not speak POP3: it says ${quoted(line)}`)
  return { isOk: match[1]!.toUpperCase() === '+OK', code: (match[2] ?? '').toUpperCase(), text: match[3] ?? '' }
}

/** Number of messages and their size, bytes, as STAT tells them. Throws `ProbeFailure('protocol')`. */
export function pop3Stat({ text }: Pop3Reply): { readonly messages: number; readonly bytes: number } {
  const match = /^(\d{1,10}) (\d{1,15})(?:\s|$)/.exec(text)
  if (!match) throw new ProbeFailure('protocol', `the POP3 server does not count its messages: it says ${quoted(text)}`)
  return { messages: Number(match[1]), bytes: Number(match[2]) }
}
