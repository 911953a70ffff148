import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addToken } from '../state/credentials.ts'
import { openTestApp } from '../testing/test-app.ts'
import { refusalOf } from './permission.ts'
import { roles } from './role.ts'

/** Every route that the API describes, asked by everybody: what is new is held to the rule without anybody thinking of it. */

const askers = [...roles, 'agent'] as const
type Asker = (typeof askers)[number]

/** What is another way than: everybody reads, operators and admins do the rest. */
const exceptions: Readonly<Record<string, readonly Asker[]>> = {
  'post /api/v1/write': ['agent', 'operator', 'admin'],
  'post /api/v2/write': ['agent', 'operator', 'admin'],
  'post /write': ['agent', 'operator', 'admin'],
  'get /api/v1/agents/self/orders': ['agent'],
  'post /api/v1/agents/self/orders/{id}': ['agent'],
  'get /api/v1/audit': ['admin'],
  'get /api/v1/users': ['admin'],
  'post /api/v1/users': ['admin'],
  'patch /api/v1/users/{id}': ['admin'],
  'delete /api/v1/users/{id}': ['admin'],
  'post /api/v1/users/{id}/password': ['admin'],
  'get /api/v1/config': ['operator', 'admin'],
  'get /api/v1/tokens': ['operator', 'admin'],
  'get /api/v1/sessions': ['viewer', 'operator', 'admin'],
  'delete /api/v1/sessions': ['viewer', 'operator', 'admin'],
  'post /api/v1/session/password': ['viewer', 'operator', 'admin'],
  'get /api/v1/session': askers,
  'post /api/v1/session': askers,
  'delete /api/v1/session': askers,
}
/** What needs nobody to be known: no API, or how one comes in. */
const isPublic = (path: string) => !path.startsWith('/api/') && path !== '/write'

/** Where agents send much, and links that people press in a message: their own tests say how much of it is read. */
const readsItself = (path: string) => path.endsWith('/write') || path.includes('/agents/self/') || isPublic(path)

let at: Awaited<ReturnType<typeof openTestApp>>
let routes: { readonly method: string; readonly path: string }[] = []
const keys = new Map<Asker | 'nobody', string>()
beforeAll(async () => {
  at = await openTestApp()
  const document = (await (await at.app.request('/openapi.json')).json()) as { paths: Record<string, object> }
  routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method, path })),
  )
  keys.set('agent', at.key)
  for (const role of roles) {
    const token = { name: role, role, createdBy: null, expiresAt: null }
    keys.set(role, (await addToken(at.state, token, { by: 'test', at: Date.now() })).key)
  }
})
afterAll(() => at[Symbol.asyncDispose]())

/** Asks with nothing in the body, for a thing that there is not: only what comes before that is of interest. */
async function statusOf(method: string, path: string, asker: Asker | 'nobody'): Promise<number> {
  const key = keys.get(asker)
  const answer = await at.app.request(path.replaceAll(/\{\w+\}/g, 'none'), {
    method: method.toUpperCase(),
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  })
  await answer.body?.cancel()
  return answer.status
}

describe('every route of the API', () => {
  test('is known here where it is an exception', () => {
    const known = new Set(routes.map(({ method, path }) => `${method} ${path}`))
    expect(Object.keys(exceptions).filter((route) => !known.has(route))).toEqual([])
    expect(routes.length).toBeGreaterThan(50)
  })

  test.for(askers)('does for the role %s what it may, and nothing else', async (asker) => {
    const wrong: string[] = []
    for (const { method, path } of routes) {
      const may = exceptions[`${method} ${path}`] ?? (method === 'get' ? askers : (['operator', 'admin'] as const))
      const expected = isPublic(path) || (may as readonly Asker[]).includes(asker)
      const status = await statusOf(method, path, asker)
      if ((status !== 401 && status !== 403) !== expected) wrong.push(`${method} ${path}: ${status}`)
    }
    expect(wrong).toEqual([])
  })

  test('reads no endless body', async () => {
    const wrong: string[] = []
    for (const { method, path } of routes.filter(({ method }) => method === 'post' || method === 'patch')) {
      if (readsItself(path)) continue
      const answer = await at.app.request(path.replaceAll(/\{\w+\}/g, 'none'), {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${keys.get('admin')}`, 'content-type': 'application/json' },
        body: JSON.stringify({ by: 'x'.repeat(10_000_000) }),
      })
      if (answer.status !== 413) wrong.push(`${method} ${path}: ${answer.status}`)
    }
    expect(wrong).toEqual([])
  })

  test('does nothing for nobody', async () => {
    const wrong: string[] = []
    for (const { method, path } of routes) {
      const status = await statusOf(method, path, 'nobody')
      if ((status !== 401) !== (isPublic(path) || path === '/api/v1/session'))
        wrong.push(`${method} ${path}: ${status}`)
    }
    expect(wrong).toEqual([])
  })
})

test.for([
  { path: '/api/v1/usersx', method: 'GET', refused: false },
  { path: '/api/v1/users', method: 'HEAD', refused: true },
  { path: '/api/v1/users/', method: 'GET', refused: true },
  { path: '/api/v1/incidents/x/ack', method: 'OPTIONS', refused: true },
])('a viewer at $method $path: $refused', ({ path, method, refused }) => {
  const viewer = { kind: 'token', role: 'viewer', mustChange: false } as const
  expect(refusalOf(viewer, method, path) !== undefined).toBe(refused)
})

test('who has to change his password may do only that', () => {
  const fresh = { kind: 'session', role: 'admin', mustChange: true } as const
  expect(refusalOf(fresh, 'GET', '/api/v1/status')).toContain('choose a password')
  expect(refusalOf(fresh, 'POST', '/api/v1/session/password')).toBeUndefined()
})
