import { createHash } from 'node:crypto'
import { type Params, paramsOf, splitOutside } from './header-value.ts'
import { headerOf, type SipResponse } from './message.ts'

/** Digest authentication (RFC 7616, in SIP by RFC 3261 section 22 and RFC 8760). Pure. */

/** What a server asks of whoever wants to be let in. */
export interface Challenge {
  /** Set when a proxy on the way asks (407) and not the server itself (401). */
  readonly proxy: boolean
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | undefined
  readonly algorithm: Algorithm
  /** Whether the server wants quality of protection `auth`; one that wants none is older than RFC 2617. */
  readonly qop: boolean
  /** Set when only the nonce was too old: the password was right. */
  readonly stale: boolean
}

const hashes = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' } as const
type Hash = keyof typeof hashes
type Algorithm = { readonly hash: Hash; readonly session: boolean; readonly name: string }

/** The strongest first: a server that offers several is given the best. */
const PREFERENCE: readonly Hash[] = ['SHA-512-256', 'SHA-256', 'MD5']

/**
 * The strongest challenge of a 401 or 407 that can be answered; `undefined` where there is none. `why` tells what was there instead.
 */
export function challengeOf(response: SipResponse): Challenge | undefined {
  const proxy = response.status === 407
  const lines = response.headers.get(proxy ? 'proxy-authenticate' : 'www-authenticate') ?? []
  const all = lines.flatMap((line) => readChallenge(line, proxy) ?? [])
  return all.toSorted((a, b) => PREFERENCE.indexOf(a.algorithm.hash) - PREFERENCE.indexOf(b.algorithm.hash))[0]
}

function readChallenge(line: string, proxy: boolean): Challenge | undefined {
  const match = /^digest\s+(.*)$/is.exec(line)
  if (!match) return undefined
  const params = paramsOf(splitOutside(match[1]!, ','))
  const algorithm = algorithmOf(params)
  const nonce = params.get('nonce')
  const qops = params
    .get('qop')
    ?.toLowerCase()
    .split(',')
    .map((each) => each.trim())
  if (!algorithm || nonce === undefined || (qops && !qops.includes('auth'))) return undefined
  return {
    proxy,
    realm: params.get('realm') ?? '',
    nonce,
    opaque: params.get('opaque'),
    algorithm,
    qop: qops !== undefined,
    stale: params.get('stale')?.toLowerCase() === 'true',
  }
}

function algorithmOf(params: Params): Algorithm | undefined {
  const name = params.get('algorithm') ?? 'MD5'
  const session = /-sess$/i.test(name)
  const hash = PREFERENCE.find((each) => each === name.replace(/-sess$/i, '').toUpperCase())
  return hash && { hash, session, name }
}

/** What `Authorization` or `Proxy-Authorization` says of. */
export interface Credentials {
  readonly user: string
  readonly password: string
}

export interface Attempt {
  readonly method: string
  readonly uri: string
  /** Which use of the nonce this is, from 1. */
  readonly count: number
  /** Random, ours. */
  readonly cnonce: string
}

/** The answer to a challenge: a header line. */
export function authorization(
  challenge: Challenge,
  { user, password }: Credentials,
  { method, uri, count, cnonce }: Attempt,
): readonly [name: string, value: string] {
  const { realm, nonce, opaque, algorithm, qop, proxy } = challenge
  const digest = (text: string) => createHash(hashes[algorithm.hash]).update(text).digest('hex')
  const base = digest(`${user}:${realm}:${password}`)
  const secret = algorithm.session ? digest(`${base}:${nonce}:${cnonce}`) : base
  const what = digest(`${method}:${uri}`)
  const nc = count.toString(16).padStart(8, '0')
  const response = digest(qop ? `${secret}:${nonce}:${nc}:${cnonce}:auth:${what}` : `${secret}:${nonce}:${what}`)
  const parts = [
    `username=${inQuotes(user)}`,
    `realm=${inQuotes(realm)}`,
    `nonce=${inQuotes(nonce)}`,
    `uri=${inQuotes(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm.name}`,
    ...(opaque === undefined ? [] : [`opaque=${inQuotes(opaque)}`]),
    ...(qop ? ['qop=auth', `nc=${nc}`] : []),
    ...(qop || algorithm.session ? [`cnonce="${cnonce}"`] : []),
  ]
  return [proxy ? 'Proxy-Authorization' : 'Authorization', `Digest ${parts.join(', ')}`]
}

/** As a quoted string; what would end the line is taken out, for a server's nonce comes back through here. */
const inQuotes = (text: string): string => `"${text.replace(/[\r\n]/g, '').replace(/["\\]/g, '\\$&')}"`

/** Why a 401 or 407 cannot be answered, for people. */
export function unanswerable(response: SipResponse): string {
  const name = response.status === 407 ? 'proxy-authenticate' : 'www-authenticate'
  const line = headerOf(response, name)
  if (line === undefined) return `${response.status} without a challenge`
  const scheme = /^\S*/.exec(line)![0].slice(0, 20)
  const algorithm = /algorithm\s*=\s*"?([\w-]{1,20})/i.exec(line)?.[1]
  return /^digest$/i.test(scheme)
    ? `the algorithm ${algorithm ?? 'MD5'} or its quality of protection is not known here`
    : `the scheme ${scheme} is not known here`
}
