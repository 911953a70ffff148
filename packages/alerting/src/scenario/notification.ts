import type { Cause, Severity } from '../contract.ts'
import type { Attempt } from './channels.ts'

/** A message that has arrived. */
export interface Notification {
  /** True time at which the other side had it, Unix ms. */
  readonly at: number
  /** When it was decided to send it. Copies of one message on several channels have this in common. */
  readonly decidedAt: number
  readonly channel: string
  /** The person it was for, where the channel reaches people by their own address. */
  readonly person: string | undefined
  readonly key: string
  readonly incident: string
  /** What it says has happened, the most exact word first. */
  readonly kinds: readonly string[]
  /** The incident's node. */
  readonly target: string
  readonly members: readonly string[]
  readonly cause: Cause
  readonly severity: Severity
  readonly subject: string
  readonly text: string
}

/** Whether it calls somebody who was not called when its incident was first told: the next level of an escalation. */
export function isNextLevel(one: Notification, before: readonly Notification[]): boolean {
  if (one.person === undefined || !one.kinds.includes('opened')) return false
  const earlier = before.filter(({ incident, kinds }) => incident === one.incident && kinds.includes('opened'))
  return (
    earlier.some(({ decidedAt }) => decidedAt < one.decidedAt) && !earlier.some(({ person }) => person === one.person)
  )
}

/** Reads a delivery that has arrived. */
export function notificationOf({ at, queuedAt, delivery: { channel, key, message, to } }: Attempt): Notification {
  const { incident, kind, subject, text } = message
  return {
    at,
    decidedAt: queuedAt,
    channel,
    person: to?.id,
    key,
    incident: incident.id,
    kinds: [...new Set([toldOf(key, incident.id), kind])].filter((word) => word !== ''),
    target: incident.node,
    members: incident.members,
    cause: incident.cause,
    severity: incident.severity,
    subject,
    text,
  }
}

/** `escalated` of `tam-ky.vnpt-mfq3x1k2:escalated:on-call`. */
function toldOf(key: string, incident: string): string {
  const told = key.startsWith(`${incident}:`) ? key.slice(incident.length + 1).split(':')[0]! : ''
  return told.startsWith('changed') || told.includes('.') ? 'repeated' : told.replace(/-\d+$/, '')
}
