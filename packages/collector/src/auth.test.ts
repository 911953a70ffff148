import { afterAll, beforeAll, expect, test } from 'vitest'
import { basic } from './testing/ask.ts'
import { openTestApp, smallConfig } from './testing/test-app.ts'

let at: Awaited<ReturnType<typeof openTestApp>>
let trusting: Awaited<ReturnType<typeof openTestApp>>
beforeAll(async () => {
  at = await openTestApp()
  trusting = await openTestApp({ config: smallConfig({ collector: { trustLoopback: true } }) })
})
afterAll(async () => {
  await at[Symbol.asyncDispose]()
  await trusting[Symbol.asyncDispose]()
})

const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })
test.for([
  { name: 'by number', peer: '127.0.0.1', headers: { host: '127.0.0.1:8480' }, status: 200 },
  { name: 'by name', peer: '::1', headers: { host: 'localhost:8480' }, status: 200 },
  { name: 'IPv4 in IPv6', peer: '::ffff:127.0.0.1', headers: { host: '[::1]:8480' }, status: 200 },
  {
    name: 'as an influx client without credentials',
    peer: '127.0.0.1',
    headers: { host: 'localhost', ...basic('root', 'root') },
    status: 200,
  },
  {
    name: 'with a wrong key',
    peer: '127.0.0.1',
    headers: { host: 'localhost', authorization: 'Bearer vgk_x' },
    status: 401,
  },
  { name: 'by a rebound name', peer: '127.0.0.1', headers: { host: 'evil.test' }, status: 401 },
  {
    name: 'by a name that only begins like it',
    peer: '127.0.0.1',
    headers: { host: '127.0.0.1.evil.test' },
    status: 401,
  },
  {
    name: 'through a proxy',
    peer: '127.0.0.1',
    headers: { host: 'localhost', 'x-forwarded-for': '127.0.0.1' },
    status: 401,
  },
  { name: 'from elsewhere', peer: '10.1.1.1', headers: { host: 'localhost' }, status: 401 },
  {
    name: 'from elsewhere, claiming to be here',
    peer: '10.1.1.1',
    headers: { host: 'localhost', 'x-forwarded-for': '127.0.0.1' },
    status: 401,
  },
])('$name: $status', async ({ peer, headers, status }) => {
  const answer = await trusting.app.request('/api/v1/status', { headers }, from(peer))
  expect(answer.status).toBe(status)
})

test('only where the configuration says so', async () => {
  const answer = await at.app.request('/api/v1/status', { headers: { host: 'localhost' } }, from('127.0.0.1'))
  expect(answer.status).toBe(401)
})
