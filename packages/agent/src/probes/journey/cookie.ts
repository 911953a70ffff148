/** A cookie as a browser keeps it (RFC 6265 section 5.3). */
export interface Cookie {
  readonly name: string
  readonly value: string
  /** In lower case, without a leading dot. */
  readonly domain: string
  /** Whether it goes to `domain` alone, and not to what is below it. */
  readonly hostOnly: boolean
  readonly path: string
  readonly secure: boolean
  /** Unix epoch ms; undefined: until the session ends. */
  readonly expiresAt: number | undefined
}

/** Bytes of name and value together (RFC 6265bis section 5.6). */
const MAX_BYTES = 4_096
/** Bytes of an attribute's value. */
const MAX_ATTRIBUTE_BYTES = 1_024

/**
 * Reads one value of `Set-Cookie` as it came for `url` (RFC 6265 section 5.2); undefined for one that must be ignored: without a
 * name, too long, for another host, with `Secure` over plain HTTP, or with a prefix that it does not live up to.
 */
export function parseCookie(text: string, url: URL, nowMs: number): Cookie | undefined {
  const [pair = '', ...rest] = text.split(';')
  const at = pair.indexOf('=')
  const name = at === -1 ? '' : pair.slice(0, at).trim()
  const value = pair.slice(at + 1).trim()
  if (name === '' || name.length + value.length > MAX_BYTES || CONTROLS.test(pair)) return undefined
  const attributes = attributesOf(rest)
  const host = hostOf(url)
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase() ?? ''
  if (domain !== '' && domain !== host && !(isBelow(host, domain) && domain.includes('.'))) return undefined
  const secure = attributes.has('secure')
  if (secure && !isSafe(url)) return undefined
  const given = attributes.get('path') ?? ''
  const path = given.startsWith('/') ? given : defaultPath(url.pathname)
  const hostOnly = domain === '' || domain === host ? domain === '' : false
  if (name.startsWith('__Secure-') && !secure) return undefined
  if (name.startsWith('__Host-') && !(secure && hostOnly && given === '/')) return undefined
  return { name, value, domain: domain || host, hostOnly, path, secure, expiresAt: expiryOf(attributes, nowMs) }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 6265bis refuses them
const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f]/

/** The last of each counts. */
const attributesOf = (parts: readonly string[]): Map<string, string> =>
  new Map(
    parts.flatMap((part) => {
      const at = part.indexOf('=')
      const [key, value] = at === -1 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
      return value.length > MAX_ATTRIBUTE_BYTES ? [] : [[key.trim().toLowerCase(), value.trim()] as const]
    }),
  )

/** `Max-Age` before `Expires`; a date that cannot be read is none. */
function expiryOf(attributes: ReadonlyMap<string, string>, nowMs: number): number | undefined {
  const age = attributes.get('max-age')
  if (age !== undefined && /^-?\d+$/.test(age)) return nowMs + Math.min(Number(age), MAX_AGE_S) * 1_000
  const expires = attributes.get('expires')
  return expires === undefined ? undefined : cookieDate(expires)
}

/** 400 days (RFC 6265bis section 5.5), s. */
const MAX_AGE_S = 400 * 86_400

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** A date in any of the ways in which servers write it (RFC 6265 section 5.1.1), Unix epoch ms. */
export function cookieDate(text: string): number | undefined {
  let time: RegExpExecArray | undefined
  let day: number | undefined
  let month: number | undefined
  let year: number | undefined
  for (const token of text.split(/[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/)) {
    const clock = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/.exec(token)
    const named = MONTHS.indexOf(token.slice(0, 3).toLowerCase())
    if (!time && clock) time = clock
    else if (day === undefined && /^\d{1,2}(?:\D|$)/.test(token)) day = Number.parseInt(token, 10)
    else if (month === undefined && named >= 0) month = named
    else if (year === undefined && /^\d{2,4}(?:\D|$)/.test(token)) year = Number.parseInt(token, 10)
  }
  if (!time || day === undefined || month === undefined || year === undefined) return undefined
  if (year < 100) year += year < 70 ? 2_000 : 1_900
  const [hour = 0, minute = 0, second = 0] = time.slice(1, 4).map(Number)
  if (day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59) return undefined
  const at = Date.UTC(year, month, day, hour, minute, second)
  return new Date(at).getUTCDate() === day ? at : undefined
}

/** Whether a cookie goes with a request (RFC 6265 section 5.4). */
export function goesTo(cookie: Cookie, url: URL, nowMs: number): boolean {
  const host = hostOf(url)
  if (cookie.hostOnly ? host !== cookie.domain : host !== cookie.domain && !isBelow(host, cookie.domain)) return false
  if (cookie.secure && !isSafe(url)) return false
  if (cookie.expiresAt !== undefined && cookie.expiresAt <= nowMs) return false
  const { pathname } = url
  return (
    pathname === cookie.path ||
    (pathname.startsWith(cookie.path) && (cookie.path.endsWith('/') || pathname[cookie.path.length] === '/'))
  )
}

const hostOf = (url: URL): string => url.hostname.toLowerCase()

/** An address has nothing below it. */
const isBelow = (host: string, domain: string): boolean => host.endsWith(`.${domain}`) && !/^[\d.]+$|^\[/.test(host)

const isSafe = (url: URL): boolean => url.protocol === 'https:'

/** RFC 6265 section 5.1.4. */
function defaultPath(pathname: string): string {
  const last = pathname.lastIndexOf('/')
  return last <= 0 ? '/' : pathname.slice(0, last)
}
