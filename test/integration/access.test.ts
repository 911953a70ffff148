import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditEntry, IncidentDetail, SessionDocument, StatusDocument } from '@vonggac/collector/api-types'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataDirectory, linkReport, makeKeys, smallNetwork } from '../support/collector-fixture.ts'
import { eventually, type Running, startVonggac, vonggac } from '../support/vonggac.ts'

/** A collector that trusts nobody, over HTTP, with the command line beside it. */

const PASSWORD = 'một mật khẩu của tôi'
const stack = new AsyncDisposableStack()
let collector: Running
let url: string
let place: readonly string[]

beforeAll(async () => {
  const dir = stack.use(await dataDirectory())
  place = ['--config', dir.path, '--data', dir.path]
  const config = smallNetwork({ collector: { listen: '127.0.0.1:0', data: dir.path } })
  writeFileSync(join(dir.path, 'all.yaml'), JSON.stringify(config))
  collector = stack.use(startVonggac(['collector', ...place]))
  url = await eventually(async () => /"url":"(http:[^"]+)"/.exec(collector.output())?.[1], { what: 'the collector' })
}, 60_000)
afterAll(() => stack.disposeAsync())

/** Somebody at a browser: keeps the cookie. */
function visitor() {
  let cookie = ''
  return async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...(cookie && { cookie }), ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return { status: answer.status, body: await answer.json() }
  }
}

/** Signs somebody in with the password that was made for him, which has to be changed first. */
async function entered(id: string, password: string) {
  const ask = visitor()
  expect(await ask('POST', '/session', { user: id, password })).toMatchObject({
    status: 200,
    body: { user: { must_change: true } },
  })
  expect((await ask('GET', '/status')).status).toBe(403)
  expect((await ask('POST', '/session/password', { password, new_password: PASSWORD })).status).toBe(200)
  return ask
}

test('who may do what, from the first admin to the last sign-out', { timeout: 120_000 }, async () => {
  const stranger = visitor()
  expect((await stranger('GET', '/session')).body).toEqual({ user: null, loopback: false, unclaimed: true })
  expect(collector.output()).toContain('nobody can sign in yet')
  const unwell = await vonggac(['doctor', '--config', place[1]!])
  expect(unwell.stdout).toContain('people: nobody can sign in yet')

  const made = await vonggac(['users', 'add', 'root', '--name', 'Quản Trị', '--role', 'admin', '--generate', ...place])
  const admin = await entered('root', made.stdout.trim())
  const add = async (user: { id: string; name: string; role: string }) =>
    entered(user.id, (await admin('POST', '/users', user)).body.password)
  const operator = await add({ id: 'binh', name: 'Trần Thị Bình', role: 'operator' })
  const viewer = await add({ id: 'xem', name: 'Người Xem', role: 'viewer' })
  expect((await stranger('POST', '/session', { user: 'binh', password: 'not this one' })).status).toBe(401)
  expect((await stranger('GET', '/status')).status).toBe(401)

  const { key } = await makeKeys(place[1]!)
  const incident = await eventually(
    async () => {
      const headers = { authorization: `Bearer ${key}` }
      await fetch(`${url}/api/v1/write`, { method: 'POST', headers, body: linkReport('fail') })
      return ((await viewer('GET', '/status')).body as StatusDocument).incidents[0]?.id
    },
    { what: 'an incident', everyMs: 300 },
  )
  const refused = await viewer('POST', `/incidents/${incident}/ack`, {})
  expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining('yours is viewer') } })
  const forged = { by: 'Quản Trị' }
  expect((await operator('POST', `/incidents/${incident}/ack`, forged)).status).toBe(200)
  const { acked_by, timeline } = (await viewer('GET', `/incidents/${incident}`)).body as IncidentDetail
  expect(acked_by).toBe('Trần Thị Bình')
  expect(timeline.find(({ kind }) => kind === 'acknowledged')).toMatchObject({ by: 'Trần Thị Bình' })
  expect((await operator('GET', '/audit')).status).toBe(403)
  const { entries } = (await admin('GET', '/audit?who=binh')).body as { entries: AuditEntry[] }
  expect(entries[0]).toMatchObject({ who: 'binh', what: 'incident acknowledged', target: incident })

  expect(await vonggac(['users', 'disable', 'binh', ...place])).toMatchObject({ code: 0 })
  expect((await operator('GET', '/status')).status).toBe(401)
  const last = await vonggac(['users', 'remove', 'root', ...place])
  expect([last.code, last.stderr]).toEqual([2, expect.stringContaining('the last admin')])
  expect(((await admin('DELETE', '/session')).body as SessionDocument).user).toBeNull()
  expect((await admin('GET', '/users')).status).toBe(401)
})
