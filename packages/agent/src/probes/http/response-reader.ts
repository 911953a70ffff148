import { ProbeFailure } from '@vonggac/model'
import { createLineReader } from '../line-reader.ts'
import { type BodyReader, createBodyReader, framingOf } from './body-reader.ts'
import { createHeadReader, type Head, MAX_HEAD_BYTES } from './response-head.ts'

/** What a server answered. */
export interface HttpResponse extends Head {
  /** As it came, still compressed; empty when it was not to be kept. */
  readonly body: Buffer
  /** Bytes of the body that were read. */
  readonly bodyBytes: number
  /** Set when the body goes on beyond what is read. */
  readonly truncated: boolean
}

export interface ResponseReader {
  /** Takes bytes in; true when the answer is complete. Throws `ProbeFailure('protocol')` for what is not HTTP/1.1. */
  push(chunk: Buffer): boolean
  /** The server has closed. Throws `ProbeFailure('reset')` when something was still missing. */
  end(): void
  /** The head, once it has come. */
  readonly head: Head | undefined
  /** The answer. Only when it is complete. */
  response(): HttpResponse
}

interface ReaderOptions {
  readonly method: string
  readonly maxBytes: number
  readonly keepBody: boolean
}

/** Reads one answer of HTTP/1.x (RFC 9112) from bytes as they come, in pieces of any size. */
export function createResponseReader({ method, maxBytes, keepBody }: ReaderOptions): ResponseReader {
  const lines = createLineReader(MAX_HEAD_BYTES)
  const heads = createHeadReader(lines)
  let body: BodyReader | undefined
  let closed = false
  let over = false
  const isDone = () => over || body?.state === 'done'

  const step = (chunk: Buffer, at: number): number => {
    if (body?.state === 'trailers') {
      const trailers = heads.readTrailers(chunk, at)
      over = trailers.over
      return trailers.next
    }
    if (body) return body.read(chunk, at)
    const next = heads.read(chunk, at)
    const { head } = heads
    if (head) {
      const framing = framingOf(method, head.status, head.headers)
      closed = framing.by === 'close'
      body = createBodyReader(lines, { framing, maxBytes, keep: keepBody })
    }
    return next
  }

  return {
    push(chunk) {
      let at = 0
      while (at < chunk.length && !isDone()) at = step(chunk, at)
      return isDone()
    },
    end() {
      if (closed || isDone()) return
      const where = body
        ? `after ${body.length} bytes of the body`
        : heads.begun
          ? 'in the middle of the headers'
          : 'without an answer'
      throw new ProbeFailure('reset', `the connection was closed ${where}`)
    },
    get head() {
      return heads.head
    },
    response() {
      if (!body || !heads.head) throw new Error('there is no answer yet')
      return { ...heads.head, body: body.bytes(), bodyBytes: body.length, truncated: body.truncated }
    },
  }
}
