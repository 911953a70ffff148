import { ProbeFailure } from '@vonggac/model'
import { quoted } from '../quoted.ts'

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

/** Puts replies together from pieces of any size. */
export interface SmtpReplyReader {
  /** Takes in what came and gives the replies that it ends. Throws `ProbeFailure('protocol')` for anything that is none. */
  feed(chunk: Buffer): SmtpReply[]
  /** Whether something stands behind the last reply that was given. */
  readonly hasRest: boolean
}

export function createSmtpReplyReader(): SmtpReplyReader {
  let rest = Buffer.alloc(0)
  let bytes = 0
  let lines: string[] = []
  return {
    feed(chunk) {
      const replies: SmtpReply[] = []
      const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let at = 0
      for (let end = all.indexOf(10); end !== -1; end = all.indexOf(10, at)) {
        const line = all.toString('utf8', at, end).replace(/\r$/, '')
        bytes += end + 1 - at
        at = end + 1
        if (bytes > MAX_REPLY) throw tooLong()
        const { code, more, text } = replyLine(line)
        lines.push(text)
        if (more) continue
        replies.push(replyOf(code, lines))
        lines = []
        bytes = 0
      }
      rest = Buffer.from(all.subarray(at))
      if (rest.length > MAX_LINE) throw tooLong(rest.toString('utf8', 0, 40))
      return replies
    },
    get hasRest() {
      return rest.length > 0 || lines.length > 0
    },
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
