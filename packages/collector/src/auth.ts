import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { HttpProblem } from './problem.ts'
import { type Bearer, bearerOf, KEY_PREFIX } from './state/credentials.ts'
import type { State } from './state/tables.ts'

/** Who makes a request: the holder of a key, or somebody on this machine where the configuration trusts that. */
export type Who = Bearer | { readonly role: 'loopback'; readonly subject: 'localhost' }

/** What our routes find in the context of a request. `incoming` is missing in tests without a socket. */
export type Env = { Bindings: Partial<HttpBindings>; Variables: { who: Who } }

/** Lets in who may use the API: 401 otherwise. Sets `who`. */
export function authenticate({
  state,
  trustLoopback,
}: {
  state: State
  trustLoopback: boolean
}): MiddlewareHandler<Env> {
  return async (c, next) => {
    const key = presentedKey(c)
    const bearer = key === undefined ? undefined : await bearerOf(state, key)
    if (bearer) c.set('who', bearer)
    else if (key === undefined && trustLoopback && fromThisMachine(c))
      c.set('who', { role: 'loopback', subject: 'localhost' })
    else throw refusal(c, key !== undefined)
    await next()
  }
}

/** People's doings: 403 for an agent's key. After `authenticate`. */
export const operatorsOnly: MiddlewareHandler<Env> = async (c, next) => {
  if (c.var.who.role === 'agent')
    throw new HttpProblem(403, 'the key of an agent may write and read, not handle incidents')
  await next()
}

/**
 * Refuses what another web site makes a browser send (CSRF): a page anywhere can post text to 127.0.0.1.
 * Programs send neither header.
 */
export const sameOriginOnly: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    const site = c.req.header('sec-fetch-site')
    const origin = c.req.header('origin')
    const foreign =
      site !== undefined
        ? site !== 'same-origin' && site !== 'none'
        : origin !== undefined && hostOf(origin) !== c.req.header('host')
    if (foreign) throw new HttpProblem(403, 'requests that change something must come from our own pages')
  }
  await next()
}

const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : undefined)

/** The key as any client may present it: Bearer, InfluxDB 2 `Token`, Basic, or `p` in the query (InfluxDB 1). */
function presentedKey(c: Context<Env>): string | undefined {
  const [scheme = '', value = ''] = (c.req.header('authorization') ?? '').split(/ +/, 2)
  const name = scheme.toLowerCase()
  if (name === 'bearer') return value
  // InfluxDB 1.8 takes `Token user:password`.
  if (name === 'token') return value.slice(value.indexOf(':') + 1)
  const pair = name === 'basic' ? Buffer.from(value, 'base64').toString('utf8') : influxQuery(c)
  if (pair === undefined) return scheme === '' ? undefined : ''
  // What the `influx` packages send when they were given no credentials; none of our keys looks like it.
  if (pair === 'root:root' || pair === ':') return undefined
  return pair.slice(pair.indexOf(':') + 1)
}

function influxQuery(c: Context<Env>): string | undefined {
  if (c.req.path !== '/write' && c.req.path !== '/query') return undefined
  const user = c.req.query('u')
  const password = c.req.query('p')
  return user === undefined && password === undefined ? undefined : `${user ?? ''}:${password ?? ''}`
}

function refusal(c: Context<Env>, presented: boolean): HttpProblem {
  const influx1 = c.req.path === '/write' || c.req.path === '/query'
  const challenge = influx1 ? 'Basic realm="InfluxDB"' : 'Bearer realm="vonggac"'
  const detail = presented
    ? `the key is not known here, or was revoked (keys begin with ${KEY_PREFIX})`
    : 'a key is needed: Authorization: Bearer …'
  const error = presented ? 'authorization failed' : 'unable to parse authentication credentials'
  return new HttpProblem(401, detail, { headers: { 'WWW-Authenticate': challenge }, more: influx1 ? { error } : {} })
}

/** Headers that only proxies add: behind one, the peer's address says nothing about who asks. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/** The peer is this machine, and the browser (if it is one) believes so too: a rebound DNS name shows in `Host`. */
function fromThisMachine(c: Context<Env>): boolean {
  const peer = c.env?.incoming?.socket.remoteAddress ?? ''
  if (!/^(::ffff:)?127\.|^::1$/.test(peer)) return false
  if (PROXY_HEADERS.some((name) => c.req.header(name) !== undefined)) return false
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d+)?$/i.test(c.req.header('host') ?? '')
}
