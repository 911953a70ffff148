import { formatDuration } from '@vonggac/model'
import type { MailFlowConfig } from '@vonggac/model/inventory'
import { quoted } from '../quoted.ts'
import { type DeliveryReport, saysFull } from './delivery-report.ts'
import { FlowFailure } from './flow-failure.ts'
import { receiverOf } from './flow-plan.ts'
import type { StorageQuota } from './imap-mailbox.ts'
import type { Taken } from './smtp-session.ts'

/** `10 of 10 KB`. */
export const quotaText = ({ used, limit }: StorageQuota): string =>
  limit >= 10_240 ? `${Math.round(used / 1_024)} of ${Math.round(limit / 1_024)} MB` : `${used} of ${limit} KB`

/** What a message grows by on its way, bytes: each server writes its line. */
const GROWTH_BYTES = 2_048

/** Whether a mailbox takes nothing more; told in whole KB, so that little room counts as none. */
export const isFull = ({ used, limit }: StorageQuota): boolean => used >= limit

/** Whether a message of this size does not fit in. */
const isTooFullFor = ({ used, limit }: StorageQuota, bytes: number): boolean =>
  used + (bytes + GROWTH_BYTES) / 1_024 >= limit

/** A mailbox without room before anything was sent. */
export const fullBefore = (quota: StorageQuota): FlowFailure =>
  new FlowFailure('mailbox-full', 'threshold', `the mailbox is full: ${quotaText(quota)}; nothing was sent`)

/** What a report says of why the message did not arrive. */
export function reported(
  config: MailFlowConfig,
  taken: Taken,
  report: DeliveryReport,
  quota: StorageQuota | undefined,
) {
  const said = `${report.status} ${quoted(report.diagnosis, 200)}`.trim()
  const by = report.reporter === '' ? '' : ` by ${quoted(report.reporter).slice(1, -1)}`
  const behind = `${takenText(taken)}, then returned${by}: ${said}`
  if (saysFull(report)) {
    const room = quota ? ` (${quotaText(quota)})` : ''
    return new FlowFailure(
      'mailbox-full',
      'threshold',
      `the mailbox of ${receiverOf(config)} is full${room}: ${behind}`,
    )
  }
  const isPolicy = /^5\.7\./.test(report.status)
  if (isPolicy) return new FlowFailure('reputation', 'mismatch', `the receiving side refuses the message: ${behind}`)
  if (config.reflector !== undefined)
    return new FlowFailure('relay', 'mismatch', `the message did not get out to ${config.reflector}: ${behind}`)
  return new FlowFailure('delivery', 'mismatch', `the message could not be delivered: ${behind}`)
}

/** What is known when a message has not arrived in time. */
export interface Missing {
  readonly taken: Taken
  readonly waitedMs: number
  readonly quota: StorageQuota | undefined
  readonly messageBytes: number
  /** A report that it is still tried. */
  readonly delayed: DeliveryReport | undefined
}

/** A message that did not arrive: the most likely reason, and where to look. */
export function missing(config: MailFlowConfig, known: Missing): FlowFailure {
  const { taken, waitedMs, quota, messageBytes, delayed } = known
  const waited = formatDuration(Math.round(waitedMs / 1_000) * 1_000 || Math.round(waitedMs))
  const behind = `${takenText(taken)}, not in the mailbox ${waited} later`
  if (config.reflector !== undefined) {
    return new FlowFailure(
      'relay',
      'timeout',
      `no answer from ${config.reflector}: ${behind}; it is on its way out, at the reflector, or on its way back (${whereToLook(taken)})`,
    )
  }
  if (quota && isTooFullFor(quota, messageBytes))
    return new FlowFailure('mailbox-full', 'threshold', `the mailbox is full: ${quotaText(quota)}; ${behind}`)
  const still = delayed
    ? `the server reports that it still tries: ${delayed.status} ${quoted(delayed.diagnosis, 200)}`
    : ''
  return new FlowFailure(
    'delivery',
    'timeout',
    `${behind}: ${still || 'it waits in a queue or was lost'} (${whereToLook(taken)})`,
  )
}

/** `taken as 4Z1x (250 2.0.0 "Ok: queued as 4Z1x")`. */
export const takenText = ({ queueId, reply }: Taken): string =>
  queueId === undefined ? `taken with ${reply}` : `taken as ${queueId} by the mail server`

const whereToLook = ({ queueId }: Taken): string =>
  queueId === undefined
    ? "look for the sender in the mail server's log"
    : `look for ${queueId} in the mail server's queue and log`
