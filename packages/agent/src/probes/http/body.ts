import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib'
import { ProbeFailure } from '@vonggac/model'
import { quoted } from '../quoted.ts'
import type { HttpResponse } from './response-reader.ts'

/** The body as text: inflated, but never to more than `maxBytes`. Throws `ProbeFailure('protocol')` when it cannot be. */
export function bodyText({ headers, body }: HttpResponse, maxBytes: number): string {
  const bytes = inflated(body, headers.get('content-encoding')?.trim().toLowerCase() ?? '', maxBytes)
  const charset = /charset="?([\w-]+)/i.exec(headers.get('content-type') ?? '')?.[1]?.toLowerCase()
  const isLatin = charset === 'iso-8859-1' || charset === 'latin1' || charset === 'windows-1252'
  return bytes.toString(isLatin ? 'latin1' : 'utf8')
}

function inflated(body: Buffer, encoding: string, maxBytes: number): Buffer {
  if (encoding === '' || encoding === 'identity' || body.length === 0) return body
  // A body that was cut gives what it has.
  const options = { maxOutputLength: maxBytes, finishFlush: constants.Z_SYNC_FLUSH }
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(body, options)
    if (encoding === 'deflate') return inflateSync(body, options)
    if (encoding === 'br')
      return brotliDecompressSync(body, { maxOutputLength: maxBytes, finishFlush: constants.BROTLI_OPERATION_FLUSH })
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw new ProbeFailure(
      'protocol',
      tooLarge ? `the compressed body inflates to more than ${maxBytes} bytes` : `the body is no ${encoding}`,
      { cause: error },
    )
  }
  throw new ProbeFailure('protocol', `the body is compressed as ${quoted(encoding)}, which was not asked for`)
}
