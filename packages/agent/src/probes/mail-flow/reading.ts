import { type Fields, type FieldValue, int, type MailCause, mailCauses, type Status } from '@vonggac/model'
import type { MailFlowConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'
import type { Failure } from '../target-failure.ts'
import { type AuthenticationResults, authenticationResults } from './authentication-results.ts'
import type { FlowSeen } from './flow.ts'
import { routeOf } from './flow-plan.ts'
import { decodeMailboxName } from './imap-mailbox-name.ts'
import { hopsOf, type MailHop, slowestHop } from './received.ts'

const ms = (value: number): number => Math.round(value * 1_000) / 1_000

/** A message that arrived: what it took, and what is not as it should be. */
export function arrivedReading(config: MailFlowConfig, seen: FlowSeen): Reading {
  const { headers } = seen.arrival!.message
  const hops = hopsOf(headers)
  const results = authenticationResults(headers)
  const { status, error, cause, notes } = judge(config, seen, results)
  const took = `arrived in ${formatMs(seen.totalMs!)} (${formatMs(seen.sendMs!)} to hand it in, ${formatMs(seen.deliveryMs!)} on the way)`
  const detail = told(cause, [...notes, took, ...slowNote(hops)].join('; '))
  const measured = [point(config, seen, cause, { ...hopFields(hops), ...results }), ...hopPoints(config, hops)]
  return { status, ...(error && { error }), detail, measured }
}

/** A message that did not arrive. */
export function failedReading(
  config: MailFlowConfig,
  seen: FlowSeen,
  { error, detail }: Failure,
  cause: MailCause,
): Reading {
  return { status: 'fail', error, detail: told(cause, detail), measured: [point(config, seen, cause, {})] }
}

/** Where the service is broken comes first: the collector's verdict on the service reads it there. */
const told = (cause: MailCause, detail: string): string => (cause === 'none' ? detail : `${cause}: ${detail}`)

interface Judgement extends Pick<Reading, 'error'> {
  readonly status: Exclude<Status, 'unknown'>
  readonly cause: MailCause
  readonly notes: readonly string[]
}

/** What is not as it should be about a message that arrived; the first is the verdict. Pure. */
function judge({ warnMs, authenticated }: MailFlowConfig, seen: FlowSeen, results: AuthenticationResults): Judgement {
  const found: { readonly cause: MailCause; readonly error: 'mismatch' | 'slow' | 'partial'; readonly note: string }[] =
    []
  const { isJunk, folder, kept } = seen.arrival!
  if (isJunk)
    found.push({ cause: 'junk', error: 'mismatch', note: `it lies in the junk folder ${decodeMailboxName(folder)}` })
  const unproven = authenticated.filter((method) => results[method] !== 'pass')
  if (unproven.length > 0) {
    const texts = unproven.map((method) => `${method} is ${results[method] ?? 'not mentioned'}`)
    found.push({
      cause: 'reputation',
      error: 'mismatch',
      note: `the receiver does not trust the sender: ${texts.join(', ')}`,
    })
  }
  if (warnMs !== undefined && seen.totalMs! > warnMs)
    found.push({ cause: 'slow', error: 'slow', note: `slower than ${formatMs(warnMs)}` })
  if (kept !== undefined) found.push({ cause: 'access', error: 'partial', note: `it could not be deleted: ${kept}` })
  const notes = found.map(({ note }) => note)
  const [first] = found
  return first
    ? { status: 'warn', error: first.error, cause: first.cause, notes }
    : { status: 'ok', cause: 'none', notes }
}

/** A message that was slow because of one server: whom to ask. */
function slowNote(hops: readonly MailHop[]): string[] {
  const slowest = slowestHop(hops)
  return slowest && slowest.delayMs! >= 10_000 ? [`longest at ${slowest.by}: ${formatMs(slowest.delayMs!)}`] : []
}

function hopFields(hops: readonly MailHop[]): Fields {
  const slowest = slowestHop(hops)
  return {
    hops: int(hops.length),
    ...(slowest && { slowest_hop: slowest.by, slowest_hop_ms: slowest.delayMs! }),
  }
}

function point(config: MailFlowConfig, seen: FlowSeen, cause: MailCause, more: Fields): Measured {
  const fields: Record<string, FieldValue> = { ...more, result_code: int(mailCauses.indexOf(cause)), cause }
  const { accessMs, sendMs, deliveryMs, totalMs, taken, quota, cleared } = seen
  for (const [name, value] of Object.entries({
    access_ms: accessMs,
    send_ms: sendMs,
    delivery_ms: deliveryMs,
    total_ms: totalMs,
  }))
    if (value !== undefined) fields[name] = ms(value)
  if (taken?.queueId !== undefined) fields.queue_id = taken.queueId
  if (seen.messageBytes !== undefined) fields.message_bytes = int(seen.messageBytes)
  if (cleared !== undefined) fields.cleared = int(cleared)
  if (quota) fields.quota_used_percent = Math.round((1_000 * quota.used) / quota.limit) / 10
  if (seen.arrival) fields.junk = seen.arrival.isJunk
  return { measurement: 'mail_flow', tags: { route: routeOf(config) }, fields }
}

/** A point for each server on the way. */
const hopPoints = (config: MailFlowConfig, hops: readonly MailHop[]): Measured[] =>
  hops.map(({ by, from, protocol, delayMs }, index) => ({
    measurement: 'mail_flow_hop',
    tags: { route: routeOf(config), hop: `${index + 1}` },
    fields: { by, from, protocol, ...(delayMs !== undefined && { delay_ms: delayMs }) },
  }))
