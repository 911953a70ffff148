import { type ErrorCode, shownUrl } from '@vonggac/model'
import type { HttpConfig } from '@vonggac/model/inventory'
import type { HttpResponse } from './response-reader.ts'

/** A longer address than this is no redirect but an attack, characters. */
const MAX_LOCATION = 8_192

/** What a check does with an answer that may lead elsewhere. */
export type NextStep =
  | { readonly step: 'stay' }
  | { readonly step: 'go'; readonly url: URL; readonly method: string; readonly keepsBody: boolean }
  | { readonly step: 'refuse'; readonly error: ErrorCode; readonly detail: string }

/** Where the run stands. */
export interface Hop {
  readonly url: URL
  readonly method: string
  /** Addresses asked so far, the present one with them. */
  readonly asked: readonly string[]
}

type Rules = Pick<HttpConfig, 'maxRedirects' | 'redirectHosts' | 'allowDowngrade'> & {
  /** With cookies the same address may give another answer the second time. */
  readonly keepsCookies?: boolean
}

const refuse = (error: ErrorCode, detail: string): NextStep => ({ step: 'refuse', error, detail })

/** Whether and where to go on from an answer. Pure. */
export function nextStep(
  hop: Hop,
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
  rules: Rules,
): NextStep {
  const location = headers.get('location')
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined || rules.maxRedirects === 0)
    return { step: 'stay' }
  if (location.length > MAX_LOCATION)
    return refuse('protocol', `a redirect to an address of ${location.length} characters`)
  // Bytes beyond ASCII stand in the head as Latin-1 and are UTF-8 in practice.
  const url = URL.parse(Buffer.from(location, 'latin1').toString(), hop.url)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.hostname === '')
    return refuse('protocol', 'a redirect to what is no http address')
  url.hash = ''
  // What a server puts there is not ours to send.
  url.username = ''
  url.password = ''
  const first = new URL(hop.asked[0]!)
  if (rules.redirectHosts === 'same' && url.hostname !== first.hostname)
    return refuse('mismatch', `a redirect to another host: ${shownUrl(url)}`)
  if (hop.url.protocol === 'https:' && url.protocol === 'http:' && !rules.allowDowngrade)
    return refuse('mismatch', `a redirect from https to http, which is not encrypted: ${shownUrl(url)}`)
  const method = methodAfter(status, hop.method)
  const noCookies = rules.keepsCookies ? '' : ' (the probe keeps no cookies)'
  if (!rules.keepsCookies && method === hop.method && hop.asked.includes(url.href))
    return refuse('protocol', `redirects in a circle, back to ${shownUrl(url)}${noCookies}`)
  if (hop.asked.length > rules.maxRedirects)
    return refuse('protocol', `more than ${rules.maxRedirects} redirects, the last to ${shownUrl(url)}${noCookies}`)
  return { step: 'go', url, method, keepsBody: method === hop.method }
}

/** As browsers do it (Fetch standard, HTTP-redirect fetch). */
function methodAfter(status: number, method: string): string {
  if (status === 303) return method === 'HEAD' ? 'HEAD' : 'GET'
  return status < 303 && method === 'POST' ? 'GET' : method
}

/**
 * Whether secrets for `first` may be sent to `url`: the same origin, or the same host by https in place of http on the
 * customary ports, where they have been sent less safely before.
 */
export const maySeeSecrets = (first: URL, url: URL): boolean =>
  first.origin === url.origin ||
  (first.hostname === url.hostname &&
    first.protocol === 'http:' &&
    url.protocol === 'https:' &&
    !first.port &&
    !url.port)
