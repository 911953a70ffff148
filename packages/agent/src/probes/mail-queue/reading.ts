import { type ErrorCode, formatDuration, int } from '@vonggac/model'
import type { MailQueueConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { quoted } from '../quoted.ts'
import type { SeenQueue } from './queue.ts'
import { reasonTexts } from './reason-class.ts'
import { type QueueTally, queueNames, type ReasonSum } from './tally.ts'

/** Kinds of reasons that are stored in a run. */
const MAX_REASONS = 5

/** A queue as a result: its points, and what somebody must look at, the worst first. */
export function queueReading(config: MailQueueConfig, seen: SeenQueue): Reading {
  const { tally, isCut, isDown } = seen
  const troubles = troublesOf(config, tally, isDown)
  const good = summary(tally, isCut)
  const [worst] = troubles
  if (!worst) return { status: 'ok', detail: good, measured: measuredOf(seen) }
  const { status, error } = worst
  return {
    status,
    error,
    detail: `${troubles.map(({ text }) => text).join('; ')} (${good})`,
    measured: measuredOf(seen),
  }
}

interface QueueTrouble {
  readonly status: 'warn' | 'fail'
  readonly error: ErrorCode
  readonly text: string
}

function troublesOf(config: MailQueueConfig, tally: QueueTally, isDown: boolean): QueueTrouble[] {
  const { all, queues, reasons } = tally
  const troubles: QueueTrouble[] = []
  const say = (status: 'warn' | 'fail', text: string, error: ErrorCode = 'threshold') =>
    void troubles.push({ status, error, text })
  if (isDown) say('fail', 'Postfix does not run, nothing leaves the queue', 'down')
  const frozen = frozenText(config, tally)
  if (frozen !== undefined) say('fail', frozen, 'down')
  // What somebody has put on hold waits because somebody wants it to.
  const length = all.length - queues.hold.length
  const oldestS = Math.max(...queueNames.map((name) => (name === 'hold' ? 0 : queues[name].oldestS)))
  if (length > config.failLength) say('fail', `${length} messages wait, more than ${config.failLength}`)
  else if (length > config.warnLength) say('warn', `${length} messages wait, more than ${config.warnLength}`)
  const oldest = `a message has been waiting for ${ageText(oldestS)}`
  if (oldestS * 1_000 > config.failAgeMs) say('fail', oldest)
  else if (oldestS * 1_000 > config.warnAgeMs) say('warn', oldest)
  const [main] = reasons
  if (main && frozen === undefined && troubles.length > 0)
    say('warn', `${main.messages} of them wait because ${reasonText(main)}`)
  return troubles.sort((a, b) => Number(a.status === 'warn') - Number(b.status === 'warn'))
}

/** Nothing is under way, and all wait for one reason. Greylisting is no such reason: it passes by itself. */
function frozenText({ frozenLength, frozenAgeMs }: MailQueueConfig, tally: QueueTally): string | undefined {
  const { all, queues, reasons } = tally
  const waiting = queues.hold.length + queues.deferred.length
  if (waiting < frozenLength || waiting < all.length || all.oldestS * 1_000 < frozenAgeMs) return undefined
  if (queues.hold.length === waiting)
    return `the queue is frozen: all ${waiting} messages are on hold, and wait for somebody to let them go`
  const [main, ...others] = reasons
  if (!main || main.reason === 'greylisted' || queues.hold.length > 0) return undefined
  if (main.messages < waiting || others.length > 0) return undefined
  return `the queue is frozen: all ${waiting} messages wait because ${reasonText(main)}`
}

const reasonText = ({ reason, example }: ReasonSum): string => `${reasonTexts[reason]}: ${quoted(example, 160)}`

function summary({ all, queues }: QueueTally, isCut: boolean): string {
  if (all.length === 0) return 'the queue is empty'
  const parts = queueNames.filter((name) => queues[name].length > 0).map((name) => `${queues[name].length} ${name}`)
  const count = `${isCut ? 'at least ' : ''}${all.length} ${all.length === 1 ? 'message' : 'messages'}`
  return `${count} in the queue: ${parts.join(', ')}; the oldest for ${ageText(all.oldestS)}`
}

const ageText = (seconds: number): string => formatDuration(seconds * 1_000)

/** Telegraf's `postfix_queue`; what both servers have in common; and the most frequent kinds of reasons. */
function measuredOf({ server, tally, isCut }: SeenQueue): Measured[] {
  const { queues, all, reasons } = tally
  const byQueue = queueNames.map((queue) => ({
    measurement: 'postfix_queue',
    tags: { queue },
    fields: { length: int(queues[queue].length), size: int(queues[queue].bytes), age: int(queues[queue].oldestS) },
  }))
  const whole = {
    measurement: 'mail_queue',
    tags: { server },
    fields: {
      length: int(all.length),
      size_bytes: int(all.bytes),
      oldest_s: int(all.oldestS),
      deferred: int(queues.deferred.length),
      held: int(queues.hold.length),
      complete: !isCut,
      ...(reasons[0] && { main_reason: reasons[0].reason }),
    },
  }
  const byReason = reasons.slice(0, MAX_REASONS).map(({ reason, messages, oldestS, example }) => ({
    measurement: 'mail_queue_reason',
    tags: { server, reason },
    fields: { messages: int(messages), oldest_s: int(oldestS), example: quoted(example, 160).slice(1, -1) },
  }))
  return [whole, ...(server === 'postfix' ? byQueue : []), ...byReason]
}
