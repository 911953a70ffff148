import { type Fields, int } from '@vonggac/model'
import type { H323Config } from '@vonggac/model/inventory'
import type { Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'
import { quoted } from '../quoted.ts'
import type { Failure } from '../target-failure.ts'
import type { CallRecord } from './call.ts'
import { causeFor, causeText, causeVerdict } from './cause.ts'
import type { EndpointType } from './h225/addresses.ts'
import { h323FailureReading, h323Reading, milliseconds, stored, type Verdict } from './reading.ts'
import type { CallAnswer } from './signalling.ts'
import { vendorName } from './vendor.ts'

type Expectation = Pick<H323Config, 'expect' | 'alias'>

/** After these a call still goes on: something else may follow that was expected. */
const ON_THE_WAY: ReadonlySet<string> = new Set([
  'callProceeding',
  'setupAcknowledge',
  'progress',
  'alerting',
  'facility',
])

/** Whether an answer decides: the first one, or with `expect` the first that is expected or that nothing follows. */
export const isFinal = ({ expect }: Expectation, answer: CallAnswer): boolean =>
  expect === undefined || isExpected(expect, answer) || !ON_THE_WAY.has(answer.reply)

/** The cause of a release or a status, as it is said or as the reason means it. */
export const causeIn = ({ reply, cause, releaseReason }: CallAnswer): number | undefined =>
  ENDING.has(reply) ? (cause ?? (releaseReason && causeFor(releaseReason))) : undefined

const ENDING: ReadonlySet<string> = new Set(['releaseComplete', 'release', 'disconnect', 'status'])

const isExpected = (expect: NonNullable<H323Config['expect']>, answer: CallAnswer) =>
  expect.some((each) => each === answer.reply || each === causeIn(answer))

/** What is waited for, for people. */
export const awaited = ({ expect = [] }: Expectation): string =>
  expect.map((each) => (typeof each === 'number' ? `cause ${each}` : each)).join(' or ')

/** What the answer that decided, after `replyMs`, comes to. */
export function callVerdict(config: Expectation, answer: CallAnswer, replyMs: number): Verdict {
  const said = `${answerText(answer)} in ${formatMs(replyMs)}`
  const { expect } = config
  const verdict = verdictOf(config, answer)
  if (expect === undefined) return { ...verdict, detail: said }
  if (isExpected(expect, answer)) return { status: 'ok', detail: `${said}, as expected` }
  const wanted = `${awaited(config)} was expected`
  if (verdict.status === 'fail') return { ...verdict, detail: `${said}; ${wanted}` }
  return { status: 'fail', error: 'mismatch', detail: `${said}; ${wanted}` }
}

/** A release without any cause is one all the same: whoever sends it is alive. */
function verdictOf({ alias }: Expectation, answer: CallAnswer): Omit<Verdict, 'detail'> {
  const cause = causeIn(answer)
  return cause === undefined ? { status: 'ok' } : causeVerdict(cause, alias !== undefined)
}

function answerText(answer: CallAnswer): string {
  const { reply, releaseReason, facilityReason, elsewhere } = answer
  if (reply === 'facility')
    return `answered by facility${facilityReason === undefined ? '' : `: ${facilityReason}`}${elsewhere === undefined ? '' : ` to ${elsewhere}`}`
  if (!ENDING.has(reply)) return `answered by ${reply}`
  const cause = causeIn(answer)
  const why = [
    ...(cause === undefined ? [] : [`cause ${cause}, ${causeText(cause)}`]),
    ...(releaseReason === undefined ? [] : [releaseReason]),
  ].join('; ')
  return `answered by ${reply}${why === '' ? ' without a cause' : ` (${why})`}`
}

/** A call that was answered. */
export function callReading(config: H323Config, record: CallRecord, answer: CallAnswer): Reading {
  const { responseMs = 0, replyMs = responseMs } = record
  const verdict = callVerdict(config, answer, replyMs)
  const who = peerText(record)
  const unread = answer.readable ? '' : '; its H.225.0 part cannot be read'
  const detail = `${verdict.detail}${who === undefined ? '' : `; ${who}`}${unread}`
  return h323Reading(config, { ...verdict, detail }, responseMs, fieldsOf(record))
}

/** A call that came to nothing, with what was seen until then. */
export const callFailureReading = (config: H323Config, record: CallRecord, failure: Failure): Reading =>
  h323FailureReading(config, failure, fieldsOf(record))

function fieldsOf(record: CallRecord): Fields {
  const { connectMs, responseMs, replyMs, answers } = record
  const last = answers.at(-1)
  const cause = last && causeIn(last)
  const reason = last?.releaseReason ?? last?.facilityReason
  const { product, vendor } = peerIn(record) ?? {}
  return {
    ...(connectMs !== undefined && { connect_ms: milliseconds(connectMs) }),
    ...(responseMs !== undefined && { response_ms: milliseconds(responseMs) }),
    ...(replyMs !== undefined && { reply_ms: milliseconds(replyMs) }),
    ...(last && { reply: last.reply }),
    ...(cause !== undefined && { cause: int(cause), cause_text: causeText(cause) }),
    ...(reason !== undefined && { reason }),
    ...(product !== undefined && { product }),
    ...(vendor !== undefined && { vendor }),
  }
}

interface Peer {
  readonly product: string | undefined
  readonly vendor: string | undefined
}

/** What the peer says that it is, in any of its answers. */
function peerIn({ answers }: CallRecord): Peer | undefined {
  const said = answers.map(({ peer }) => peer?.vendor).find((vendor) => vendor !== undefined)
  return said && { product: productOf(said), vendor: vendorName(said.vendor) }
}

function productOf({ productId, versionId }: NonNullable<EndpointType['vendor']>): string | undefined {
  const product = stored([productId, versionId].filter((text) => text !== undefined).join(' '))
  return product === '' ? undefined : product
}

function peerText(record: CallRecord): string | undefined {
  const { product, vendor } = peerIn(record) ?? {}
  return product === undefined ? vendor : quoted(product)
}
