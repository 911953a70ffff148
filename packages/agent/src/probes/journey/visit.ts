import { ProbeFailure } from '@vonggac/model'
import type { JourneyStep } from '@vonggac/model/inventory'
import { type Exchange, exchange, hostOf, type Phases } from '../http/exchange.ts'
import { nextStep } from '../http/redirect.ts'
import type { HttpResponse } from '../http/response-reader.ts'
import { judgeSession } from '../http/session-verdict.ts'
import { addressOf, guard } from './address.ts'
import { type Body, bodyOf } from './body.ts'
import type { Session } from './session.ts'

/** What came of one step's request, with all its redirects. */
export interface Visit {
  readonly response: HttpResponse
  /** The page that answered. */
  readonly url: URL
  /** Of the last request. */
  readonly phases: Phases
  readonly redirects: number
}

interface Header {
  readonly pair: readonly [string, string]
  readonly guarded: boolean
}

interface Wanted {
  readonly url: URL
  readonly method: string
  readonly headers: readonly Header[]
  readonly body: Body | undefined
}

/**
 * Sends a step's request and follows where it leads, with the cookies of the run. Secrets go to the hosts that the
 * configuration names and to no other, whatever a page or a redirect says.
 */
export async function visit(step: JourneyStep, session: Session, signal: AbortSignal): Promise<Visit> {
  const { config, jar, trusted } = session
  const wanted = await wantedBy(step, session)
  const rules = {
    maxRedirects: step.maxRedirects ?? config.maxRedirects,
    redirectHosts: 'any' as const,
    allowDowngrade: config.allowDowngrade,
    keepsCookies: true,
  }
  const asked: string[] = []
  let hop = { url: wanted.url, method: wanted.method, keepsBody: true }
  for (;;) {
    asked.push(hop.url.href)
    const { response, phases } = await request(hop, wanted, session, signal)
    jar.take(response.cookies, hop.url)
    const next = nextStep({ ...hop, asked }, response, rules)
    if (next.step === 'refuse') throw new ProbeFailure(next.error, next.detail)
    if (next.step === 'stay') return { response, url: hop.url, phases, redirects: asked.length - 1 }
    hop = { ...next, keepsBody: hop.keepsBody && next.keepsBody }
    if (hop.keepsBody && wanted.body && !trusted.has(hop.url))
      throw new ProbeFailure('mismatch', 'a redirect wants what was sent to be sent to another host')
  }
}

async function wantedBy(step: JourneyStep, session: Session): Promise<Wanted> {
  const { lastPage, variables, trusted } = session
  const base = new URL(session.config.base)
  const body = await bodyOf(step, variables)
  const { url, guarded } = addressOf(step, { base, lastPage, variables })
  guard(trusted, url, guarded || (body?.guarded ?? false))
  return { url, method: step.method ?? (body ? 'POST' : 'GET'), headers: headersOf(step, session), body }
}

function headersOf(step: JourneyStep, { config, variables }: Session): Header[] {
  const all = Object.entries({ ...config.headers, ...step.headers }).map(([name, value]): Header => {
    const { text, guarded } = variables.field(value)
    return { pair: [name, asHeader(text, name)], guarded }
  })
  const { auth } = config
  if (auth && 'bearer' in auth) {
    const { text } = variables.field(auth.bearer)
    all.push({ pair: ['Authorization', asHeader(`Bearer ${text}`, 'auth')], guarded: true })
  }
  if (auth && 'user' in auth) {
    const pair = Buffer.from(`${auth.user}:${variables.field(auth.password).text}`).toString('base64')
    all.push({ pair: ['Authorization', `Basic ${pair}`], guarded: true })
  }
  return all
}

/** What came from a page or a file could break the request apart. */
function asHeader(text: string, name: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return text
  throw new ProbeFailure('mismatch', `what stands for the header ${name} is not one line of Latin text`)
}

interface Hop {
  readonly url: URL
  readonly method: string
  readonly keepsBody: boolean
}

async function request(hop: Hop, wanted: Wanted, session: Session, signal: AbortSignal): Promise<Exchange> {
  const { config, parts, jar, trusted, progress, certificates: troubles } = session
  const { url, method } = hop
  const isTls = url.protocol === 'https:'
  const body = hop.keepsBody ? wanted.body : undefined
  const isTrusted = trusted.has(url)
  const headers = wanted.headers.filter(({ guarded }) => isTrusted || !guarded).map(({ pair }) => pair)
  const given = new Set(headers.map(([name]) => name.toLowerCase()))
  const cookies = jar.headerFor(url)
  if (cookies !== undefined && !given.has('cookie')) headers.push(['Cookie', cookies])
  if (body?.type !== undefined && !given.has('content-type')) headers.push(['Content-Type', body.type])
  const nowMs = parts.clock.now()
  return exchange(
    { method, url, headers, body: body?.bytes },
    {
      host: hostOf(url),
      port: Number(url.port) || (isTls ? 443 : 80),
      family: config.family,
      maxBytes: config.maxBytes,
      keepBody: true,
      context: isTls ? await parts.trust.contextFor(config.caFile) : undefined,
      judge: (tls) => judgeSession(tls, hostOf(url), { ...config, nowMs, troubles }),
    },
    { ...parts, signal, progress },
  )
}
