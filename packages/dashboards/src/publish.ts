import type { GeneratedFile } from './build.ts'

export interface Grafana {
  /** Where Grafana answers, with its sub-path where it has one: `https://example.gov.vn/grafana`. */
  readonly url: string
  /** A service account's token with the role Editor. */
  readonly token: string
  /** The folder's title; it is found by its uid and made when there is none. */
  readonly folder?: { readonly uid: string; readonly title: string }
  /** Asks Grafana what is there and says what would be done, without doing it. */
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
}

/** What became of a dashboard, or would. */
export interface Published {
  readonly path: string
  readonly uid: string
  readonly action: 'created' | 'updated'
  /** Where it is shown. */
  readonly url: string
}

/** Grafana said no: what was asked, its status and its own words. */
export class PublishError extends Error {
  override name = 'PublishError'
}

const FOLDER = { uid: 'vonggac', title: 'Vọng Gác' }
/** A Grafana that says nothing for this long is down. */
const REQUEST_TIMEOUT_MS = 15_000
/** Of a body that explains a refusal, this much goes into the message. */
const EXPLANATION_CHARS = 500

/** Puts every dashboard among `files` into Grafana by its uid. Throws `PublishError` at the first refusal; publishing again is safe. */
export async function publishDashboards(grafana: Grafana, files: readonly GeneratedFile[]): Promise<Published[]> {
  const folder = grafana.folder ?? FOLDER
  await ensureFolder(grafana, folder)
  const published: Published[] = []
  for (const { path, text } of files) {
    if (path.endsWith('.json')) published.push(await publish(grafana, folder.uid, path, JSON.parse(text)))
  }
  return published
}

async function ensureFolder(grafana: Grafana, { uid, title }: { uid: string; title: string }): Promise<void> {
  const found = await request(grafana, 'GET', `/api/folders/${uid}`, undefined, [404])
  if (found.status === 404 && !grafana.dryRun) await request(grafana, 'POST', '/api/folders', { uid, title })
}

async function publish(
  grafana: Grafana,
  folderUid: string,
  path: string,
  dashboard: { uid: string },
): Promise<Published> {
  const { uid } = dashboard
  const found = await request(grafana, 'GET', `/api/dashboards/uid/${uid}`, undefined, [404])
  const action = found.status === 404 ? 'created' : 'updated'
  const url = `${base(grafana)}/d/${uid}`
  if (!grafana.dryRun) {
    const body = {
      dashboard: { ...dashboard, id: null },
      folderUid,
      overwrite: true,
      message: 'vonggac dashboards publish',
    }
    await request(grafana, 'POST', '/api/dashboards/db', body)
  }
  return { path, uid, action, url }
}

const base = ({ url }: Grafana): string => url.replace(/\/+$/, '')

async function request(
  grafana: Grafana,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  expected: readonly number[] = [],
) {
  const what = `${method} ${base(grafana)}${path}`
  const limit = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
  const answer = await fetch(`${base(grafana)}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${grafana.token}`,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    // A redirect means a wrong address (http for https, a sign-in page): following it would turn POST into GET.
    redirect: 'manual',
    signal: grafana.signal ? AbortSignal.any([grafana.signal, limit]) : limit,
  }).catch((error: unknown) => {
    grafana.signal?.throwIfAborted()
    throw new PublishError(`${what}: ${reasonOf(error)}`, { cause: error })
  })
  const text = await answer.text()
  if (answer.ok || expected.includes(answer.status)) return { status: answer.status, text }
  throw new PublishError(
    `${what}: ${answer.status} ${explanation(answer.status, text, answer.headers.get('location'))}`,
  )
}

/** `fetch` hides the reason one level down. */
const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : String(cause)
}

function explanation(status: number, text: string, location: string | null): string {
  const said = messageOf(text).slice(0, EXPLANATION_CHARS)
  const hint =
    status === 401
      ? ' (is the token right and not expired?)'
      : status === 403
        ? ' (the service account needs the role Editor)'
        : location
          ? ` (Grafana is at ${location})`
          : ''
  return `${said}${hint}`
}

function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    return typeof message === 'string' ? message : text
  } catch {
    return text
  }
}
