import { type Check, fnv1a, isOpen, nextOpening, RUN_WINDOW_MS } from '@vonggac/model'
import type { Outcome } from '@vonggac/model/scenario'
import type { Agenda } from './agenda.ts'
import { createEchoes, type Echoes } from './echoes.ts'
import type { CheckScript } from './script.ts'

/** A result on its way out of the agent. Unix ms by the true clock. */
export interface Emission {
  readonly script: CheckScript
  readonly outcome: Outcome
  /** When the run began. */
  readonly at: number
  readonly durationMs: number
  readonly urgent: boolean
}

/** What takes results from the probes: the agent's uplink. */
export type Emit = (emission: Emission) => void

/** What an answer takes, and what the network takes of an echo. */
const RUN_MS = 40
const ECHO_MS = 20

/** Runs the checks as the agent does: a poll each interval, spread by a hash of the check's id, and pings all the time. */
export function startProbing(scripts: Iterable<CheckScript>, agenda: Agenda, emit: Emit): void {
  for (const script of scripts) {
    if (script.check.kind === 'icmp') startPing(script, agenda, emit)
    else startPoll(script, agenda, emit)
  }
}

const phaseOf = ({ id, intervalMs }: Check) => fnv1a(id) % intervalMs

/** The first run of a world that begins: within its first minute, as after the start of an agent. */
const WARM_UP_MS = 55_000

function startPoll(script: CheckScript, agenda: Agenda, emit: Emit): void {
  const { check } = script
  const begin = agenda.now
  const phase = phaseOf(check)
  const run = () => {
    const at = agenda.now
    const outcome = script.outcomeAt(at)
    const durationMs = outcome.duration ?? (outcome.error === 'timeout' ? check.timeoutMs : RUN_MS)
    agenda.plan(at + durationMs, () => emit({ script, outcome, at, durationMs, urgent: false }))
    const next = check.schedule?.at ? at + RUN_WINDOW_MS : nextInPhase(at)
    plan(next)
  }
  /** The next moment of its phase that is at least half an interval away. */
  const nextInPhase = (at: number) => {
    const turns = Math.ceil((at + check.intervalMs / 2 - begin - phase) / check.intervalMs)
    return begin + phase + turns * check.intervalMs
  }
  const plan = (at: number) => {
    const open = openAt(check, at)
    if (open !== undefined) agenda.plan(open, run)
  }
  plan(begin + (phase % Math.min(WARM_UP_MS, check.intervalMs)))
}

/** When a check may run that is due at `at`: then, or when its hours begin; `undefined`: not within a year. */
function openAt({ id, schedule }: Check, at: number): number | undefined {
  if (!schedule || (!schedule.at && isOpen(schedule, at))) return at
  const open = nextOpening(schedule, at)
  return open === undefined || open === at ? open : open + (fnv1a(id) % 1_000)
}

function startPing(script: CheckScript, agenda: Agenda, emit: Emit): void {
  const { check } = script
  const echoes = createEchoes(check)
  const say = (outcome: Outcome, urgent: boolean) =>
    emit({ script, outcome, at: agenda.now, durationMs: ECHO_MS, urgent })
  const readOut = () => {
    const outcome = script.outcomeAt(agenda.now)
    const { fields, points } = outcome
    say({ ...echoes.readOut(outcome), fields, points }, false)
    agenda.plan(agenda.now + check.intervalMs, readOut)
  }
  agenda.plan(agenda.now + phaseOf(check), readOut)
  if (!script.plain) sendEchoes({ script, echoes, agenda }, (outcome) => say(outcome, true))
}

/** The packets of a ping that something happens to; while nothing does, they are not looked at one by one. */
function sendEchoes(
  { script, echoes, agenda }: { script: CheckScript; echoes: Echoes; agenda: Agenda },
  tell: (outcome: Outcome) => void,
): void {
  const { periodMs, lostAfterMs } = echoes
  const send = (sentAt: number) => {
    const outcome = script.outcomeAt(sentAt)
    agenda.plan(sentAt + (outcome.status === 'fail' ? lostAfterMs : ECHO_MS), () => {
      const told = echoes.verdict(outcome, agenda.now)
      if (told) tell(told)
      send(next(sentAt, outcome))
    })
  }
  /** The next packet, or the first one after the next change when all until then go the same way. */
  const next = (sentAt: number, { status }: Outcome) => {
    const settled = status === 'fail' ? echoes.out : echoes.quiet
    const change = settled ? script.nextChange(sentAt) : sentAt
    if (change === Number.POSITIVE_INFINITY) return change
    return sentAt + Math.max(1, Math.ceil((change - sentAt) / periodMs)) * periodMs
  }
  send(agenda.now + (fnv1a(script.check.id) % periodMs))
}
