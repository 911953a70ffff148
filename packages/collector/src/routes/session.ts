import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { SessionDocument } from '../api-people-types.ts'
import { type Env, type Gate, SESSION_COOKIE, type Who } from '../auth.ts'
import { sessionSchema, sessionsSchema } from '../people/api-schemas.ts'
import { addressOf, isSecure } from '../people/peer.ts'
import type { SignIn } from '../people/sign-in.ts'
import { HttpProblem } from '../problem.ts'
import { hashOf } from '../state/secret-key.ts'
import { SESSION_MS, type SessionUser, sessionUser } from '../state/sessions.ts'
import { anyAdmin } from '../state/users.ts'
import { jsonBody, jsonRoute, jsonRouter } from './json-route.ts'

/** What is read of what a browser says it is, characters. */
const MAX_BROWSER = 200
/** Nobody types more; what is hashed is bounded by it, characters. */
const MAX_TYPED = 1_024
const ID_LENGTH = 12

const typed = z.string().min(1).max(MAX_TYPED)
const credentials = z.strictObject({ user: z.string().min(1).max(100), password: typed })
const change = z.strictObject({
  password: typed.describe('The one until now'),
  new_password: typed.describe('At least 10 characters; compared as NFKC'),
})

interface Deps {
  readonly gate: Gate
  readonly signIn: SignIn
}

/** Coming in, going out, and one's own password. */
export const sessionRoutes = (deps: Deps) => jsonRouter().route('/', doors(deps)).route('/', own(deps))

const doors = ({ gate, signIn }: Deps) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/session', security: [] },
        'Who asks; 200 with `user: null` for nobody, so that a page can find out without an error',
        sessionSchema,
      ),
      async (c) => c.json(await documentOf(c.var.asker, gate), 200),
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/session', security: [], request: { body: jsonBody(credentials) } },
        'Signs in: the answer sets a cookie; 401 for a wrong user or password, 429 after too many',
        sessionSchema,
      ),
      async (c) => {
        const browser = (c.req.header('user-agent') ?? '').slice(0, MAX_BROWSER)
        const secret = await signIn.begin(c.req.valid('json'), { address: addressOf(c), browser })
        if (c.var.asker?.session) await signIn.end(c.var.asker.session)
        const secure = isSecure(c, gate.site)
        setCookie(c, SESSION_COOKIE, secret, {
          path: '/',
          httpOnly: true,
          sameSite: 'Strict',
          maxAge: SESSION_MS / 1_000,
          secure,
          ...(secure && { prefix: 'host' }),
        })
        const session = await sessionUser(gate.state, hashOf(secret), gate.clock.now())
        return c.json(await documentOf(session && asWho(session), gate), 200)
      },
    )
    .openapi(
      jsonRoute(
        { method: 'delete', path: '/api/v1/session', security: [] },
        'Signs out; nothing happens where nobody was signed in',
        sessionSchema,
      ),
      async (c) => {
        if (c.var.asker?.session) await signIn.end(c.var.asker.session)
        forget(c, gate)
        return c.json(await documentOf(undefined, gate), 200)
      },
    )

const own = ({ gate, signIn }: Deps) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/session/password', request: { body: jsonBody(change) } },
        'Changes one’s own password; every other session of the user ends',
        sessionSchema,
      ),
      async (c) => {
        const session = mine(c)
        await signIn.changePassword(session, c.req.valid('json'), addressOf(c))
        return c.json(await documentOf(asWho({ ...session, mustChange: false }), gate), 200)
      },
    )
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/sessions' },
        'One’s own sessions, the one seen last first',
        sessionsSchema,
      ),
      async (c) => {
        const session = mine(c)
        const sessions = (await signIn.list(session)).map(({ hash, ...more }) => ({
          id: hash.slice(0, ID_LENGTH),
          ...more,
          current: hash === session.session,
        }))
        return c.json({ sessions }, 200)
      },
    )
    .openapi(
      jsonRoute(
        { method: 'delete', path: '/api/v1/sessions' },
        'Signs out everywhere, here as well',
        z.object({ ended: z.int() }),
      ),
      async (c) => {
        const ended = await signIn.endAll(mine(c))
        forget(c, gate)
        return c.json({ ended }, 200)
      },
    )

type Asker = Pick<Who, 'kind' | 'role' | 'subject' | 'name' | 'mustChange'>

const asWho = ({ id, name, role, mustChange }: SessionUser): Asker => ({
  kind: 'session',
  subject: id,
  name,
  role,
  mustChange,
})

async function documentOf(asker: Asker | undefined, { state, trustLoopback }: Gate): Promise<SessionDocument> {
  const unclaimed = !trustLoopback && !(await anyAdmin(state))
  if (!asker || asker.kind === 'loopback') return { user: null, loopback: asker !== undefined, unclaimed }
  const { kind, subject: id, name, role, mustChange } = asker
  // The key of an agent may look at everything, like a viewer.
  const user = { id, name, role: role === 'agent' ? 'viewer' : role, kind, must_change: mustChange } as const
  return { user, loopback: false, unclaimed }
}

/** The session by which somebody asks. */
function mine(c: Context<Env>): SessionUser {
  const { session } = c.var.who
  if (!session) throw new HttpProblem(409, 'this is for somebody who signed in with a password')
  return session
}

const forget = (c: Context<Env>, { site }: Gate) =>
  deleteCookie(c, SESSION_COOKIE, isSecure(c, site) ? { path: '/', secure: true, prefix: 'host' } : { path: '/' })
