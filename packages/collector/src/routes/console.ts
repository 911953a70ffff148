import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { type Context, Hono } from 'hono'
import type { Env } from '../auth.ts'
import { HttpProblem } from '../problem.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** Everything comes from here: no other site is asked, framed or told anything. */
const CONTENT_SECURITY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}
/** What the build leaves beside a file, the smaller first. */
const PACKED = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const
/** Vite puts a hash of the content in the names under assets/. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** The console's files; any other address is a page of it. Without a build: a page that says how to make one. */
export const consoleRoutes = ({ dir }: { dir: string | undefined }) =>
  new Hono<Env>().get('*', async (c, next) => {
    if (c.req.path.startsWith('/api/')) return next()
    const path = safePath(c.req.path)
    const file =
      dir === undefined || path === undefined
        ? undefined
        : await readFor(c, join(dir, path === '/' ? 'index.html' : path))
    if (file) return send(c, file, path!)
    // A browser that goes to a page says so; who asks for a script must not be given one instead.
    const wantsPage = (c.req.header('accept') ?? '*/*').includes('text/html') || extname(c.req.path) === ''
    if (!wantsPage) throw new HttpProblem(404, 'there is no such file')
    const page = dir === undefined ? undefined : await readFor(c, join(dir, 'index.html'))
    return page ? send(c, page, '/index.html') : c.html(NOT_BUILT, 200, HEADERS)
  })

/** A file, packed where the build has packed it and the browser takes that. */
interface Served {
  readonly content: Buffer<ArrayBuffer>
  readonly encoding?: 'br' | 'gzip'
}

async function readFor(c: Context<Env>, file: string): Promise<Served | undefined> {
  const taken = (c.req.header('accept-encoding') ?? '').split(',').map((one) => one.trim().split(';', 1)[0])
  for (const [encoding, suffix] of PACKED) {
    const packed = taken.includes(encoding) ? await read(file + suffix) : undefined
    if (packed) return { content: packed, encoding }
  }
  const content = await read(file)
  return content && { content }
}

async function read(file: string): Promise<Buffer<ArrayBuffer> | undefined> {
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() ? readFile(file) : undefined
}

function send(c: Context<Env>, { content, encoding }: Served, path: string): Response {
  const type = TYPES[extname(path)] ?? (path === '/' ? TYPES['.html']! : 'application/octet-stream')
  return c.body(content, 200, {
    ...HEADERS,
    'Content-Type': type,
    'Cache-Control': path.startsWith('/assets/') ? FOR_EVER : 'no-cache',
    Vary: 'Accept-Encoding',
    ...(encoding && { 'Content-Encoding': encoding }),
  })
}

/** The path inside the directory, or `undefined` for one that would leave it. */
function safePath(path: string): string | undefined {
  try {
    const plain = normalize(decodeURIComponent(path))
    return plain.startsWith('/') && !plain.split(sep).includes('..') && !plain.includes('\0') ? plain : undefined
  } catch {
    return undefined
  }
}

const NOT_BUILT = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Vọng Gác</title>
<h1>Vọng Gác</h1>
<p>Bộ thu thập đang chạy. Trang điều khiển chưa được dựng: chạy <code>npm start</code> một lần, hoặc <code>pnpm --filter @vonggac/console build</code>.</p>
<p lang="en">The collector is running. The console has not been built: run <code>npm start</code> once, or <code>pnpm --filter @vonggac/console build</code>.</p>
<p><a href="/api/v1/status">/api/v1/status</a> · <a href="/metrics">/metrics</a> · <a href="/openapi.json">/openapi.json</a></p>`
