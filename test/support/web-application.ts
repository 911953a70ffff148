import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What is wrong with the application. All of it can be changed while it runs. */
export interface Faults {
  /** The login form has other fields than yesterday. */
  changedForm?: boolean
  /** Every page answers with this status. */
  status?: number
  /** Every page takes this long, ms. */
  slowMs?: number
  /** Documents in the axis' backlog. */
  backlog?: number
  /** Documents that are sent never arrive. */
  lost?: boolean
  /** A failed login shows what was typed, in every way in which a page can. */
  echo?: boolean
}

/** An office's web applications: a login with a token and a cookie, a portal, counters in JSON, an exchange of documents. */
export interface WebApplication extends AsyncDisposable {
  readonly url: string
  readonly faults: Faults
  /** What has been asked, in order: `POST /login`. */
  readonly asked: string[]
  /** Documents that nobody has deleted. */
  documents(): number
  /** Sessions that nobody has ended. */
  sessions(): number
}

export const USER = 'vong-gac@tinh.vn'
export const PASSWORD = `M@t khẩu "thử" <&'1>`
export const AXIS_KEY = 'axis-key-0123456789'
/** How long a document is on its way, ms. */
const ON_ITS_WAY_MS = 400

interface Request {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string | string[]>
  readonly body?: string
}

const html = (title: string, body: string, more: Answer = {}): Answer => ({
  ...more,
  headers: { 'content-type': 'text/html; charset=utf-8', ...more.headers },
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`,
})
const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})
const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** Starts it on a free port of the loopback. */
export async function startWebApplication(): Promise<WebApplication> {
  const faults: Faults = {}
  const asked: string[] = []
  const tokens = new Map<string, string>()
  const sessions = new Set<string>()
  const bearers = new Set<string>()
  const documents = new Map<string, { readonly text: string; readonly at: number }>()
  const cookieOf = ({ headers }: Request) => /\bsid=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? ''

  const loginPage = (sid: string, said = '') => {
    const token = randomBytes(12).toString('base64')
    tokens.set(sid, token)
    const name = faults.changedForm ? 'csrf_v2' : '_token'
    return html(
      'Q-Office - Đăng nhập',
      `<h1>Đăng nhập</h1>${said}<form method=post action=/login><input type=hidden name="${name}" value="${escaped(token)}"><input name=username><input name=password type=password></form>`,
      {
        headers: {
          'set-cookie': [`sid=${sid}; Path=/; HttpOnly`, 'theme=sang; Expires=Wed, 21 Oct 2043 07:28:00 GMT'],
        },
      },
    )
  }

  const logIn = (request: Request): Answer => {
    const sid = cookieOf(request)
    const form = new URLSearchParams(request.body.toString())
    if (form.get('_token') !== tokens.get(sid)) return html('419', 'Phiên làm việc đã hết hạn', { status: 419 })
    if (form.get('username') !== USER || form.get('password') !== PASSWORD) {
      const typed = form.get('password') ?? ''
      const echo = faults.echo
        ? [
            typed,
            escaped(typed),
            encodeURIComponent(typed),
            JSON.stringify(typed),
            Buffer.from(`x:${typed}`).toString('base64'),
          ].join(' ')
        : ''
      return loginPage(sid, `<p>Sai tên đăng nhập hoặc mật khẩu ${echo}</p>`)
    }
    sessions.add(sid)
    return { status: 302, headers: { location: '/dashboard' } }
  }

  const qOffice = (request: Request, what: string): Answer | undefined => {
    const sid = cookieOf(request)
    if (what === 'GET /login') return loginPage(sid || randomBytes(8).toString('hex'))
    if (what === 'POST /login') return logIn(request)
    if (what === 'POST /logout') {
      sessions.delete(sid)
      return { status: 302, headers: { location: '/login' } }
    }
    if (!['GET /dashboard', 'GET /van-ban/den'].includes(what)) return undefined
    if (!sessions.has(sid)) return { status: 302, headers: { location: '/login' } }
    if (what === 'GET /dashboard') return html('Q-Office', '<p>Xin chào, Vọng Gác')
    return html(
      'Văn bản đến',
      '<span id=chua-xu-ly> 1.012 </span><table id=van-ban><tr><td>01/UBND<tr><td>02/UBND</table>',
    )
  }

  const portal = (_: Request, what: string): Answer | undefined => {
    if (what === 'GET /') return html('Cổng thông tin điện tử', '<article>Tin 1</article><article>Tin 2</article>')
    return what === 'GET /tim-kiem' ? html('Tìm kiếm', '<p>27 kết quả') : undefined
  }

  const oneStop = ({ body, headers }: Request, what: string): Answer | undefined => {
    const bearer = /^Bearer (\w+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
    if (what === 'POST /api/auth') {
      const { user, password } = JSON.parse(body.toString())
      if (user !== USER || password !== PASSWORD) return json({ error: 'unauthorised' }, 401)
      const token = randomBytes(16).toString('hex')
      bearers.add(token)
      return json({ token })
    }
    if (what === 'DELETE /api/auth') return { status: bearers.delete(bearer) ? 204 : 401 }
    if (what !== 'GET /api/statistics') return undefined
    return bearers.has(bearer) ? json({ dossiers: { received: 22_137, resolved: 21_874, late: 37 } }) : json({}, 401)
  }

  const axis = ({ body, headers, url }: Request, what: string): Answer | undefined => {
    if (!url.pathname.startsWith('/axis/')) return undefined
    if (headers['x-api-key'] !== AXIS_KEY) return json({ error: 'key' }, 403)
    if (what === 'GET /axis/status') return json({ backlog: faults.backlog ?? 12 })
    if (what === 'POST /axis/documents') {
      const id = randomBytes(6).toString('hex')
      documents.set(id, { text: body.toString(), at: performance.now() })
      return json({ id }, 201)
    }
    if (what === 'GET /axis/inbox') {
      const q = url.searchParams.get('q') ?? ''
      const there = [...documents].filter(
        ([, one]) => !faults.lost && one.text.includes(q) && performance.now() - one.at > ON_ITS_WAY_MS,
      )
      return json({ documents: there.map(([id]) => ({ id, subject: q })) })
    }
    const id = /^DELETE \/axis\/documents\/(\w+)$/.exec(what)?.[1]
    return id === undefined ? undefined : { status: documents.delete(id) ? 204 : 404 }
  }

  const answer = (request: Request): Answer => {
    const what = `${request.method} ${request.url.pathname}`
    asked.push(what)
    if (faults.status !== undefined) return html('Lỗi', 'Internal Server Error', { status: faults.status })
    for (const part of [qOffice, portal, oneStop, axis]) {
      const found = part(request, what)
      if (found) return found
    }
    return html('404', 'Không tìm thấy', { status: 404 })
  }

  const server = createServer((incoming, response) => void respond(incoming, response))
  async function respond(incoming: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    if (faults.slowMs) await new Promise((resolve) => setTimeout(resolve, faults.slowMs))
    const url = new URL(incoming.url ?? '/', 'http://app.test')
    const {
      status = 200,
      headers = {},
      body = '',
    } = answer({
      method: incoming.method ?? 'GET',
      url,
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    })
    response.writeHead(status, headers).end(body)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    asked,
    documents: () => documents.size,
    sessions: () => sessions.size + bearers.size,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
