import { type Clock, type Log, ProbeFailure } from '@vonggac/model'
import type { HttpConfig } from '@vonggac/model/inventory'
import type { Probe, Reading } from '../../probe.ts'
import type { Progress } from '../connection.ts'
import { connectionFailure } from '../connection-failure.ts'
import { createRedaction, type Redaction } from '../redaction.ts'
import { daysLeft, type Trouble } from '../tls/verdict.ts'
import { type Exchange, exchange, hostOf, type Session } from './exchange.ts'
import { needsBody, type Tools } from './expectations.ts'
import { createHttpParts, type HttpParts } from './parts.ts'
import { answerReading, failureReading, type Seen } from './reading.ts'
import { maySeeSecrets, nextStep } from './redirect.ts'
import { type RequestHeaders, requestHeaders } from './request.ts'
import { judgeSession } from './session-verdict.ts'
import { judge } from './verdict.ts'

/** Asks a web server over a connection of its own, follows its redirects, and checks answer and certificate. */
export function createHttpProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<HttpConfig> {
  const parts = createHttpParts(clock)
  return {
    kind: 'http',
    async run(config, { signal, secret }) {
      signal.throwIfAborted()
      const headers = requestHeaders(config, secret)
      const seen: Seen = { redirectMs: 0, redirects: 0 }
      const progress: Progress = { doing: 'starting' }
      // A server may repeat what it was sent; people and logs shall not see it.
      const redaction = createRedaction()
      for (const one of headers.secrets) redaction.add(one, 'secret')
      const hidden = (reading: Reading) => ({ ...reading, detail: redaction.hide(reading.detail ?? '') })
      try {
        if (needsMarkup(config)) await parts.markup.load()
        return hidden(await ask(config, { parts, headers, redaction, seen, progress, signal }))
      } catch (error) {
        return hidden(failureReading(config, seen, connectionFailure(error, progress, signal)))
      }
    },
  }
}

interface Run {
  readonly parts: HttpParts
  readonly headers: RequestHeaders
  readonly redaction: Redaction
  readonly seen: Seen
  readonly progress: Progress
  readonly signal: AbortSignal
}

async function ask(config: HttpConfig, run: Run): Promise<Reading> {
  const { seen } = run
  const { monotonic } = run.parts.clock
  const first = new URL(config.url)
  first.hash = ''
  const startMs = monotonic()
  const asked: string[] = []
  const certificate: Trouble[] = []
  let hop = { url: first, method: config.method as string, keepsBody: true }
  for (;;) {
    asked.push(hop.url.href)
    const requestMs = monotonic()
    const { response, phases } = await request(config, first, hop, run, certificate)
    seen.phases = phases
    seen.totalMs = monotonic() - startMs
    seen.status = response.status
    seen.contentLength = Number(response.headers.get('content-length') ?? response.bodyBytes)
    const next = nextStep({ ...hop, asked }, response, config)
    if (next.step === 'refuse') throw new ProbeFailure(next.error, next.detail)
    if (next.step === 'stay')
      return answerReading(
        config,
        seen,
        judge(config, response, { seen, certificate, tools: toolsOf(run), markup: run.parts.markup }),
      )
    seen.redirects += 1
    seen.redirectMs += monotonic() - requestMs
    seen.lastUrl = next.url
    delete seen.status
    hop = next
  }
}

const toolsOf = ({ parts, redaction }: Run): Tools => ({ expressions: parts.expressions, hide: redaction.hide })

/** Whether the parsers of XML and HTML are needed. */
const needsMarkup = ({ expect, values }: HttpConfig): boolean =>
  expect.xpath.length > 0 || values.some(({ xpath }) => xpath !== undefined)

interface Request {
  readonly url: URL
  readonly method: string
  readonly keepsBody: boolean
}

/** One request of a run; what is wrong with the certificate goes to `troubles`. */
async function request(config: HttpConfig, first: URL, hop: Request, run: Run, troubles: Trouble[]): Promise<Exchange> {
  const { parts, headers, signal, progress } = run
  const { url, method } = hop
  const trusted = maySeeSecrets(first, url)
  const body = hop.keepsBody ? config.body : undefined
  if (body !== undefined && !trusted)
    throw new ProbeFailure('mismatch', 'a redirect wants the body to be sent to another host')
  const isTls = url.protocol === 'https:'
  const port = Number(url.port) || (isTls ? 443 : 80)
  const isFirstHost = url.hostname === first.hostname
  const look = (session: Session) => {
    run.seen.tlsVersion = session.version
    run.seen.certDays = daysLeft(session.certificate, parts.clock.now())
    judgeSession(session, hostOf(url), { ...config, nowMs: parts.clock.now(), troubles })
  }
  return exchange(
    { method, url, headers: trusted ? [...headers.open, ...headers.guarded] : headers.open, body },
    {
      host: isFirstHost && config.connectTo !== undefined ? config.connectTo : hostOf(url),
      port: isFirstHost && url.port === first.port && config.connectPort !== undefined ? config.connectPort : port,
      family: config.family,
      maxBytes: config.maxBytes,
      keepBody: needsBody(config.expect) || config.values.length > 0,
      context: isTls ? await parts.trust.contextFor(config.caFile) : undefined,
      judge: look,
    },
    { ...parts, signal, progress },
  )
}
