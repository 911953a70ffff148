import { z } from '@hono/zod-openapi'
import type { Who } from '../auth.ts'
import { role, tokenSchema } from '../people/api-schemas.ts'
import type { PeopleDesk } from '../people/people-desk.ts'
import { atLeast, type Role } from '../people/role.ts'
import { accountOf } from '../people/signature.ts'
import { HttpProblem } from '../problem.ts'
import { moment } from './entered-time.ts'
import { jsonBody, jsonRoute, jsonRouter } from './json-route.ts'

const newToken = z.strictObject({
  name: z.string().min(1).max(200).describe('What it is for: the audit log has it'),
  role,
  expires_at: moment.nullable().default(null).describe('Unix epoch milliseconds; null: until it is revoked'),
})

/** Keys for programs, and for consoles on a wall. Everybody who may have some sees his own; admins see all. */
export const tokenRoutes = ({ people }: { readonly people: PeopleDesk }) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/tokens' },
        'API tokens, newest first: one’s own, or all for an admin',
        z.object({ tokens: z.array(tokenSchema).readonly() }),
      ),
      async (c) => c.json({ tokens: await people.tokens(reach(c.var.who)) }, 200),
    )
    .openapi(
      jsonRoute(
        {
          method: 'post',
          path: '/api/v1/tokens',
          request: { body: jsonBody(newToken) },
        },
        'Makes a token, which may do no more than whoever makes it; its key is told once',
        z.object({ id: z.string(), key: z.string() }),
      ),
      async (c) => {
        const { who } = c.var
        const { name, role: wanted, expires_at: expiresAt } = c.req.valid('json')
        mayMake(who, wanted)
        return c.json(
          await people.addToken({ name, role: wanted, createdBy: who.owner, expiresAt }, accountOf(who)),
          200,
        )
      },
    )
    .openapi(
      jsonRoute(
        { method: 'delete', path: '/api/v1/tokens/{id}', request: { params: z.object({ id: z.string() }) } },
        'Revokes a token',
        z.object({ revoked: z.literal(true) }),
      ),
      async (c) => {
        await people.revokeToken(c.req.valid('param').id, accountOf(c.var.who), reach(c.var.who))
        return c.json({ revoked: true as const }, 200)
      },
    )

/** Whose tokens somebody may see; `undefined`: everybody's. A token that is nobody's sees none. */
const reach = ({ role: own, owner }: Who): string | undefined => (own === 'admin' ? undefined : (owner ?? ''))

function mayMake({ kind, role: own }: Who, wanted: Role): void {
  if (own === 'agent' || !atLeast(own, wanted))
    throw new HttpProblem(403, `a token may do no more than whoever makes it: your role is ${own}`)
  // One that was stolen must not live on in another one.
  if (kind === 'token' && own !== 'admin') throw new HttpProblem(403, 'sign in to make a token: a token makes none')
}
