import { type Clock, type Log, ProbeFailure } from '@vonggac/model'
import type { HttpConfig } from '@vonggac/model/inventory'
import type { Probe, Reading } from '../../probe.ts'
import { createResolver, type Progress } from '../connection.ts'
import { connectionFailure } from '../connection-failure.ts'
import { createTrust } from '../tls/trust.ts'
import { certificateTroubles, daysLeft, type Trouble } from '../tls/verdict.ts'
import { type Exchange, exchange, hostOf, type Session } from './exchange.ts'
import { needsBody } from './expectations.ts'
import { createExpressions, type Expressions } from './expressions.ts'
import { answerReading, failureReading, type Seen } from './reading.ts'
import { maySeeSecrets, nextStep } from './redirect.ts'
import { type RequestHeaders, requestHeaders } from './request.ts'
import { judge } from './verdict.ts'

/** Secrets shorter than this are not looked for in what is told: `1` stands in every line, characters. */
const MIN_HIDDEN = 4

interface Parts {
  readonly clock: Clock
  readonly resolve: ReturnType<typeof createResolver>
  readonly trust: ReturnType<typeof createTrust>
  readonly expressions: Expressions
}

/** Asks a web server over a connection of its own, follows its redirects, and checks answer and certificate. */
export function createHttpProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<HttpConfig> {
  const parts: Parts = {
    clock,
    resolve: createResolver(clock),
    trust: createTrust({ legacy: false }),
    expressions: createExpressions(),
  }
  return {
    kind: 'http',
    async run(config, { signal, secret }) {
      signal.throwIfAborted()
      const headers = requestHeaders(config, secret)
      const seen: Seen = { redirectMs: 0, redirects: 0 }
      const progress: Progress = { doing: 'starting' }
      try {
        return hide(await ask(config, { parts, headers, seen, progress, signal }), headers.secrets)
      } catch (error) {
        return hide(failureReading(config, seen, connectionFailure(error, progress, signal)), headers.secrets)
      }
    },
  }
}

interface Run {
  readonly parts: Parts
  readonly headers: RequestHeaders
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
        judge(config, response, { seen, certificate, expressions: run.parts.expressions }),
      )
    seen.redirects += 1
    seen.redirectMs += monotonic() - requestMs
    seen.lastUrl = next.url
    delete seen.status
    hop = next
  }
}

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
    const names = [hostOf(url)]
    const rules = { warnDays: config.warnDays, failDays: config.failDays, names }
    const found = certificateTroubles(session.certificate, session.trustError, rules, parts.clock.now())
    troubles.push(...found.filter(({ text }) => !troubles.some((known) => known.text === text)))
    run.seen.tlsVersion = session.version
    run.seen.certDays = daysLeft(session.certificate, parts.clock.now())
    // Nothing is sent to a server that may be another.
    const distrusted = troubles.filter(({ distrust }) => distrust)
    if (distrusted.length > 0 && !config.insecure)
      throw new ProbeFailure('tls', distrusted.map(({ text }) => text).join('; '))
  }
  return exchange(
    { method, url, headers: trusted ? [...headers.open, ...headers.guarded] : headers.open, body },
    {
      host: isFirstHost && config.connectTo !== undefined ? config.connectTo : hostOf(url),
      port: isFirstHost && url.port === first.port && config.connectPort !== undefined ? config.connectPort : port,
      family: config.family,
      maxBytes: config.maxBytes,
      keepBody: needsBody(config.expect),
      context: isTls ? await parts.trust.contextFor(config.caFile) : undefined,
      judge: look,
    },
    { ...parts, signal, progress },
  )
}

/** A server may repeat what it was sent; people and logs shall not see it. */
function hide(reading: Reading, secrets: readonly string[]): Reading {
  const shown = secrets
    .filter((secret) => secret.length >= MIN_HIDDEN)
    .reduce((text, secret) => text.replaceAll(secret, '[secret]'), reading.detail ?? '')
  return { ...reading, detail: shown }
}
