import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SessionDocument, TokenStatus, UserStatus } from '../api-types.ts'
import { SESSION_COOKIE } from '../auth.ts'
import { beginSession } from '../state/sessions.ts'
import { addUser, userRow } from '../state/users.ts'
import { openTestApp, smallConfig } from '../testing/test-app.ts'
import { createPasswords } from './password.ts'

/** Signing in and letting others in, over the whole HTTP side. */

const PASSWORD = 'mưa nguồn chớp bể'
let at: Awaited<ReturnType<typeof openTestApp>>
let kept: string
beforeAll(async () => {
  at = await openTestApp({ config: smallConfig({ collector: { url: 'https://noc.test' } }) })
  kept = await createPasswords().hash(PASSWORD)
  await user('root', 'admin')
})
afterAll(() => at[Symbol.asyncDispose]())

type Role = 'viewer' | 'operator' | 'admin'
const user = (id: string, role: Role, mustChange = false) =>
  addUser(at.state, { id, name: `Người ${id}`, role, password: kept, mustChange }, { by: 'test', at: Date.now() })

interface Sent {
  readonly cookie?: string
  readonly token?: string
  readonly headers?: Record<string, string>
  readonly from?: string
}
async function ask(
  method: string,
  path: string,
  body?: unknown,
  { cookie, token, headers, from = '10.9.9.9' }: Sent = {},
) {
  const response = await at.app.request(
    `/api/v1${path}`,
    {
      method,
      headers: {
        host: 'noc.test:8480',
        ...(cookie && { cookie }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
    { incoming: { socket: { remoteAddress: from } } },
  )
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}
let addresses = 0
/** From an address of its own, so that tests do not wait for one another. */
const enter = (id: string, password = PASSWORD, sent: Sent = {}) =>
  ask('POST', '/session', { user: id, password }, { from: `10.1.0.${++addresses}`, ...sent })
/** The cookie of a session, begun without the work that a password takes where none is given. */
async function cookieOf(id: string, password?: string): Promise<string> {
  const origin = { address: '10.9.9.9', browser: 'test' }
  const as = { id, password: (await userRow(at.state, id))?.password ?? '' }
  if (password === undefined) return `${SESSION_COOKIE}=${await beginSession(at.state, as, Date.now(), origin)}`
  const { status, headers } = await enter(id, password)
  expect(status).toBe(200)
  return headers.get('set-cookie')!.split(';')[0]!
}

describe('signing in', () => {
  test('sets a cookie that no script and no other site can use, and says who it is', async () => {
    const { status, body, headers } = await enter(' Root ')
    expect([status, body]).toEqual([
      200,
      {
        user: { id: 'root', name: 'Người root', role: 'admin', kind: 'session', must_change: false },
        loopback: false,
        unclaimed: false,
      },
    ])
    expect(headers.get('set-cookie')).toMatch(
      /^vonggac_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect(JSON.stringify(await at.state.selectFrom('sessions').selectAll().execute())).not.toContain(
      headers.get('set-cookie')!.split(/[=;]/)[1],
    )
  })

  test.for([
    { name: 'a proxy says HTTPS', headers: { 'x-forwarded-proto': 'https' } },
    { name: 'the configured address is HTTPS and in use', headers: { host: 'noc.test' } },
  ])('sets a cookie that only HTTPS carries where $name', async ({ headers }) => {
    const given = (await enter('root', PASSWORD, { headers })).headers.get('set-cookie')!
    expect(given).toMatch(/^__Host-vonggac_session=[\w-]{43}; .*; Secure; SameSite=Strict$/)
    const cookie = given.split(';')[0]!
    expect((await ask('GET', '/status', undefined, { cookie, headers })).status).toBe(200)
    // Without HTTPS another host of the domain may have set it.
    expect((await ask('GET', '/status', undefined, { cookie })).status).toBe(401)
  })

  test('says the same of a wrong password, of a stranger, and of somebody who is disabled', async () => {
    await user('gone', 'viewer')
    await at.state.updateTable('users').set({ disabled_at: 1 }).where('id', '=', 'gone').execute()
    const answers = [
      await enter('root', 'wrong password'),
      await enter('nobody'),
      await enter('gone'),
      await enter('root', 'x'.repeat(1_024)),
      await enter('<script>alert(1)</script>'),
      await enter('root\r\nSet-Cookie: a=b'),
    ]
    for (const { status, body, headers } of answers) {
      expect([status, body.detail, headers.get('set-cookie')]).toEqual([401, 'user or password is wrong', null])
    }
  })

  test.for([
    { name: 'ten thousand characters', body: { user: 'root', password: 'x'.repeat(10_240) } },
    { name: 'no password', body: { user: 'root', password: '' } },
    { name: 'no text', body: { user: ['root'], password: { $ne: '' } } },
    { name: 'more than is asked for', body: { user: 'root', password: PASSWORD, role: 'admin' } },
  ])('refuses $name', async ({ body }) => {
    expect((await ask('POST', '/session', body)).status).toBe(400)
  })

  test('is held back after five wrong passwords, for a stranger as for a user, be the sixth the right one', async () => {
    await user('held', 'viewer')
    for (const id of ['held', 'a-stranger']) {
      const all = await Promise.all(Array.from({ length: 8 }, () => enter(id, 'wrong password')))
      expect(all.map(({ status }) => status).sort()).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
      const held = all.find(({ status }) => status === 429)!
      expect(held.headers.get('retry-after')).toBe('1')
      expect(held.body.detail).toBe('too many attempts: wait 1 s')
    }
  })

  test('is not possible from a page of somebody else', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect((await enter('root', PASSWORD, { headers })).status).toBe(403)
    expect((await enter('root', PASSWORD, { headers: { origin: 'http://evil.test' } })).status).toBe(403)
    const proxied = { origin: 'https://console.test', host: 'upstream', 'x-forwarded-host': 'console.test' }
    expect((await enter('root', PASSWORD, { headers: proxied })).status).toBe(200)
    expect((await enter('root', PASSWORD, { headers: { origin: 'https://noc.test', host: 'upstream' } })).status).toBe(
      200,
    )
  })
})

describe('a session', () => {
  test('ends when its owner signs out, and then opens nothing', async () => {
    const cookie = await cookieOf('root')
    expect((await ask('GET', '/status', undefined, { cookie })).status).toBe(200)
    const left = await ask('DELETE', '/session', undefined, { cookie })
    expect(left.headers.get('set-cookie')).toMatch(/^vonggac_session=; Max-Age=0; Path=\/$/)
    expect((await ask('GET', '/status', undefined, { cookie })).body.detail).toBe('the session is over: sign in again')
    expect((await ask('GET', '/session', undefined, { cookie })).body).toMatchObject({ user: null, loopback: false })
  })

  test.for([
    { name: 'nobody used it for twelve hours', set: { last_seen: Date.now() - 12 * 3_600_000 - 1 } },
    { name: 'it is seven days old', set: { expires_at: Date.now() - 1 } },
  ])('ends when $name', async ({ set }) => {
    const cookie = await cookieOf('root')
    await at.state.updateTable('sessions').set(set).where('user', '=', 'root').execute()
    expect((await ask('GET', '/status', undefined, { cookie })).status).toBe(401)
  })

  test('is listed with where it is from, and all end together', async () => {
    await user('many', 'viewer')
    const [one, two] = [await cookieOf('many'), await cookieOf('many')]
    const { body } = await ask('GET', '/sessions', undefined, { cookie: two })
    expect(body.sessions).toHaveLength(2)
    expect(body.sessions.filter((each: { current: boolean }) => each.current)).toHaveLength(1)
    expect((await ask('DELETE', '/sessions', undefined, { cookie: two })).body).toEqual({ ended: 2 })
    for (const cookie of [one, two]) expect((await ask('GET', '/sites', undefined, { cookie })).status).toBe(401)
  })

  test('of a listener to the event stream ends the stream', async () => {
    await user('listener', 'viewer')
    const cookie = await cookieOf('listener')
    const answer = await at.app.request('/api/v1/events', { headers: { cookie, host: 'noc.test:8480' } })
    expect(answer.status).toBe(200)
    await ask('DELETE', '/sessions', undefined, { cookie })
    at.hub.heartbeat()
    // The text is there only once the stream is over.
    expect(await answer.text()).toContain('event: hello')
  })

  test('changes its password, and every other session of the user ends', async () => {
    await user('change', 'viewer')
    const [one, two] = [await cookieOf('change'), await cookieOf('change')]
    const post = (password: string, next: string) =>
      ask('POST', '/session/password', { password, new_password: next }, { cookie: one })
    expect(await post('wrong password', 'một mật khẩu mới')).toMatchObject({
      status: 400,
      body: { detail: 'password: this is not your password' },
    })
    expect((await post(PASSWORD, 'ngắn')).body.detail).toBe('new_password: expected at least 10 characters')
    expect((await post(PASSWORD, PASSWORD)).body.detail).toBe('new_password: expected another one than before')
    expect((await post(PASSWORD, 'một mật khẩu mới')).status).toBe(200)
    expect((await ask('GET', '/sites', undefined, { cookie: one })).status).toBe(200)
    expect((await ask('GET', '/sites', undefined, { cookie: two })).status).toBe(401)
    expect((await enter('change')).status).toBe(401)
    expect((await enter('change', 'một mật khẩu mới')).status).toBe(200)
  })

  test('with a password that somebody else chose opens nothing before another one is set', async () => {
    await user('fresh', 'operator', true)
    const cookie = await cookieOf('fresh')
    const refused = await ask('GET', '/status', undefined, { cookie })
    expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining('choose a password')])
    expect((await ask('GET', '/session', undefined, { cookie })).body.user).toMatchObject({ must_change: true })
    const change = { password: PASSWORD, new_password: 'một mật khẩu mới' }
    expect((await ask('POST', '/session/password', change, { cookie })).body.user).toMatchObject({ must_change: false })
    expect((await ask('GET', '/status', undefined, { cookie })).status).toBe(200)
  })

  test('is who did it, whatever name a body claims', async () => {
    const cookie = await cookieOf('root')
    const start = Date.now()
    const window = { title: 'x', match: ['tam-ky/**'], to: start + 60_000, by: 'Somebody Else' }
    const { status, body } = await ask('POST', '/maintenance', window, { cookie })
    expect(status).toBe(200)
    const { windows } = (await ask('GET', '/maintenance', undefined, { cookie })).body
    expect(windows.find(({ id }: { id: string }) => id === body.id).by).toBe('Người root')
    expect((await ask('POST', `/maintenance/${body.id}/end`, {}, { cookie })).status).toBe(200)
    const audit = await at.state.selectFrom('audit').select(['who', 'what']).where('target', '=', body.id).execute()
    expect(audit).toEqual([
      { who: 'root', what: 'maintenance entered' },
      { who: 'root', what: 'maintenance ended' },
    ])
  })
})

describe('users', () => {
  test('are let in with a password that is told once, changed, kept out, and removed', async () => {
    const cookie = await cookieOf('root')
    const as = (method: string, path: string, body?: unknown) => ask(method, path, body, { cookie })
    const name = '<script>alert(1)</script>'
    const added = await as('POST', '/users', { id: 'lan', name, role: 'viewer' })
    expect([added.status, added.body.user]).toEqual([
      200,
      { id: 'lan', name, role: 'viewer', must_change: true, ...times(added.body.user) },
    ])
    const lan = await cookieOf('lan', added.body.password)
    expect((await as('PATCH', '/users/lan', { role: 'operator', name: 'Lan' })).body).toMatchObject({
      role: 'operator',
      name: 'Lan',
    })
    expect((await ask('GET', '/session', undefined, { cookie: lan })).body.user).toMatchObject({ role: 'operator' })
    const again = await as('POST', '/users/lan/password', {})
    expect(again.body.password).not.toBe(added.body.password)
    expect((await ask('GET', '/session', undefined, { cookie: lan })).body.user).toBeNull()
    const back = await cookieOf('lan', again.body.password)
    expect((await as('PATCH', '/users/lan', { disabled: true })).body.disabled_at).toEqual(expect.any(Number))
    expect((await ask('GET', '/session', undefined, { cookie: back })).body.user).toBeNull()
    expect((await as('DELETE', '/users/lan')).status).toBe(200)
    expect((await as('GET', '/users')).body.users.map(({ id }: UserStatus) => id)).not.toContain('lan')
    const audit = await as('GET', '/audit?limit=5&who=ROOT')
    expect(
      audit.body.entries.map(({ what, target }: { what: string; target: string }) => `${what}: ${target}`),
    ).toEqual([
      ...['user removed: lan', 'user changed: lan', 'password reset: lan', 'user changed: lan', 'user added: lan'],
    ])
    const next = await as('GET', `/audit?limit=5&who=ROOT&before=${audit.body.next}`)
    expect(next.body.entries[0].id).toBeLessThan(audit.body.next)
  })

  test.for([
    { name: 'upper case', user: { id: 'Lan' }, says: /^id: expected lower-case/ },
    { name: 'a path', user: { id: '../etc' }, says: /^id: expected lower-case/ },
    { name: 'a line break', user: { id: 'lan\r\nx' }, says: /^id: expected lower-case/ },
    { name: 'letters that look like others', user: { id: 'аdmin' }, says: /^id: expected lower-case/ },
    { name: 'a name of two lines', user: { name: 'Lan\nroot' }, says: /^name: expected a name on one line/ },
    {
      name: 'a name that turns text around',
      user: { name: 'Lan\u202etoor' },
      says: /^name: expected a name on one line/,
    },
    { name: 'a name of blanks', user: { name: '   ' }, says: /^name: expected a name on one line/ },
    { name: 'a role that there is not', user: { role: 'root' }, says: /^role: / },
    { name: 'a short password', user: { password: 'ngắn' }, says: /^password: expected at least 10/ },
    {
      name: 'the id as password',
      user: { id: 'some-body-new', password: 'some-body-new' },
      says: /^password: expected something else/,
    },
  ])('cannot have $name', async ({ user: given, says }) => {
    const cookie = await cookieOf('root')
    const { status, body } = await ask('POST', '/users', { id: 'x', name: 'X', role: 'viewer', ...given }, { cookie })
    expect([status, body.detail]).toEqual([400, expect.stringMatching(says)])
  })

  test('are never without an admin', async () => {
    const cookie = await cookieOf('root')
    const last = { status: 409, body: { detail: expect.stringContaining('the last admin') } }
    expect(await ask('DELETE', '/users/root', undefined, { cookie })).toMatchObject(last)
    expect(await ask('PATCH', '/users/root', { role: 'operator' }, { cookie })).toMatchObject(last)
    expect(await ask('PATCH', '/users/root', { disabled: true }, { cookie })).toMatchObject(last)
    expect((await ask('POST', '/users', { id: 'root', name: 'Another', role: 'viewer' }, { cookie })).status).toBe(409)
    expect((await ask('PATCH', '/users/nobody', { role: 'viewer' }, { cookie })).status).toBe(404)
    await user('second', 'admin')
    expect((await ask('PATCH', '/users/second', { disabled: true }, { cookie })).status).toBe(200)
    expect(await ask('DELETE', '/users/root', undefined, { cookie })).toMatchObject(last)
  })
})

describe('tokens', () => {
  test('are told once, do no more than their owner may, and end with him', async () => {
    await user('keeper', 'operator')
    const [cookie, root] = [await cookieOf('keeper'), await cookieOf('root')]
    const make = (body: object) => ask('POST', '/tokens', body, { cookie })
    expect((await make({ name: 'too much', role: 'admin' })).status).toBe(403)
    expect((await make({ name: 'over', role: 'viewer', expires_at: 1 })).status).toBe(400)
    const { key: token, id } = (await make({ name: 'wall screen', role: 'operator' })).body
    expect(token).toMatch(/^vgk_[\w-]{43}$/)
    expect((await ask('GET', '/session', undefined, { token })).body.user).toEqual({
      id: 'wall screen',
      name: 'wall screen',
      role: 'operator',
      kind: 'token',
      must_change: false,
    })
    const silence = { match: ['tam-ky/**'], to: Date.now() + 60_000, comment: 'x' }
    expect((await ask('POST', '/silences', { ...silence, by: 'Lan' }, { token })).status).toBe(200)
    expect((await ask('POST', '/silences', silence, { token })).status).toBe(200)
    const { silences } = (await ask('GET', '/silences', undefined, { token })).body
    expect(silences.map(({ by }: { by: string }) => by).sort()).toEqual(['Lan', 'wall screen'])
    const who = (await ask('GET', '/audit?who=token:wall', undefined, { cookie: root })).body.entries
    expect(who.map((each: { who: string }) => each.who)).toEqual(['token:wall screen', 'token:wall screen (Lan)'])
    expect((await ask('POST', '/tokens', { name: 'child', role: 'viewer' }, { token })).status).toBe(403)

    const listed = (await ask('GET', '/tokens', undefined, { cookie })).body.tokens as TokenStatus[]
    expect(listed).toMatchObject([{ id, name: 'wall screen', created_by: 'keeper', last_used_at: expect.any(Number) }])
    expect(JSON.stringify(listed)).not.toContain(token.slice(4))
    const all = (await ask('GET', '/tokens', undefined, { cookie: root })).body.tokens as TokenStatus[]
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['wall screen', 'tests']))
    const foreign = all.find(({ name }) => name === 'tests')!.id
    expect((await ask('DELETE', `/tokens/${foreign}`, undefined, { cookie })).status).toBe(404)

    await ask('PATCH', '/users/keeper', { role: 'viewer' }, { cookie: root })
    expect((await ask('POST', '/silences', silence, { token })).status).toBe(403)
    await ask('PATCH', '/users/keeper', { disabled: true }, { cookie: root })
    expect((await ask('GET', '/status', undefined, { token })).status).toBe(401)
    await ask('PATCH', '/users/keeper', { disabled: false }, { cookie: root })
    expect((await ask('GET', '/status', undefined, { token })).status).toBe(200)
    await ask('DELETE', `/tokens/${id}`, undefined, { cookie: root })
    expect((await ask('GET', '/status', undefined, { token })).status).toBe(401)
  })

  test('are over when they are over', async () => {
    const cookie = await cookieOf('root')
    const body = { name: 'short', role: 'viewer', expires_at: Date.now() + 60_000 }
    const { key: token, id } = (await ask('POST', '/tokens', body, { cookie })).body
    expect((await ask('GET', '/status', undefined, { token })).status).toBe(200)
    await at.state
      .updateTable('credentials')
      .set({ expires_at: Date.now() - 1 })
      .where('id', '=', id)
      .execute()
    expect((await ask('GET', '/session', undefined, { token })).status).toBe(401)
  })
})

test('a collector without an admin says so, as long as this machine is not trusted', async () => {
  await using fresh = await openTestApp()
  const answer = await fresh.app.request('/api/v1/session')
  expect([answer.status, (await answer.json()) as SessionDocument]).toEqual([
    200,
    { user: null, loopback: false, unclaimed: true },
  ])
  await using trusting = await openTestApp({ config: smallConfig({ collector: { trustLoopback: true } }) })
  const here = { incoming: { socket: { remoteAddress: '127.0.0.1' } } }
  const local = await trusting.app.request('/api/v1/session', { headers: { host: 'localhost' } }, here)
  expect(await local.json()).toEqual({ user: null, loopback: true, unclaimed: false })
})

const times = ({ created_at, disabled_at, last_seen }: UserStatus) => ({ created_at, disabled_at, last_seen })
