import { type ErrorCode, ProbeFailure } from '@vonggac/model'
import type { JourneyStep } from '@vonggac/model/inventory'
import type { Phases } from '../http/exchange.ts'
import type { HttpResponse } from '../http/response-reader.ts'
import { quoted } from '../quoted.ts'
import { addressOf, guard } from './address.ts'
import { type Browser, firstLine, openBrowser, type PageResponse } from './browser.ts'
import type { Cookie } from './cookie.ts'
import type { Session } from './session.ts'
import type { Visit } from './visit.ts'

/**
 * Does a step in a real browser: opens its address, fills in, clicks, waits, and gives the page as it is then. Secrets are typed
 * only into pages of hosts that the configuration names. Throws `ProbeFailure('local')` where there is no browser.
 */
export async function browse(step: JourneyStep, session: Session, signal: AbortSignal): Promise<Visit> {
  const { config, jar, progress } = session
  progress.doing = 'starting the browser'
  session.browser ??= await openBrowser(config)
  const { browser } = session
  // The browser's own waiting knows no signal: it ends with the browser.
  const stop = () => {
    session.browser = undefined
    void browser.close()
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    await browser.addCookies(jar.all().map(forBrowser))
    await act(step, browser, session)
    progress.doing = 'reading the page'
    const html = await browser.page.content()
    jar.put((await browser.cookies()).map(fromBrowser))
    const answer = browser.answer()
    return {
      response: responseOf(html, answer, config.maxBytes),
      url: new URL(browser.page.url()),
      phases: phasesOf(answer),
      redirects: 0,
    }
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof ProbeFailure ? error : browserFailure(error)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function act(step: JourneyStep, { page }: Browser, session: Session): Promise<void> {
  const { config, lastPage, variables, trusted, progress } = session
  const { fill, click, waitFor } = step.browser!
  if (step.url !== undefined) {
    const { url, guarded } = addressOf(step, { base: new URL(config.base), lastPage, variables })
    guard(trusted, url, guarded)
    progress.doing = 'loading the page'
    await page.goto(url.href, { waitUntil: 'load', timeout: 0 })
  }
  for (const [selector, value] of Object.entries(fill)) {
    const { text, guarded } = variables.field(value)
    guard(trusted, new URL(page.url()), guarded)
    progress.doing = 'filling in'
    await onPage(selector, () => page.fill(selector, text))
  }
  if (click !== undefined) {
    progress.doing = 'clicking'
    await onPage(click, () => page.click(click))
  }
  progress.doing = 'waiting for the page'
  if (waitFor !== undefined) await onPage(waitFor, () => page.waitForSelector(waitFor, { state: 'visible' }))
  else await page.waitForLoadState('load')
}

async function onPage(selector: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if ((error as Error).name !== 'TimeoutError') throw error
    throw new ProbeFailure('mismatch', `nothing on the page fits ${quoted(selector)}, or it cannot be used`, {
      cause: error,
    })
  }
}

/** What Chromium calls it, as one of our codes. */
const CODES: readonly (readonly [RegExp, ErrorCode])[] = [
  [/ERR_CONNECTION_REFUSED/, 'refused'],
  [/ERR_CONNECTION_(RESET|CLOSED)|ERR_EMPTY_RESPONSE/, 'reset'],
  [/ERR_NAME_/, 'dns'],
  [/ERR_CERT_|ERR_SSL_/, 'tls'],
  [/ERR_(ADDRESS|NETWORK|INTERNET)_/, 'unreachable'],
  [/ERR_(CONNECTION_)?TIMED_OUT/, 'timeout'],
]

function browserFailure(cause: unknown): ProbeFailure {
  const text = firstLine(cause)
  const code = CODES.find(([pattern]) => pattern.test(text))?.[1] ?? 'protocol'
  return new ProbeFailure(code, `the browser says ${quoted(/net::\w+/.exec(text)?.[0] ?? text, 120)}`, { cause })
}

function responseOf(html: string, answer: PageResponse | undefined, maxBytes: number): HttpResponse {
  const bytes = Buffer.from(html)
  const truncated = bytes.length > maxBytes
  const body = truncated ? bytes.subarray(0, maxBytes) : bytes
  // It is the page as the browser has it: inflated, decoded, and changed by its scripts.
  const { 'content-encoding': _, 'content-length': __, ...others } = answer?.headers() ?? {}
  const headers = new Map(Object.entries({ ...others, 'content-type': 'text/html; charset=utf-8' }))
  return { status: answer?.status() ?? 200, headers, cookies: [], body, bodyBytes: body.length, truncated }
}

/** The times of the page's own address; 0 for what there was no need of. */
function phasesOf(answer: PageResponse | undefined): Phases {
  const timing = answer?.request().timing() ?? {}
  const between = (from: string, to: string) => Math.max(0, (timing[to] ?? 0) - Math.max(0, timing[from] ?? 0))
  return {
    dns_ms: between('domainLookupStart', 'domainLookupEnd'),
    connect_ms: between('connectStart', 'connectEnd'),
    ttfb_ms: between('requestStart', 'responseStart'),
    transfer_ms: between('responseStart', 'responseEnd'),
  }
}

const forBrowser = ({ name, value, domain, hostOnly, path, secure, expiresAt }: Cookie) => ({
  name,
  value,
  domain: hostOnly ? domain : `.${domain}`,
  path,
  secure,
  expires: expiresAt === undefined ? -1 : expiresAt / 1_000,
})

const fromBrowser = (cookie: ReturnType<typeof forBrowser>): Cookie => ({
  name: cookie.name,
  value: cookie.value,
  domain: cookie.domain.replace(/^\./, ''),
  hostOnly: !cookie.domain.startsWith('.'),
  path: cookie.path,
  secure: cookie.secure,
  expiresAt: cookie.expires < 0 ? undefined : cookie.expires * 1_000,
})
