import type { HttpBindings } from '@hono/node-server'
import type { Clock } from '@vonggac/model'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { fromThisMachine, isSecure, ownHosts } from './people/peer.ts'
import { type Asker, isOpen, refusalOf } from './people/permission.ts'
import { HttpProblem } from './problem.ts'
import { bearerOf } from './state/credentials.ts'
import { hashOf, KEY_PREFIX } from './state/secret-key.ts'
import { type SessionUser, sessionUser } from './state/sessions.ts'
import type { State } from './state/tables.ts'

/** Who makes a request: somebody who signed in, the holder of a key, or somebody on this machine where that is trusted. */
export interface Who extends Asker {
  /** A user's id, the name of a token or of an agent, `localhost`. */
  readonly subject: string
  /** The user behind it; `null`: nobody, as with a token that was made on the command line. */
  readonly owner: string | null
  /** How people call it. */
  readonly name: string
  /** Of somebody who signed in. */
  readonly session?: SessionUser
  /** Whether this still holds: asked while an answer goes on. */
  still(): Promise<boolean>
}

/** What our routes find in the context of a request. `incoming` is missing in tests without a socket. */
export type Env = { Bindings: Partial<HttpBindings>; Variables: { who: Who; asker: Who | undefined } }

export interface Gate {
  readonly state: State
  readonly clock: Clock
  readonly trustLoopback: boolean
  /** The configured address of the console. */
  readonly site: URL | undefined
}

/**
 * Lets in who may do what he asks for: 401 for nobody we know, 403 for somebody who may not. Sets `who`; on the routes that
 * are open to anybody, `asker` alone.
 */
export function authenticate(gate: Gate): MiddlewareHandler<Env> {
  return async (c, next) => {
    const open = isOpen(c.req.path)
    const who = await identified(c, gate)
    c.set('asker', who)
    if (who) {
      const refused = refusalOf(who, c.req.method, c.req.path)
      if (refused !== undefined) throw new HttpProblem(403, refused)
      c.set('who', who)
    } else if (!open) throw refusal(c, 'none')
    await next()
  }
}

/** A key counts before a cookie: who sends one means it. A key that is none is refused even where anybody may come in. */
async function identified(c: Context<Env>, { state, clock, trustLoopback, site }: Gate): Promise<Who | undefined> {
  const key = presentedKey(c)
  if (key !== undefined) {
    const holder = () => bearerOf(state, clock.now(), key)
    const bearer = await holder()
    if (!bearer) throw refusal(c, 'key')
    const { role, subject, owner } = bearer
    return {
      kind: 'token',
      role,
      subject,
      owner,
      name: subject,
      mustChange: false,
      still: async () => !!(await holder()),
    }
  }
  const cookie = sessionCookie(c, site)
  const user = () => (cookie === undefined ? undefined : sessionUser(state, hashOf(cookie), clock.now()))
  const session = await user()
  if (session) {
    const { id, name, role, mustChange } = session
    return {
      kind: 'session',
      role,
      subject: id,
      owner: id,
      name,
      mustChange,
      session,
      still: async () => !!(await user()),
    }
  }
  if (trustLoopback && fromThisMachine(c)) return localhost
  if (cookie !== undefined && !isOpen(c.req.path)) throw refusal(c, 'cookie')
  return undefined
}

const localhost: Who = {
  kind: 'loopback',
  role: 'admin',
  subject: 'localhost',
  owner: null,
  name: 'localhost',
  mustChange: false,
  still: async () => true,
}

/** The cookie of a session; with HTTPS `__Host-` before it, so that no other host of the domain can set it. */
export const SESSION_COOKIE = 'vonggac_session'

const sessionCookie = (c: Context<Env>, site: URL | undefined): string | undefined =>
  (isSecure(c, site) ? getCookie(c, SESSION_COOKIE, 'host') : getCookie(c, SESSION_COOKIE)) || undefined

/**
 * Refuses what another web site makes a browser send (CSRF): a page anywhere can post text to 127.0.0.1.
 * Programs send neither header. Browsers leave `Sec-Fetch-Site` out on plain HTTP, but send `Origin` with what changes something.
 */
export const sameOriginOnly =
  (site: URL | undefined): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      const told = c.req.header('sec-fetch-site')
      const origin = c.req.header('origin')
      const foreign =
        told !== undefined
          ? told !== 'same-origin' && told !== 'none'
          : origin !== undefined && !ownHosts(c, site).includes(hostOf(origin) ?? '')
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

/** What was shown to us, if anything. */
type Shown = 'key' | 'cookie' | 'none'

const WHY: Readonly<Record<Shown, string>> = {
  key: `the key is not known here, is over, or was revoked (keys begin with ${KEY_PREFIX})`,
  cookie: 'the session is over: sign in again',
  none: 'a key is needed: Authorization: Bearer …; or sign in: POST /api/v1/session',
}

function refusal(c: Context<Env>, shown: Shown): HttpProblem {
  const influx1 = c.req.path === '/write' || c.req.path === '/query'
  const challenge = influx1 ? 'Basic realm="InfluxDB"' : 'Bearer realm="vonggac"'
  const error = shown === 'key' ? 'authorization failed' : 'unable to parse authentication credentials'
  return new HttpProblem(401, WHY[shown], {
    headers: { 'WWW-Authenticate': challenge },
    more: influx1 ? { error } : {},
  })
}
