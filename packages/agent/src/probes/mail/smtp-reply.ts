import { ProbeFailure } from '@vonggac/model'
import { createLineReader } from '../line-reader.ts'
import { quoted } from '../quoted.ts'
import type { ReplyReader } from './replies.ts'

/** Longest line of a reply, bytes: RFC 5321 allows 512, servers write more. */
const MAX_LINE = 4_096
/** Longest reply, bytes: banners with a page of legal text. */
const MAX_REPLY = 65_536

/** What a server answers to a command (RFC 5321 section 4.2). */
export interface SmtpReply {
  readonly code: number
  /** The enhanced code where there is one (RFC 3463), such as `4.7.1`. */
  readonly enhanced: string | undefined
  /** The text of each line, without codes. */
  readonly lines: readonly string[]
}

export function createSmtpReplyReader(): ReplyReader<SmtpReply> {
  const reader = createLineReader(MAX_LINE)
  let bytes = 0
  let lines: string[] = []
  return {
    feed(chunk) {
      const replies: SmtpReply[] = []
      for (let at = 0; at < chunk.length; ) {
        const { next, text: line } = nextLine(reader, chunk, at)
        bytes += next - at
        at = next
        if (bytes > MAX_REPLY) throw tooLong()
        if (line === undefined) break
        const { code, more, text } = replyLine(Buffer.from(line, 'latin1').toString('utf8'))
        lines.push(text)
        if (more) continue
        replies.push(replyOf(code, lines))
        lines = []
        bytes = 0
      }
      return replies
    },
    get hasRest() {
      return bytes > 0
    },
  }
}

function nextLine(reader: ReturnType<typeof createLineReader>, chunk: Buffer, at: number) {
  try {
    return reader.read(chunk, at, MAX_LINE)
  } catch (error) {
    if (error instanceof ProbeFailure) throw tooLong(reader.begun(40) || chunk.toString('utf8', at, at + 40))
    throw error
  }
}

const tooLong = (begin?: string) =>
  new ProbeFailure(
    'protocol',
    `the SMTP server does not come to an end with its reply${begin === undefined ? '' : `: it begins ${quoted(begin)}`}`,
  )

function replyLine(line: string): { code: number; more: boolean; text: string } {
  const match = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line)
  if (!match) throw new ProbeFailure('protocol', `what answers does not speak SMTP: it says ${quoted(line)}`)
  return { code: Number(match[1]), more: match[2] === '-', text: match[3] ?? '' }
}

function replyOf(code: number, lines: readonly string[]): SmtpReply {
  const enhanced = /^([245]\.\d{1,3}\.\d{1,3})\s/.exec(`${lines.at(-1)} `)?.[1]
  return { code, enhanced, lines: lines.map((line) => line.replace(/^[245]\.\d{1,3}\.\d{1,3}\s+/, '')) }
}

/** A reply for people: `450 4.7.1 "Greylisted, try again later"`. */
export const replyText = ({ code, enhanced, lines }: SmtpReply): string =>
  `${code}${enhanced ? ` ${enhanced}` : ''} ${quoted(lines.join(' '), 160)}`

/** The id under which a server has queued a message, as its reply to the end of the data tells it; undefined where it tells none. */
export function queueIdOf({ lines }: SmtpReply): string | undefined {
  const text = lines.join(' ').slice(0, 1_000)
  const match =
    /\bqueued as ([\w.-]{4,64})/i.exec(text) ??
    /\bInternalId=(\d+)/i.exec(text) ??
    /\bid[= ]<?([\w.@-]{4,80})>?/i.exec(text) ??
    /<([\w.@-]{4,80})>/.exec(text)
  return match?.[1]
}
