import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { PublishError } from './grafana-api.ts'
import { publishDashboards } from './publish.ts'

const TOKEN = 'glsa_test'
const file = (uid: string) => ({ path: `en/${uid}.json`, text: JSON.stringify({ uid, title: uid, panels: [] }) })
const files = [file('a'), file('b'), { path: 'README.md', text: 'not a dashboard' }]

test('makes the folder and the dashboards, and leaves alone what is as it should be', async () => {
  await using grafana = await startGrafana()
  const first = await publishDashboards({ url: `${grafana.url}/`, token: TOKEN }, files)
  expect(first.map(({ path, uid, action, url }) => [path, uid, action, url])).toEqual([
    ['en/a.json', 'a', 'created', `${grafana.url}/d/a`],
    ['en/b.json', 'b', 'created', `${grafana.url}/d/b`],
  ])
  const { writes } = grafana
  const second = await publishDashboards({ url: grafana.url, token: TOKEN }, files)
  expect(second.map(({ action }) => action)).toEqual(['unchanged', 'unchanged'])
  expect(grafana.writes).toBe(writes)
  expect([...grafana.folders]).toEqual([['vonggac-en', 'Vọng Gác (English)']])
  expect(grafana.dashboards.get('a')).toMatchObject({
    folderUid: 'vonggac-en',
    overwrite: true,
    dashboard: { uid: 'a', id: null },
  })
})

test('a change is told panel by panel, and pushed', async () => {
  await using grafana = await startGrafana()
  const board = (...panels: object[]) => [{ path: 'en/a.json', text: JSON.stringify({ uid: 'a', title: 'A', panels }) }]
  const target = (query: string) => ({ refId: 'A', query })
  const stat = { type: 'stat', title: 'Loss', targets: [target('SELECT 1')], gridPos: { x: 0, y: 0, w: 4, h: 4 } }
  await publishDashboards({ url: grafana.url, token: TOKEN }, board(stat, { type: 'table', title: 'Old' }))
  const changed = board({ ...stat, targets: [target('SELECT 2')], maxDataPoints: 9 }, { type: 'stat', title: 'New' })
  const dry = await publishDashboards({ url: grafana.url, token: TOKEN, dryRun: true }, changed)
  expect(dry[0]).toMatchObject({
    action: 'updated',
    changes: ['- panel Old (table)', '~ panel Loss (stat): query A, maxDataPoints', '+ panel New (stat)'],
  })
  const { writes } = grafana
  const [done] = await publishDashboards({ url: grafana.url, token: TOKEN }, changed)
  expect(done).toMatchObject({ action: 'updated', changes: dry[0]!.changes })
  expect(grafana.writes).toBe(writes + 1)
})

test.for(['a list of versions', 'a page of versions'])(
  'what a newer Grafana gives back in a newer form is ours as long as nobody else saved it (%s)',
  async (form) => {
    await using grafana = await startGrafana(undefined, { paged: form.startsWith('a page') })
    await publishDashboards({ url: grafana.url, token: TOKEN }, [file('a')])
    const stored = grafana.dashboards.get('a')!
    stored.dashboard = { ...stored.dashboard, schemaVersion: 42, preload: false } as never
    const publish = () => publishDashboards({ url: grafana.url, token: TOKEN }, [file('a')])
    expect((await publish())[0]!.action).toBe('unchanged')
    stored.message = 'made it prettier'
    expect((await publish())[0]).toMatchObject({ action: 'updated' })
  },
)

