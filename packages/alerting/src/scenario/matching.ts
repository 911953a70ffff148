import { globMatcher } from '@vonggac/model'
import { type Config, onCallOf } from '@vonggac/model/inventory'
import type { NotificationExpectation } from '@vonggac/model/scenario'
import { shiftAt } from '../oncall/on-call.ts'
import type { TimePlan } from './moments.ts'
import type { Notification } from './notification.ts'

/** From and up to when a message is expected, Unix ms, both included. */
export interface Within {
  readonly from: number
  readonly to: number
}

/** How long a message may take that an expectation gives no other time to. */
const WITHIN_MS = 60_000

/** When a message is expected: after `at`, for `within` or `until`. Without `at`, and when it must not come, up to the end. */
export function withinOf({ at, within, until, none, not }: NotificationExpectation, plan: TimePlan): Within {
  const from = at ? plan.at(at) : plan.start
  if (until) return { from, to: plan.at(until) }
  if (within !== undefined) return { from, to: from + within }
  return { from, to: at && !none && !not ? from + WITHIN_MS : plan.end }
}

/** Makes the test of whether a message is meant, whenever it came. `notify`: the one of the expectation's that is asked for. */
export function matcherOf(
  wanted: NotificationExpectation,
  notify: string | undefined,
  config: Config,
): (one: Notification) => boolean {
  const channel = anyGlob(wanted.channel)
  const person = anyGlob(wanted.person)
  const { kind, cause, severity, subject, text } = wanted
  return (one) =>
    (notify === undefined || isNotified(one, notify, config)) &&
    (channel === undefined || channel(one.channel)) &&
    (person === undefined || peopleOf(one, config).some(person)) &&
    (kind === undefined || kind.some((word) => one.kinds.includes(word))) &&
    (wanted.target === undefined || wanted.target.some((glob) => isAbout(one, glob))) &&
    (cause === undefined || cause.includes(one.cause)) &&
    (severity === undefined || severity === one.severity) &&
    (subject === undefined || one.subject.includes(subject)) &&
    (text === undefined || `${one.subject}\n${one.text}`.includes(text))
}

function anyGlob(globs: readonly string[] | undefined): ((id: string) => boolean) | undefined {
  const all = globs?.map(globMatcher)
  return all && ((id) => all.some((matches) => matches(id)))
}

/** Whether a glob is about the incident: its node, or with an `@` one of the checks that it explains. */
function isAbout({ target, members }: Notification, glob: string): boolean {
  const matches = globMatcher(glob)
  return matches(target) || (glob.includes('@') && members.some(matches))
}

/** Whether the message went to this channel or person, to whoever is on call in this rota, or by this escalation. */
function isNotified(one: Notification, notify: string, config: Config): boolean {
  const matches = globMatcher(notify.replace(/^(channel|person|rota|escalation):/, ''))
  return (
    matches(one.channel) ||
    peopleOf(one, config).some(matches) ||
    config.oncall.rotas.some(({ id }) => matches(id) && isOnCall(one, id, config)) ||
    (escalationOf(one, config) ?? []).some(matches)
  )
}

/** Whether the person it was for was on call when it was decided. */
const isOnCall = ({ person, decidedAt }: Notification, rota: string, config: Config): boolean =>
  person !== undefined && shiftAt(onCallOf(config), rota, decidedAt)?.person === person

/** The escalation that calls people for such an incident: the first that fits. */
function escalationOf({ target, severity, person }: Notification, { oncall }: Config): string[] | undefined {
  if (person === undefined) return undefined
  const found = oncall.escalations.find(
    (one) =>
      (one.severity === undefined || one.severity === severity) && one.match.some((glob) => globMatcher(glob)(target)),
  )
  return found && [found.id]
}

/** For whom it was: the person it names, or those whose addresses the channel has. */
function peopleOf({ person, channel }: Notification, { oncall }: Config): string[] {
  if (person !== undefined) return [person]
  const found = oncall.channels.find(({ id }) => id === channel)
  if (!found || !('to' in found) || !Array.isArray(found.to)) return []
  const receivers: readonly string[] = found.to
  return oncall.people.flatMap(({ id, email }) =>
    email !== undefined && receivers.some((receiver) => receiver.includes(email)) ? [id] : [],
  )
}
