import { readFile } from 'node:fs/promises'
import type { SecretRef } from '@vonggac/model'
import { MAX_CALENDAR_BYTES } from './calendar.ts'

const FETCH_TIMEOUT_MS = 20_000

/** Where a calendar is: a file of this machine, or an address that may be a secret. */
export type CalendarPlace = { readonly file: string } | { readonly url: string | SecretRef }

/** The text of a calendar. Rejects with a sentence that says what is wrong. */
export const calendarText = (
  place: CalendarPlace,
  secret: (ref: SecretRef) => string,
  signal: AbortSignal,
): Promise<string> => ('file' in place ? fileText(place.file) : collectorText(place.url, secret, signal))

async function fileText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${path} cannot be read (${cause.code}): does it exist, and may the collector read it?`, { cause })
  })
  if (bytes.length > MAX_CALENDAR_BYTES) throw new Error(`${path} is larger than ${MAX_CALENDAR_BYTES} bytes`)
  return bytes.toString('utf8')
}

/** The address is in no error: it may be a secret. */
async function collectorText(
  address: string | SecretRef,
  secret: (ref: SecretRef) => string,
  signal: AbortSignal,
): Promise<string> {
  const url = URL.parse(typeof address === 'string' ? address : secret(address))
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error('its address is none that starts with http:// or https://')
  const limit = AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)])
  const response = await fetch(url, { signal: limit, headers: { accept: 'text/calendar' } }).catch((cause: Error) => {
    throw new Error(`${url.host} does not answer: ${String(cause.cause ?? cause.message)}`, { cause })
  })
  if (!response.ok) throw new Error(`${url.host} answers ${response.status}`)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_CALENDAR_BYTES) throw new Error(`${url.host} sends more than ${MAX_CALENDAR_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
