import { createGrowingBuffer } from '../probes/growing-buffer.ts'
import {
  contentLength,
  endOfHead,
  MAX_BODY_BYTES,
  MAX_HEAD_BYTES,
  parseHead,
  type SipHead,
  type SipMessage,
  SipSyntaxError,
  startLine,
} from './message.ts'

/** Cuts the bytes of a connection into messages (RFC 3261 section 18.3), whatever the pieces they come in. */
export interface SipStreamReader {
  /** Takes what came and gives the messages that are complete with it. Throws `SipSyntaxError`: after that the stream is lost. */
  push(chunk: Buffer): SipMessage[]
  /** What there is of a message that is not complete, at most `max` bytes of it. */
  begun(max: number): string
}

/** What stands between headers and body, at most. */
const BLANK_LINE_BYTES = 4
const LINE_FEED = 10
/** Characters by which a stream that does not begin as SIP does is known. */
const LONGEST_START = 4_096

export function createSipStreamReader(): SipStreamReader {
  const buffer = createGrowingBuffer(MAX_HEAD_BYTES + BLANK_LINE_BYTES + MAX_BODY_BYTES)
  let head: SipHead | undefined
  let bodyAt = 0
  let length = 0
  /** Up to here no end of the headers was found. */
  let searched = 0

  /** One message, once it is there as a whole. Gives how many bytes it took. */
  const take = (bytes: Buffer): { readonly message: SipMessage; readonly taken: number } | undefined => {
    if (!head) {
      const end = endOfHead(bytes, searched)
      if (!end) {
        if (bytes.length > MAX_HEAD_BYTES + BLANK_LINE_BYTES) throw tooLong()
        checkStart(bytes, searched)
        // The end may lie across pieces: at most three of its bytes are here already.
        searched = Math.max(0, bytes.length - 3)
        return undefined
      }
      if (end.head > MAX_HEAD_BYTES) throw tooLong()
      head = parseHead(bytes.toString('utf8', 0, end.head))
      length = contentLength(head.headers) ?? 0
      bodyAt = end.body
    }
    if (bytes.length < bodyAt + length) return undefined
    const message = { ...head, body: Buffer.from(bytes.subarray(bodyAt, bodyAt + length)) }
    head = undefined
    searched = 0
    return { message, taken: bodyAt + length }
  }

  return {
    push(chunk) {
      const messages: SipMessage[] = []
      let rest = chunk
      do {
        rest = rest.subarray(buffer.append(rest))
        let bytes = buffer.bytes()
        for (;;) {
          // Empty lines between messages keep connections alive (RFC 5626 section 3.5.1).
          if (!head) bytes = withoutBlankStart(bytes)
          const found = take(bytes)
          if (!found) break
          messages.push(found.message)
          bytes = bytes.subarray(found.taken)
        }
        if (bytes.length === buffer.length) continue
        const left = Buffer.from(bytes)
        buffer.clear()
        buffer.append(left)
      } while (rest.length > 0)
      return messages
    },
    begun: (max) => buffer.bytes().toString('latin1', 0, max),
  }
}

/** A peer that speaks another protocol says one line and waits: it is not waited for. `searched`: bytes that were here before, but for three. */
function checkStart(bytes: Buffer, searched: number) {
  const end = bytes.subarray(0, LONGEST_START).indexOf(LINE_FEED)
  if (end < 0 && bytes.length >= LONGEST_START)
    throw new SipSyntaxError(`its first line is longer than ${LONGEST_START} bytes`)
  if (end >= searched) startLine(bytes.toString('utf8', 0, end))
}

const tooLong = () => new SipSyntaxError(`its headers are longer than ${MAX_HEAD_BYTES} bytes`)

function withoutBlankStart(bytes: Buffer): Buffer {
  let at = 0
  while (bytes[at] === 13 || bytes[at] === 10) at++
  return bytes.subarray(at)
}
