import { type ErrorCode, ProbeFailure, type Status, shownUrl } from '@vonggac/model'
import type { JourneyStep } from '@vonggac/model/inventory'
import { connectionFailure } from '../connection-failure.ts'
import type { Phases } from '../http/exchange.ts'
import { bodyTroubles, headerTroubles, isExpectedStatus } from '../http/expectations.ts'
import { createPage, type Page } from '../http/page.ts'
import { standingAt } from '../http/place.ts'
import { type ReadValue, readValues } from '../http/values.ts'
import { formatMs } from '../icmp/target-window.ts'
import { quoted } from '../quoted.ts'
import type { Failure } from '../target-failure.ts'
import { browse } from './browse.ts'
import { deadline } from './deadline.ts'
import type { Session } from './session.ts'
import { type Visit, visit } from './visit.ts'

/** Characters of an address that a detail repeats. */
const MAX_ADDRESS = 200

/** What came of a step. */
export interface StepOutcome {
  readonly name: string
  readonly status: Exclude<Status, 'unknown'>
  readonly error?: ErrorCode
  /** What is wrong; empty when nothing is. */
  readonly troubles: readonly string[]
  readonly totalMs: number
  /** How often it was tried; more than one only with `until`. */
  readonly tries: number
  readonly httpStatus?: number
  readonly phases?: Phases
  readonly redirects?: number
  readonly values: readonly ReadValue[]
}

type Attempt = Omit<StepOutcome, 'name' | 'totalMs' | 'tries'>

/**
 * Does one step, again and again where it has an `until`. A target's failure is an outcome; our own trouble (`local`) and the
 * agent's stopping are thrown.
 */
export async function takeStep(step: JourneyStep, session: Session, signal: AbortSignal): Promise<StepOutcome> {
  const { clock } = session.parts
  const startMs = clock.monotonic()
  const done = (attempt: Attempt, tries: number): StepOutcome => ({
    ...attempt,
    ...(attempt.status === 'ok' && slowness(step, clock.monotonic() - startMs)),
    name: step.name,
    totalMs: clock.monotonic() - startMs,
    tries,
  })
  if (!step.until) return done(await attempt(step, session, signal), 1)
  const { timeoutMs, everyMs } = step.until
  using limit = deadline(clock, timeoutMs, signal)
  let last: Attempt | undefined
  for (let tries = 1; ; tries++) {
    const now = limit.signal.aborted && last ? last : await attempt(step, session, limit.signal)
    if (now.status !== 'fail') return done(now, tries)
    // What the deadline cut short says less than what was seen before it.
    if (!limit.signal.aborted || !last) last = now
    const over = limit.signal.aborted || clock.monotonic() - startMs + everyMs >= timeoutMs
    if (over) return done(stillWrong(last, tries, clock.monotonic() - startMs), tries)
    await clock.sleep(everyMs, limit.signal).catch((reason: Error) => {
      // The agent stops; that our own time is over shows above.
      if (reason.name !== 'TimeoutError') throw reason
    })
  }
}

/** What never came true is a matter of time, whatever the last try saw. */
const stillWrong = (last: Attempt, tries: number, ms: number): Attempt => ({
  ...last,
  error: last.error === 'mismatch' ? 'timeout' : last.error!,
  troubles: [`still so after ${tries} tries in ${formatMs(ms)}: ${last.troubles.join('; ')}`],
})

function slowness({ warnMs, failMs }: JourneyStep, ms: number): Partial<Attempt> {
  if (failMs !== undefined && ms > failMs)
    return { status: 'fail', error: 'slow', troubles: [`${formatMs(ms)}, slower than ${formatMs(failMs)}`] }
  if (warnMs !== undefined && ms > warnMs)
    return { status: 'warn', error: 'slow', troubles: [`${formatMs(ms)}, slower than ${formatMs(warnMs)}`] }
  return {}
}

async function attempt(step: JourneyStep, session: Session, signal: AbortSignal): Promise<Attempt> {
  let seen: Visit | undefined
  const about = () => ({
    ...(seen && { httpStatus: seen.response.status, phases: seen.phases, redirects: seen.redirects }),
  })
  try {
    signal.throwIfAborted()
    session.progress.doing = 'starting'
    seen = step.browser ? await browse(step, session, signal) : await visit(step, session, signal)
    session.lastPage = seen.url
    return { ...about(), ...judge(step, seen, session) }
  } catch (error) {
    // Ours: the target has done nothing wrong.
    if (error instanceof ProbeFailure && error.code === 'local') throw error
    const failure = connectionFailure(error, session.progress, signal)
    return { ...about(), status: 'fail', error: failure.error, troubles: [failure.detail], values: [] }
  }
}

