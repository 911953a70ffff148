import { z } from '@hono/zod-openapi'
import { addedSchema, role, userSchema } from '../people/api-schemas.ts'
import type { PeopleDesk } from '../people/people-desk.ts'
import { accountOf } from '../people/signature.ts'
import { jsonBody, jsonRoute, jsonRouter } from './json-route.ts'

const params = z.object({ id: z.string() })
const name = z.string().min(1).max(200)
const password = z.string().min(1).max(1_024).describe('At least 10 characters; one is made when it is left out')
const newUser = jsonBody(
  z.strictObject({
    id: z.string().min(1).max(100).describe('What somebody signs in with: a-z, 0-9, dots, hyphens'),
    name,
    role,
    password: password.optional(),
  }),
)
const change = jsonBody(
  z.strictObject({
    name: name.optional(),
    role: role.optional(),
    disabled: z.boolean().optional().describe('Who is disabled cannot come in, by no session and no token of his'),
  }),
)
const reset = jsonBody(z.strictObject({ password: password.optional() }))

/** Who may sign in. For admins. */
export const userRoutes = ({ people }: { readonly people: PeopleDesk }) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/users' },
        'Who may sign in',
        z.object({ users: z.array(userSchema).readonly() }),
      ),
      async (c) => c.json({ users: await people.list() }, 200),
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/users', request: { body: newUser } },
        'Lets somebody in; the password has to be changed at the first time',
        addedSchema,
      ),
      async (c) => c.json(await people.add(c.req.valid('json'), accountOf(c.var.who)), 200),
    )
    .openapi(
      jsonRoute(
        { method: 'patch', path: '/api/v1/users/{id}', request: { params, body: change } },
        'Changes name or role, or keeps somebody out; 409 for the last admin',
        userSchema,
      ),
      async (c) => c.json(await people.change(c.req.valid('param').id, c.req.valid('json'), accountOf(c.var.who)), 200),
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/users/{id}/password', request: { params, body: reset } },
        'Gives somebody another password, to be changed at the first time; his sessions end',
        addedSchema,
      ),
      async (c) => c.json(await people.reset(c.req.valid('param').id, c.req.valid('json'), accountOf(c.var.who)), 200),
    )
    .openapi(
      jsonRoute(
        { method: 'delete', path: '/api/v1/users/{id}', request: { params } },
        'Removes somebody, with sessions and tokens; 409 for the last admin',
        z.object({ removed: z.literal(true) }),
      ),
      async (c) => {
        await people.remove(c.req.valid('param').id, accountOf(c.var.who))
        return c.json({ removed: true as const }, 200)
      },
    )
