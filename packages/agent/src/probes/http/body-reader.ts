import { createGrowingBuffer } from '../growing-buffer.ts'
import type { LineReader } from '../line-reader.ts'
import { quoted } from '../quoted.ts'
import { badAnswer } from './bad-answer.ts'

/** The line before a chunk, bytes: a size and perhaps an extension. */
const MAX_CHUNK_LINE_BYTES = 1_024

/** How the end of a body is known (RFC 9112 section 6.3): by nothing there, its length, its chunks, or the connection's end. */
export type Framing =
  | { readonly by: 'none' }
  | { readonly by: 'length'; readonly length: number }
  | { readonly by: 'chunks' }
  | { readonly by: 'close' }

export function framingOf(method: string, status: number, headers: ReadonlyMap<string, string>): Framing {
  if (method === 'HEAD' || status === 204 || status === 304) return { by: 'none' }
  const coding = headers.get('transfer-encoding')
  if (coding !== undefined) return /(?:^|,[ \t]*)chunked$/i.test(coding) ? { by: 'chunks' } : { by: 'close' }
  const text = headers.get('content-length')
  if (text === undefined) return { by: 'close' }
  const lengths = new Set(text.split(',').map((one) => one.trim()))
  const [length = ''] = lengths
  if (lengths.size !== 1 || !/^\d{1,15}$/.test(length)) throw badAnswer(`content-length is ${quoted(text)}`)
  return Number(length) === 0 ? { by: 'none' } : { by: 'length', length: Number(length) }
}

export interface BodyReader {
  /** Consumes bytes from `at` on; gives where it stopped. */
  read(chunk: Buffer, at: number): number
  /** `trailers`: the last chunk has come. */
  readonly state: 'more' | 'trailers' | 'done'
  /** Bytes read. */
  readonly length: number
  /** Set when more would have come than is read. */
  readonly truncated: boolean
  bytes(): Buffer
}

interface BodyOptions {
  readonly framing: Framing
  readonly maxBytes: number
  /** Whether the bytes are kept or only counted. */
  readonly keep: boolean
}

/** Reads a body up to `maxBytes`, and then no further. */
export function createBodyReader(lines: LineReader, { framing, maxBytes, keep }: BodyOptions): BodyReader {
  const kept = createGrowingBuffer(maxBytes)
  const inChunks = framing.by === 'chunks'
  let state: BodyReader['state'] = framing.by === 'none' ? 'done' : 'more'
  /** Of the body or the chunk. */
  let left = framing.by === 'length' ? framing.length : inChunks ? 0 : Number.POSITIVE_INFINITY
  let length = 0
  let truncated = false
  let first = true

  /** The end of the chunk before and the size of the next. */
  const readChunkLine = (chunk: Buffer, at: number): number => {
    const { next, text } = lines.read(chunk, at, MAX_CHUNK_LINE_BYTES)
    if (text === undefined) return next
    if (!first) {
      if (text !== '') throw badAnswer('a chunk of the body is longer than it says')
      first = true
      return next
    }
    left = chunkSize(text)
    first = false
    if (left === 0) state = 'trailers'
    return next
  }

  const readBytes = (chunk: Buffer, at: number): number => {
    const next = Math.min(chunk.length, at + left)
    const taken = Math.min(next - at, maxBytes - length)
    if (keep) kept.append(chunk.subarray(at, at + taken))
    length += taken
    left -= next - at
    truncated = taken < next - at || (length === maxBytes && left > 0 && Number.isFinite(left))
    if (truncated || (left === 0 && !inChunks)) state = 'done'
    return next
  }

  return {
    read: (chunk, at) => (inChunks && left === 0 ? readChunkLine(chunk, at) : readBytes(chunk, at)),
    get state() {
      return state
    },
    get length() {
      return length
    },
    get truncated() {
      return truncated
    },
    bytes: () => kept.bytes(),
  }
}

/** The size that stands before a chunk, bytes. 13 hexadecimal digits stay below 2^53. */
function chunkSize(line: string): number {
  const size = /^([0-9a-f]{1,13})[ \t]*(?:;|$)/i.exec(line)?.[1]
  if (size === undefined) throw badAnswer(`the size of a chunk is ${quoted(line)}`)
  return Number.parseInt(size, 16)
}