type Judgement = Pick<Attempt, 'status' | 'error' | 'troubles' | 'values'>

/** What an answer says about its step. Throws `ProbeFailure` for a body that cannot be read. */
function judge(step: JourneyStep, seen: Visit, session: Session): Judgement {
  const { config, parts, tools } = session
  const { response, url } = seen
  const page = createPage(response, { maxBytes: config.maxBytes, markup: parts.markup, hide: tools.hide })
  const failure = wrongAnswer(step, seen, page, session)
  if (failure)
    return {
      status: 'fail',
      error: failure.error,
      troubles: [failure.detail, ...where(page, url, session)],
      values: [],
    }
  const lost = extracted(step, seen, page, session)
  if (lost.length > 0)
    return { status: 'fail', error: 'mismatch', troubles: [...lost, ...where(page, url, session)], values: [] }
  const { values, troubles } = readValues(step.values, page, tools)
  const [worst] = troubles
  if (!worst) return { status: 'ok', troubles: [], values }
  return { status: worst.status, error: worst.error, troubles: troubles.map(({ text }) => text), values }
}

function wrongAnswer(step: JourneyStep, { response, url }: Visit, page: Page, session: Session): Failure | undefined {
  const { tools, config } = session
  const expect = filledExpectation(step, session)
  const says = expect.denied.find((text) => page.text.includes(text))
  if (says !== undefined)
    return {
      error: 'auth',
      detail: `the application does not accept the credentials: it says ${quoted(tools.hide(says))}`,
    }
  if (!isExpectedStatus(response.status, expect.status)) {
    const refused = (config.auth || sendsSomething(step)) && (response.status === 401 || response.status === 403)
    return refused
      ? { error: 'auth', detail: `status ${response.status}: the application does not accept the credentials` }
      : { error: 'mismatch', detail: `status ${response.status}, expected ${expect.status.join(', ')}` }
  }
  const wrong = [...headerTroubles(response, expect, tools), ...bodyTroubles(page, expect, tools)]
  if (expect.url !== undefined && !url.href.includes(expect.url))
    wrong.unshift(`it ended at another address than ${quoted(tools.hide(expect.url))}`)
  return wrong.length > 0 ? { error: 'mismatch', detail: wrong.join('; ') } : undefined
}

const sendsSomething = ({ form, json, multipart, body }: JourneyStep): boolean =>
  [form, json, multipart, body].some((one) => one !== undefined)

/** The expectations of a step with its references filled in. */
function filledExpectation({ expect }: JourneyStep, { variables }: Session): JourneyStep['expect'] {
  const fill = <T>(value: T): T => (typeof value === 'string' ? (variables.fill(value).text as T) : value)
  const filled = (one: JourneyStep['expect']['json'][number]) => ({
    ...one,
    path: fill(one.path),
    equals: fill(one.equals),
    matches: fill(one.matches),
  })
  return {
    ...expect,
    contains: expect.contains.map(fill),
    lacks: expect.lacks.map(fill),
    denied: expect.denied.map(fill),
    matches: fill(expect.matches),
    url: fill(expect.url),
    json: expect.json.map(filled),
    xpath: expect.xpath.map(filled),
  }
}

/** Takes out of the answer what later steps need; gives what is not there, in words. */
function extracted({ extract }: JourneyStep, { url }: Visit, page: Page, { jar, variables, tools }: Session): string[] {
  const fill = (text: string | undefined) => (text === undefined ? undefined : variables.fill(text).text)
  return Object.entries(extract).flatMap(([name, place]) => {
    const { cookie } = place
    const filled = { ...place, xpath: fill(place.xpath), regex: fill(place.regex), json: fill(place.json) }
    const value = cookie === undefined ? undefined : jar.find(cookie, url)
    const standing =
      cookie === undefined
        ? standingAt(filled, page, tools)
        : value === undefined
          ? { trouble: `there is no cookie ${cookie}` }
          : { value }
    if ('trouble' in standing) return [`no ${name}: ${standing.trouble}`]
    if (typeof standing.value === 'object') return [`no ${name}: it is no text`]
    variables.set(name, String(standing.value).trim())
    return []
  })
}

/** Which page it was, so that somebody can tell a login page from an error page. */
function where(page: Page, url: URL, { redaction }: Session): string[] {
  const type = page.response.headers.get('content-type') ?? ''
  const title = /html/i.test(type)
    ? /<title[^>]{0,200}>([^<]{1,200})/i.exec(page.text.slice(0, 65_536))?.[1]
    : undefined
  const at = redaction.hide(shownUrl(url)).slice(0, MAX_ADDRESS)
  return [title ? `the page is ${quoted(redaction.hide(title.trim()))} at ${at}` : `at ${at}`]
}
