import { globMatcher } from '@vonggac/model'
import type { Expectation, NotificationExpectation, Place, Scenario, StateExpectation } from '@vonggac/model/scenario'
import { assign } from './assignment.ts'
import { matcherOf, type Within, withinOf } from './matching.ts'
import { sinceStart } from './moments.ts'
import type { Notification } from './notification.ts'
import type { Run } from './run.ts'
import { causeText, incidentsAt, isMeant, lastIncidentAt, statesAt } from './state-at.ts'

/** Something expected that did not come, or did not hold, with what is known about it. */
export interface Missing {
  readonly place: Place
  readonly wanted: Expectation
  readonly within: Within
  /** What was there instead: in words. */
  readonly found: string
}

/** What a run of a scenario comes to. */
export interface Verdict {
  readonly passed: boolean
  readonly missing: readonly Missing[]
  readonly unexpected: readonly Notification[]
  readonly failures: Run['failures']
}

/** Compares what came with what was expected: everything expected must come, and nothing else. */
export function judge(scenario: Scenario, run: Run): Verdict {
  const slots: Slot[] = []
  const missing: Missing[] = []
  for (const expectation of scenario.expect) {
    if (expectation.kind === 'state') missing.push(...judgeState(expectation, scenario, run))
    else if (expectation.kind === 'cause') missing.push(...judgeCause(expectation, run))
    else slots.push(...slotsOf(expectation.wanted, { expectation, scenario, run }))
  }
  const taken = assign(slots, run.notifications)
  const claimed = new Set<Notification>()
  for (const [index, slot] of slots.entries()) {
    const got = taken[index]!
    for (const one of got) claimed.add(one)
    if (got.length < slot.min) missing.push({ ...slot.missing, found: nearest(slot, run, got.length) })
  }
  for (const slot of slots.filter(({ max }) => max === 0)) {
    const came = run.notifications.filter(slot.accepts)
    if (came.length > 0) missing.push({ ...slot.missing, found: `${came.length} came` })
  }
  const unexpected = run.notifications.filter((one) => !claimed.has(one) && !isCopy(one, claimed, scenario))
  return {
    passed: missing.length + unexpected.length + run.failures.length === 0,
    missing,
    unexpected,
    failures: run.failures,
  }
}

/** An expectation that takes messages, so many at least and at most. */
export interface Slot {
  readonly min: number
  readonly max: number
  readonly accepts: (one: Notification) => boolean
  /** The same, whenever it comes: to tell what came too early or too late. */
  readonly like: (one: Notification) => boolean
  readonly missing: Omit<Missing, 'found'>
}

interface Context {
  readonly expectation: Expectation
  readonly scenario: Scenario
  readonly run: Run
}

function slotsOf(wanted: NotificationExpectation, { expectation, scenario, run }: Context): Slot[] {
  const within = withinOf(wanted, run.plan)
  const none = wanted.none === true || wanted.not === true
  const ranged = wanted.min !== undefined || wanted.max !== undefined
  const min = none ? 0 : (wanted.count ?? wanted.min ?? (ranged ? 0 : 1))
  const max = none ? 0 : (wanted.count ?? wanted.max ?? (ranged ? Number.POSITIVE_INFINITY : 1))
  return (wanted.notify ?? [undefined]).map((notify) => {
    const like = matcherOf(wanted, notify, scenario.config)
    return {
      min,
      max,
      like,
      accepts: (one) => one.at >= within.from && one.at <= within.to && like(one),
      missing: { place: expectation.place, wanted: expectation, within },
    }
  })
}

/**
 * An e-mail beside an expected message is the same message once more, for the record: it wakes nobody, and need not be
 * written down.
 */
function isCopy(one: Notification, claimed: ReadonlySet<Notification>, { config }: Scenario): boolean {
  const kind = config.oncall.channels.find(({ id }) => id === one.channel)?.kind
  return (
    kind === 'email' &&
    one.person === undefined &&
    [...claimed].some((other) => other.incident === one.incident && other.kinds[0] === one.kinds[0])
  )
}

/** What came that is as wanted, but for its time or for one thing. */
function nearest({ like, min }: Slot, { notifications, plan }: Run, got: number): string {
  if (got > 0) return `${got} came, at least ${min} were to`
  const other = notifications.filter(like).map(({ at }) => sinceStart(at, plan))
  return other.length > 0 ? `such a message came at ${other.slice(0, 5).join(', ')}` : 'no such message came'
}

function judgeState(expectation: Extract<Expectation, { kind: 'state' }>, scenario: Scenario, run: Run): Missing[] {
  const { wanted, place } = expectation
  const at = run.plan.at(wanted.at)
  const found = [...wrongStates(wanted, { scenario, run, at }), ...wrongIncidents(wanted, { run, at })]
  return found.map((text) => ({ place, wanted: expectation, within: { from: at, to: at }, found: text }))
}

function judgeCause(expectation: Extract<Expectation, { kind: 'cause' }>, run: Run): Missing[] {
  const { wanted, place } = expectation
  const at = run.plan.at(wanted.at)
  const incident = lastIncidentAt(run, { at, globs: wanted.of })
  if (incident && isMeant(incident, wanted)) return []
  return [{ place, wanted: expectation, within: { from: at, to: at }, found: causeText(incident) }]
}

function wrongStates(
  { checks, state }: StateExpectation,
  { scenario, run, at }: { scenario: Scenario; run: Run; at: number },
): string[] {
  if (!state) return []
  const states = statesAt(scenario.config, run, { at, globs: checks ?? ['**'] })
  if (states.length === 0) return ['no check matches']
  const wrong = states.filter(([, is]) => !state.some((one) => one === is))
  return wrong.slice(0, MAX_LISTED).map(([check, is]) => `${check} is ${is}`)
}

/** More than this of one kind tell nothing new. */
const MAX_LISTED = 5

function wrongIncidents({ incidents }: StateExpectation, { run, at }: { run: Run; at: number }): string[] {
  if (!incidents) return []
  const open = incidentsAt(run, at)
  const left = [...open]
  const lacking = incidents.filter((glob) => {
    const matches = globMatcher(glob)
    const index = left.findIndex(({ node }) => matches(node))
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
  if (lacking.length + left.length === 0) return []
  return [`open: ${open.map(({ node, cause }) => `${node} (${cause})`).join(', ') || 'none'}`]
}
