import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { PublishError, publishDashboards } from './publish.ts'

const TOKEN = 'glsa_test'
const file = (uid: string) => ({ path: `en/${uid}.json`, text: JSON.stringify({ uid, title: uid, panels: [] }) })
const files = [file('a'), file('b'), { path: 'README.md', text: 'not a dashboard' }]

test('makes the folder and the dashboards, and updates them the second time', async () => {
  await using grafana = await startGrafana()
  const first = await publishDashboards({ url: `${grafana.url}/`, token: TOKEN }, files)
  expect(first.map(({ path, uid, action, url }) => [path, uid, action, url])).toEqual([
    ['en/a.json', 'a', 'created', `${grafana.url}/d/a`],
    ['en/b.json', 'b', 'created', `${grafana.url}/d/b`],
  ])
  const second = await publishDashboards({ url: grafana.url, token: TOKEN }, files)
  expect(second.map(({ action }) => action)).toEqual(['updated', 'updated'])
  expect([...grafana.folders]).toEqual([['vonggac', 'Vọng Gác']])
  expect(grafana.dashboards.get('a')).toMatchObject({
    folderUid: 'vonggac',
    overwrite: true,
    dashboard: { uid: 'a', id: null },
  })
})

test('a dry run says what it would do and changes nothing', async () => {
  await using grafana = await startGrafana()
  const said = await publishDashboards({ url: grafana.url, token: TOKEN, dryRun: true }, files)
  expect(said.map(({ action }) => action)).toEqual(['created', 'created'])
  expect(grafana.writes).toBe(0)
})

test('a folder of one’s own choice', async () => {
  await using grafana = await startGrafana()
  await publishDashboards({ url: grafana.url, token: TOKEN, folder: { uid: 'noc', title: 'NOC' } }, [file('a')])
  expect([...grafana.folders]).toEqual([['noc', 'NOC']])
  expect(grafana.dashboards.get('a')).toMatchObject({ folderUid: 'noc' })
})

test.for([
  {
    name: 'a wrong token',
    token: 'wrong',
    broken: undefined,
    message: /GET http.*\/api\/folders\/vonggac: 401 Invalid API key \(is the token right/,
  },
  {
    name: 'no permission',
    token: TOKEN,
    broken: { status: 403, body: '{"message":"Access denied"}' },
    message: /403 Access denied \(the service account needs the role Editor\)/,
  },
  {
    name: 'a dashboard that Grafana does not take',
    token: TOKEN,
    broken: {
      status: 412,
      body: '{"message":"The dashboard has been changed by someone else","status":"version-mismatch"}',
    },
    message: /POST http.*\/api\/dashboards\/db: 412 The dashboard has been changed/,
  },
  {
    name: 'a proxy’s page',
    token: TOKEN,
    broken: { status: 502, body: '<html>Bad Gateway</html>' },
    message: /502 <html>Bad Gateway/,
  },
  {
    name: 'a redirect',
    token: TOKEN,
    broken: { status: 301, body: '', location: 'https://grafana.example/' },
    message: /301 {2}\(Grafana is at https:\/\/grafana\.example\/\)/,
  },
])('$name is told clearly', async ({ token, broken, message }) => {
  await using grafana = await startGrafana(broken)
  const refused = publishDashboards({ url: grafana.url, token }, files)
  await expect(refused).rejects.toThrow(PublishError)
  await expect(refused).rejects.toThrow(message)
  await expect(refused).rejects.not.toThrow(new RegExp(TOKEN))
})

test('a Grafana that is down is told by its address', async () => {
  const grafana = await startGrafana()
  await grafana[Symbol.asyncDispose]()
  await expect(publishDashboards({ url: grafana.url, token: TOKEN }, files)).rejects.toThrow(
    /\/api\/folders\/vonggac: connect ECONNREFUSED/,
  )
})

test('an abort ends it with the reason', async () => {
  await using grafana = await startGrafana()
  await expect(
    publishDashboards({ url: grafana.url, token: TOKEN, signal: AbortSignal.abort('enough') }, files),
  ).rejects.toBe('enough')
})

/** Behaves as Grafana's documented API does for folders and dashboards; `broken` is its answer to every saved dashboard. */
async function startGrafana(broken?: { status: number; body: string; location?: string }) {
  const folders = new Map<string, string>()
  const dashboards = new Map<string, { dashboard: { uid: string }; folderUid: string }>()
  const state = { writes: 0 }
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(typeof body === 'string' ? body : JSON.stringify(body))
    const [, , kind, ...rest] = (request.url ?? '').split('/')
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return answer(401, { message: 'Invalid API key' })
    if (request.method === 'GET') {
      const uid = rest.at(-1)!
      const found = kind === 'folders' ? folders.get(uid) : dashboards.get(uid)
      return found ? answer(200, { uid }) : answer(404, { message: `${kind} not found` })
    }
    const body = await json(request)
    state.writes++
    if (kind === 'folders') {
      folders.set(body.uid, body.title)
      return answer(200, { uid: body.uid })
    }
    if (broken) return answer(broken.status, broken.body, broken.location ? { location: broken.location } : {})
    if (!folders.has(body.folderUid)) return answer(400, { message: 'folder not found' })
    dashboards.set(body.dashboard.uid, body)
    return answer(200, { uid: body.dashboard.uid, status: 'success', version: 1 })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folders,
    dashboards,
    get writes() {
      return state.writes
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function json(request: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}
