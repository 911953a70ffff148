import { gunzip, gunzipSync } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'
import type { Env } from '../auth.ts'
import { HttpProblem } from '../problem.ts'

/** Below this many compressed bytes inflating takes a few milliseconds: a trip to the thread pool would cost more than it saves. */
const INFLATE_HERE_BYTES = 262_144
/** Largest buffer that is made because a client says that it needs one. */
const MAX_CHUNK_BYTES = 4_194_304
const MIN_CHUNK_BYTES = 16_384
/** The last four bytes of a gzip stream are the length of what it holds (RFC 1952). */
const SIZE_BYTES = 4

/** The whole body, or 413 as soon as it is known to be larger than `maxBytes`. */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > maxBytes) throw tooLarge(maxBytes)
  // The HTTP parser holds the client to its word about the length.
  if (declared !== null) return new Uint8Array(await arrayBuffer(request))
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      if (size > maxBytes) throw tooLarge(maxBytes)
      chunks.push(chunk)
    }
  } catch (cause) {
    throw cause instanceof HttpProblem ? cause : cutOff(cause)
  }
  return Buffer.concat(chunks)
}

async function arrayBuffer(request: Request): Promise<ArrayBuffer> {
  try {
    return await request.arrayBuffer()
  } catch (cause) {
    throw cutOff(cause)
  }
}

/** A client that goes away in the middle is its own affair, not a fault of ours. */
const cutOff = (cause: unknown) => new HttpProblem(400, 'the body ended before it was whole', { cause })

const tooLarge = (maxBytes: number) =>
  new HttpProblem(413, `the body is larger than ${maxBytes} bytes: send less at a time`, {
    headers: { Connection: 'close' },
  })

/** Methods whose body somebody reads. */
const WITH_BODY: readonly string[] = ['POST', 'PUT', 'PATCH']

/**
 * Reads a body before its route does, and no more of it than `mostBytes` says of the path: 413, also for one of undeclared
 * length. `undefined`: it is left alone.
 */
export const boundedBody = (mostBytes: (path: string) => number | undefined): MiddlewareHandler<Env> => {
  return async (c, next) => {
    const { method } = c.req
    const most = WITH_BODY.includes(method) ? mostBytes(c.req.path) : undefined
    if (most !== undefined) {
      const { headers, signal } = c.req.raw
      const body = new Uint8Array(await readBody(c.req.raw, most))
      // With its signal: who goes away in the meantime waits for nothing any more.
      c.req.raw = new Request(c.req.url, { method, headers, signal, body })
    }
    await next()
  }
}

/** The encoding a client named; 415 when it is none of ours. */
export function contentEncoding(header: string | undefined): 'gzip' | 'identity' {
  const name = (header ?? 'identity').trim().toLowerCase()
  if (name === 'gzip' || name === 'x-gzip') return 'gzip'
  if (name === 'identity' || name === '') return 'identity'
  throw new HttpProblem(415, `Content-Encoding ${JSON.stringify(name)} is not understood: use gzip or identity`, {
    headers: { 'Accept-Encoding': 'gzip, identity' },
  })
}

/** Large bodies inflated at a time, as many as Node has threads for it: fifty bombs at once would each hold their limit. */
const MAX_INFLATING = 4
let inflating = 0
const waiting: (() => void)[] = []

async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (inflating >= MAX_INFLATING) await new Promise<void>((resolve) => waiting.push(resolve))
  else inflating++
  try {
    return await work()
  } finally {
    // The place goes to who waits longest; it is given back where nobody does.
    const next = waiting.shift()
    if (next) next()
    else inflating--
  }
}

/** Inflates a gzip body: 400 when it is none or is cut off, 413 when it would become larger than `maxBytes`. */
export async function inflate(body: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  if (body.byteLength === 0) return body
  const options = { maxOutputLength: maxBytes, chunkSize: chunkSizeOf(body) }
  try {
    if (body.byteLength <= INFLATE_HERE_BYTES) return gunzipSync(body, options)
    return await oneOfFew(
      () =>
        new Promise<Uint8Array>((resolve, reject) =>
          gunzip(body, options, (error, plain) => (error ? reject(error) : resolve(plain))),
        ),
    )
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new HttpProblem(413, `the body inflates to more than ${maxBytes} bytes: send fewer points at a time`, {
        cause,
      })
    }
    const what = code === 'Z_BUF_ERROR' ? 'gzip: unexpected end of the body' : 'gzip: invalid header or data'
    throw new HttpProblem(400, what, { cause })
  }
}

/**
 * One output buffer of the right size instead of dozens of 16 KiB that are then copied together: a third of the cost.
 * What the trailer says is only a hint, and bounded; a byte more spares a last, empty round.
 */
export function chunkSizeOf(body: Uint8Array): number {
  if (body.byteLength < SIZE_BYTES) return MIN_CHUNK_BYTES
  const said = new DataView(body.buffer, body.byteOffset + body.byteLength - SIZE_BYTES, SIZE_BYTES).getUint32(0, true)
  return Math.min(MAX_CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, said + 1))
}

/**
 * Frees an inflated body at once; it is empty from then on. Left to the garbage collector, a megabyte a write makes V8 mark its
 * whole heap every sixty writes: a fifth of what ingest costs. Small ones share their memory with others and are left alone.
 */
export function release(body: Uint8Array): void {
  const { buffer } = body
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0)
}
