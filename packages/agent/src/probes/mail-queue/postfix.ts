import { type QueuedMessage, type QueueName, queueNames } from './tally.ts'

/** Receivers of one message whose reasons are looked at. */
const MAX_RECIPIENTS = 100
/** Characters of a reason that are kept. */
const MAX_REASON = 500

/** A line of `postqueue -j`; undefined for one that is none. A line that was cut off gives what stands at its begin. Never throws. */
export function postfixMessage(line: string, nowMs: number): QueuedMessage | undefined {
  const message = parsed(line) ?? beginning(line)
  const queue = queueNames.find((name) => name === message?.queue_name)
  if (!message || !queue) return undefined
  return {
    queue,
    bytes: count(message.message_size),
    ageS: Math.max(0, Math.floor(nowMs / 1_000 - count(message.arrival_time))),
    reasons: reasonsOf(message.recipients),
  }
}

interface Raw {
  readonly queue_name?: unknown
  readonly message_size?: unknown
  readonly arrival_time?: unknown
  readonly recipients?: unknown
}

function parsed(line: string): Raw | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Postfix writes its keys in this order, the receivers last. */
function beginning(line: string): Raw | undefined {
  const head =
    /^\{"queue_name": "(\w{1,20})", "queue_id": "\w+", "arrival_time": (\d{1,12}), "message_size": (\d{1,12})/.exec(
      line,
    )
  if (!head) return undefined
  const reason = /"delay_reason": "((?:[^"\\]|\\.){1,500})/.exec(line)?.[1]
  return {
    queue_name: head[1] as QueueName,
    arrival_time: Number(head[2]),
    message_size: Number(head[3]),
    recipients: reason === undefined ? [] : [{ delay_reason: reason }],
  }
}

const count = (value: unknown): number =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : 0

function reasonsOf(recipients: unknown): string[] {
  if (!Array.isArray(recipients)) return []
  return recipients.slice(0, MAX_RECIPIENTS).flatMap((recipient: { delay_reason?: unknown } | null) => {
    const reason = recipient?.delay_reason
    return typeof reason === 'string' ? [reason.slice(0, MAX_REASON)] : []
  })
}
