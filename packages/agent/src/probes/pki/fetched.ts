import { type Clock, ProbeFailure } from '@vonggac/model'
import { createResolver, type Progress } from '../connection.ts'
import { connectionFailure } from '../connection-failure.ts'
import { exchange, hostOf, type Phases, type Session } from '../http/exchange.ts'
import { quoted } from '../quoted.ts'
import { createTrust } from '../tls/trust.ts'

/** Redirects that are followed; CRLs that have moved have one. */
const MAX_REDIRECTS = 3

export interface Fetching {
  readonly url: string
  readonly maxBytes: number
  /** How long all of it may take, ms; the signal's own deadline without it. */
  readonly timeoutMs?: number
  /** What is sent with POST; GET without it. */
  readonly body?: { readonly bytes: Buffer; readonly type: string }
  readonly headers?: readonly (readonly [string, string])[]
  readonly caFile?: string | undefined
  /** Called before anything is sent over https. What comes is signed by itself, so that without it any server will do. */
  readonly judge?: (session: Session) => void
}

export interface Fetched {
  readonly bytes: Buffer
  readonly contentType: string
  /** Of the last request. */
  readonly phases: Phases
}

/** Fetches bytes over HTTP. Rejects with a `ProbeFailure` for everything that is the server's, and with `signal.reason`. */
export type Fetch = (what: Fetching, signal: AbortSignal) => Promise<Fetched>

export function createFetch(clock: Clock): Fetch {
  const resolve = createResolver(clock)
  const trust = createTrust({ legacy: false })
  return async (what, signal) => {
    const deadline = new AbortController()
    const late = () => deadline.abort(Object.assign(new Error('too late'), { name: 'TimeoutError' }))
    const cancel = what.timeoutMs === undefined ? () => {} : clock.after(what.timeoutMs, late)
    const both = AbortSignal.any([signal, deadline.signal])
    const progress: Progress = { doing: 'starting' }
    try {
      return await follow(what, { clock, resolve, trust, signal: both, progress })
    } catch (error) {
      signal.throwIfAborted()
      throw failureOf(error, progress, both)
    } finally {
      cancel()
    }
  }
}

function failureOf(error: unknown, progress: Progress, signal: AbortSignal): ProbeFailure {
  if (error instanceof ProbeFailure) return error
  const failure = connectionFailure(error, progress, signal)
  return new ProbeFailure(failure.error, failure.detail, { cause: error })
}

interface Parts {
  readonly clock: Clock
  readonly resolve: ReturnType<typeof createResolver>
  readonly trust: ReturnType<typeof createTrust>
  readonly signal: AbortSignal
  readonly progress: Progress
}

async function follow(what: Fetching, parts: Parts): Promise<Fetched> {
  let url = new URL(what.url)
  for (let hops = 0; ; hops++) {
    const { response, phases } = await request(url, what, parts)
    const { status, headers } = response
    const location = headers.get('location')
    if (status >= 300 && status < 400 && location !== undefined && !what.body) {
      const next = URL.parse(location, url)
      if (hops === MAX_REDIRECTS) throw new ProbeFailure('protocol', `more than ${MAX_REDIRECTS} redirects`)
      if (!next || !/^https?:$/.test(next.protocol))
        throw new ProbeFailure('protocol', `a redirect to ${quoted(location)}`)
      url = next
      continue
    }
    if (status !== 200) throw new ProbeFailure('mismatch', `the server answers with status ${status}`)
    if (response.truncated) throw new ProbeFailure('protocol', `the answer is larger than ${what.maxBytes} bytes`)
    if ((headers.get('content-encoding') ?? 'identity') !== 'identity')
      throw new ProbeFailure('protocol', 'the answer is compressed, which was not asked for')
    return { bytes: response.body, contentType: headers.get('content-type') ?? '', phases }
  }
}

async function request(url: URL, { body, headers = [], maxBytes, caFile, judge = () => {} }: Fetching, parts: Parts) {
  const isTls = url.protocol === 'https:'
  const own = [['Accept-Encoding', 'identity'] as const, ...(body ? [['Content-Type', body.type] as const] : [])]
  return exchange(
    { method: body ? 'POST' : 'GET', url, headers: [...own, ...headers], body: body?.bytes },
    {
      host: hostOf(url),
      port: Number(url.port) || (isTls ? 443 : 80),
      family: undefined,
      maxBytes,
      keepBody: true,
      context: isTls ? await parts.trust.contextFor(caFile) : undefined,
      judge,
    },
    parts,
  )
}
