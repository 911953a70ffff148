import type { ErrorCode } from '@vonggac/model'
import type { HttpConfig } from '@vonggac/model/inventory'
import { formatMs } from '../icmp/target-window.ts'
import type { Markup } from '../markup/markup.ts'
import type { Trouble } from '../tls/verdict.ts'
import { bodyTroubles, headerTroubles, isExpectedStatus, needsBody, type Tools } from './expectations.ts'
import { createPage } from './page.ts'
import type { Seen, Verdict } from './reading.ts'
import type { HttpResponse } from './response-reader.ts'
import { readValues } from './values.ts'

interface Evidence {
  /** Told what was found. */
  readonly seen: Seen
  readonly certificate: readonly Trouble[]
  readonly tools: Tools
  /** Loaded where the check looks into XML or HTML. */
  readonly markup: Markup
}

/** What an answer says about its check, the worst first. Throws `ProbeFailure('protocol')` when the body cannot be read. */
export function judge(
  config: HttpConfig,
  response: HttpResponse,
  { seen, certificate, tools, markup }: Evidence,
): Verdict {
  const { expect } = config
  const fail = (error: ErrorCode, troubles: readonly string[]): Verdict => ({ status: 'fail', error, troubles })
  seen.statusMatches = isExpectedStatus(response.status, expect.status)
  if (!seen.statusMatches) {
    const refused = config.auth !== undefined && (response.status === 401 || response.status === 403)
    const expected = expect.status.join(', ')
    return fail(refused ? 'auth' : 'mismatch', [
      refused
        ? `status ${response.status}: the server does not accept our credentials`
        : `status ${response.status}, expected ${expected}`,
    ])
  }
  const wrong = headerTroubles(response, expect, tools)
  const looksInside = needsBody(expect) || config.values.length > 0
  const page = looksInside ? createPage(response, { maxBytes: config.maxBytes, markup, hide: tools.hide }) : undefined
  if (page) wrong.push(...bodyTroubles(page, expect, tools))
  const read = page && readValues(config.values, page, tools)
  if (read) seen.values = read.values
  if (looksInside || expect.headers.length > 0) seen.bodyMatches = wrong.length === 0
  if (wrong.length > 0) return fail('mismatch', wrong)
  const [worst] = read?.troubles ?? []
  const others = slowOrAging(config, seen, certificate)
  if (!worst || others.status === 'fail') return others
  const texts = (read?.troubles ?? []).map(({ text }) => text)
  return { status: worst.status, error: worst.error, troubles: [...texts, ...others.troubles] }
}

function slowOrAging(
  { insecure, warnMs }: HttpConfig,
  { totalMs = 0 }: Seen,
  certificate: readonly Trouble[],
): Verdict {
  const texts = certificate.map(({ text }) => text)
  if (insecure && texts.length > 0)
    return slow(warnMs, totalMs, [`the certificate is not checked (\`insecure\`), but: ${texts.join('; ')}`])
  if (certificate.some(({ status }) => status === 'fail'))
    return { status: 'fail', error: 'threshold', troubles: texts }
  if (texts.length > 0) return { status: 'warn', error: 'threshold', troubles: texts }
  return slow(warnMs, totalMs, [])
}

function slow(warnMs: number | undefined, totalMs: number, notes: readonly string[]): Verdict {
  if (warnMs === undefined || totalMs <= warnMs) return { status: 'ok', troubles: notes }
  return { status: 'warn', error: 'slow', troubles: [`slower than ${formatMs(warnMs)}`, ...notes] }
}
