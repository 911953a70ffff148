/** Where Grafana answers, and as whom. */
export interface GrafanaAddress {
  /** With its sub-path where it has one: `https://example.gov.vn/grafana`. */
  readonly url: string
  /** A service account's token with the role Editor. */
  readonly token: string
  readonly signal?: AbortSignal
}

/** Grafana said no, or nothing: what was asked, its status and its own words, and what to do. */
export class PublishError extends Error {
  override name = 'PublishError'
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A Grafana that says nothing for this long is down. */
const REQUEST_TIMEOUT_MS = 15_000
/** Of a body that explains a refusal, this much goes into the message. */
const EXPLANATION_CHARS = 500

export const base = ({ url }: GrafanaAddress): string => url.replace(/\/+$/, '')

/** Asks Grafana. Throws a `PublishError` for every status that is neither good nor `expected`; never shows the token. */
export async function request(
  grafana: GrafanaAddress,
  method: 'GET' | 'POST',
  path: string,
  { body, expected = [] }: { readonly body?: unknown; readonly expected?: readonly number[] } = {},
): Promise<Answer> {
  const what = `${method} ${base(grafana)}${path}`
  const limit = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
  const failed = (error: unknown) => {
    grafana.signal?.throwIfAborted()
    throw new PublishError(`${what}: ${reasonOf(error)}`, { cause: error })
  }
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
  }).catch(failed)
  const text = await answer.text().catch(failed)
  const parsed = parse(text)
  if (answer.ok || expected.includes(answer.status)) {
    if (parsed === undefined)
      throw new PublishError(`${what}: ${answer.status}, but not Grafana's JSON (is the address right?)`)
    return { status: answer.status, body: parsed }
  }
  const said = (messageOf(parsed) ?? text).slice(0, EXPLANATION_CHARS)
  throw new PublishError(`${what}: ${answer.status} ${said}${hint(answer, said)}`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function messageOf(parsed: unknown): string | undefined {
  const { message } = (parsed ?? {}) as { message?: unknown }
  return typeof message === 'string' ? message : undefined
}

/** `fetch` hides the reason one level down. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  if (cause.name === 'TimeoutError') return `no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`
  const { code } = cause as NodeJS.ErrnoException
  const text = cause.message || String(code)
  return TLS_FAULT.test(code ?? '')
    ? `${text} (its certificate is not trusted here: name the authority's in NODE_EXTRA_CA_CERTS, and use the name that is in the certificate)`
    : text
}

const TLS_FAULT = /CERT|SIGNATURE/

function hint({ status, headers }: Response, said: string): string {
  const location = headers.get('location')
  if (location) return ` (Grafana is at ${location})`
  if (status === 401) return ' (is the token right and not expired?)'
  if (status === 403) return ' (the service account needs the role Editor)'
  if (/provisioned/i.test(said)) return ` (${PROVISIONED})`
  if (status === 404) return ' (is the address right, with its sub-path?)'
  if (status === 412 && /same name|name-exists/i.test(said))
    return ' (another dashboard of this folder has the title: publish into another with --folder)'
  if (status === 412) return ' (somebody saved it at the same moment: publish again)'
  return ''
}

/** Why a dashboard cannot be published over. */
export const PROVISIONED = 'it came by provisioning files, which Grafana keeps: change those, or take them out first'
