import { type ErrorCode, type Fields, int } from '@vonggac/model'
import type { DnsConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'
import type { Failure } from '../target-failure.ts'
import type { Asked, NameServer } from './ask.ts'
import { disagreement, type Fault, faultOf, named } from './verdict.ts'

/** A server and what came of asking it. */
export interface Outcome {
  readonly server: NameServer
  readonly asked?: Asked
  readonly failure?: Failure
}

/** Telegraf's `result_code` of measurement `dns_query`. */
const RESULT_CODE = { success: 0n, timeout: 1n, error: 2n } as const

/** What the servers said, compared with what they should. `now`: Unix ms. */
export function dnsReading(config: DnsConfig, outcomes: readonly Outcome[], now: number): Reading {
  const measured = outcomes.map((outcome) => point(config, outcome, now))
  const heard = outcomes.flatMap(({ server, asked }) => (asked ? [{ ...asked, label: server.label }] : []))
  const silent = outcomes.flatMap(({ server, failure }) => (failure ? [{ ...failure, label: server.label }] : []))
  const [first] = heard
  if (!first) {
    const detail = silent.map(({ label, detail }) => `${label}: ${detail}`).join('; ')
    return { status: 'fail', error: silent[0]?.error ?? 'timeout', detail, measured }
  }
  const wrong = heard.flatMap(({ label, answer }) => {
    const fault = faultOf(config, answer, now)
    return fault ? [{ ...fault, detail: `${label}: ${fault.detail}` }] : []
  })
  const fault: Fault | undefined = disagreement(config.type, heard) ?? wrong[0]
  if (fault) return { status: 'fail', ...fault, measured }
  const slowest = Math.max(...heard.map(({ elapsedMs }) => elapsedMs))
  const said = `${first.answer.records.length > 0 ? named(first.answer.records) : first.answer.rcode} in ${formatMs(slowest)}`
  const from = heard.length > 1 ? `from all of ${heard.map(({ label }) => label).join(', ')}` : `from ${first.label}`
  const { status, error, why } = blemish(config, { heard, silent, slowest })
  return { status, ...(error && { error }), detail: [`${said} ${from}`, ...why].join('; '), measured }
}

interface Blemished {
  readonly heard: readonly (Asked & { readonly label: string })[]
  readonly silent: readonly (Failure & { readonly label: string })[]
  readonly slowest: number
}

/** What is not as it should be, although the answer is right. */
function blemish(
  { servers, allServers, warnMs }: DnsConfig,
  { heard, silent, slowest }: Blemished,
): { status: 'ok' | 'warn'; error?: ErrorCode; why: string[] } {
  if (silent.length > 0)
    return { status: 'warn', error: 'partial', why: silent.map(({ label, detail }) => `${label}: ${detail}`) }
  const lame = allServers && servers.length === 0 ? heard.filter(({ answer }) => !answer.authoritative) : []
  if (lame.length > 0)
    return {
      status: 'warn',
      error: 'partial',
      why: lame.map(({ label }) => `${label} does not know that it is a server of the zone`),
    }
  if (warnMs !== undefined && slowest > warnMs)
    return { status: 'warn', error: 'slow', why: [`slower than ${formatMs(warnMs)}`] }
  return { status: 'ok', why: [] }
}

function point({ name, type }: DnsConfig, { server, asked, failure }: Outcome, now: number): Measured {
  const tags = { server: server.label, domain: name, record_type: type }
  if (!asked) {
    const result = failure?.error === 'timeout' ? 'timeout' : 'error'
    return { measurement: 'dns_query', tags: { ...tags, result }, fields: { result_code: RESULT_CODE[result] } }
  }
  const { answer, elapsedMs, transport } = asked
  const result = answer.rcode === 'NOERROR' ? 'success' : 'error'
  const fields: Fields = {
    query_time_ms: Math.round(elapsedMs * 1_000) / 1_000,
    result_code: RESULT_CODE[result],
    rcode_value: int(answer.rcodeValue),
    answers: int(answer.records.length),
    authoritative: answer.authoritative,
    authentic_data: answer.validated,
    transport,
    ...(answer.ttlS !== undefined && { ttl_min_s: int(answer.ttlS) }),
    ...(answer.signedUntilS !== undefined && {
      signature_expiry_s: int(Math.round(answer.signedUntilS - now / 1_000)),
    }),
  }
  return { measurement: 'dns_query', tags: { ...tags, rcode: answer.rcode, result }, fields }
}