test('a dashboard that came by files is not touched, and that is said', async () => {
  await using grafana = await startGrafana()
  await publishDashboards({ url: grafana.url, token: TOKEN }, [file('a')])
  grafana.dashboards.get('a')!.provisioned = true
  await expect(publishDashboards({ url: grafana.url, token: TOKEN, dryRun: true }, [file('a')])).rejects.toThrow(
    /\/d\/a: cannot be published over \(it came by provisioning files/,
  )
})

test('a dry run says what it would do and changes nothing', async () => {
  await using grafana = await startGrafana()
  const said = await publishDashboards({ url: grafana.url, token: TOKEN, dryRun: true }, files)
  expect(said.map(({ action }) => action)).toEqual(['created', 'created'])
  expect(grafana.writes).toBe(0)
})

test('a folder of one’s own choice is made once, and dashboards move into it', async () => {
  await using grafana = await startGrafana()
  await publishDashboards({ url: grafana.url, token: TOKEN }, [file('a')])
  const [moved] = await publishDashboards({ url: grafana.url, token: TOKEN, folder: 'NOC' }, [file('a')])
  expect(moved).toMatchObject({ action: 'updated', changes: ['~ folder: → NOC'] })
  await publishDashboards({ url: grafana.url, token: TOKEN, folder: 'NOC' }, [file('b')])
  expect([...grafana.folders.values()]).toEqual(['Vọng Gác (English)', 'NOC'])
  const [[noc]] = [...grafana.folders].filter(([, title]) => title === 'NOC') as [[string, string]]
  expect([...grafana.dashboards.values()].map(({ folderUid }) => folderUid)).toEqual([noc, noc])
})

test('one language by itself', async () => {
  await using grafana = await startGrafana()
  const both = [file('a'), { ...file('c'), path: 'vi/c.json' }]
  const published = await publishDashboards({ url: grafana.url, token: TOKEN, language: 'vi' }, both)
  expect(published.map(({ uid }) => uid)).toEqual(['c'])
  expect([...grafana.folders.keys()]).toEqual(['vonggac-vi'])
})

test.for([
  {
    name: 'a wrong token',
    token: 'wrong',
    broken: undefined,
    message: /GET http.*\/api\/folders\/vonggac-en: 401 Invalid API key \(is the token right/,
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
    message:
      /POST http.*\/api\/dashboards\/db: 412 The dashboard has been changed.*\(somebody saved it at the same moment/,
  },
  {
    name: 'a title that is taken',
    token: TOKEN,
    broken: {
      status: 412,
      body: '{"message":"A dashboard with the same name in the folder already exists","status":"name-exists"}',
    },
    message: /412 A dashboard with the same name.*\(another dashboard of this folder has the title/,
  },
  {
    name: 'a provisioned dashboard',
    token: TOKEN,
    broken: { status: 400, body: '{"message":"Cannot save provisioned dashboard"}' },
    message: /400 Cannot save provisioned dashboard \(it came by provisioning files/,
  },
  {
    name: 'another program at the address',
    token: TOKEN,
    broken: { status: 200, body: '<html>Welcome to nginx' },
    message: /200, but not Grafana's JSON \(is the address right\?\)/,
  },
  {
    name: 'a missing sub-path',
    token: TOKEN,
    broken: { status: 404, body: '<html>Not Found' },
    message: /404 <html>Not Found \(is the address right, with its sub-path\?\)/,
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
    /\/api\/folders\/vonggac-en: connect ECONNREFUSED/,
  )
})

test('an abort ends it with the reason', async () => {
  await using grafana = await startGrafana()
  await expect(
    publishDashboards({ url: grafana.url, token: TOKEN, signal: AbortSignal.abort('enough') }, files),
  ).rejects.toBe('enough')
})

interface Stored {
  dashboard: { uid: string }
  folderUid: string
  message?: string
  provisioned?: boolean
}

/** Behaves as Grafana's documented API does for folders, dashboards and their versions; `broken` is its answer to every saved dashboard. */
async function startGrafana(
  broken?: { status: number; body: string; location?: string },
  { paged = false }: { paged?: boolean } = {},
) {
  const folders = new Map<string, string>()
  const dashboards = new Map<string, Stored>()
  const state = { writes: 0 }
  const read = (path: string): unknown => {
    const [, , kind, ...rest] = path.split(/[/?]/)
    if (path.startsWith('/api/folders?')) return [...folders].map(([uid, title]) => ({ uid, title }))
    if (kind === 'folders') return folders.has(rest[0]!) ? { uid: rest[0], title: folders.get(rest[0]!) } : undefined
    const found = dashboards.get(rest[1]!)
    if (!found) return undefined
    const { dashboard, folderUid, message, provisioned = false } = found
    if (rest[2] === 'versions') return paged ? { versions: [{ version: 1, message }] } : [{ version: 1, message }]
    return { dashboard: { ...dashboard, id: 7, version: 1 }, meta: { folderUid, provisioned } }
  }
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(typeof body === 'string' ? body : JSON.stringify(body))
    const path = request.url ?? ''
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return answer(401, { message: 'Invalid API key' })
    if (request.method === 'GET') {
      const found = read(path)
      return found ? answer(200, found) : answer(404, { message: 'not found' })
    }
    const body = await json(request)
    state.writes++
    if (path === '/api/folders') {
      const uid = body.uid ?? `f${folders.size}`
      folders.set(uid, body.title)
      return answer(200, { uid, title: body.title })
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
