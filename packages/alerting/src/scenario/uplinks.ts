import { type CheckReport, fnv1a } from '@vonggac/model'
import type { Rule } from '@vonggac/model/inventory'
import type { Sample } from '../contract.ts'
import type { Agenda } from './agenda.ts'
import { samplesOf } from './measured.ts'
import type { Emission } from './probing.ts'

/** Live results wait this long for company, unless one of them is urgent; and what a request takes. */
const GATHER_MS = 1_000
const POST_MS = 20
/** After an outage, what is older than this goes out as backlog, beside what is new. */
const LIVE_AGE_MS = 10_000
/** How fast a backlog drains. */
const BACKLOG_BATCH = 500
const BACKLOG_PAUSE_MS = 100

/** A result that the agent keeps until the collector has it. */
interface Waiting {
  readonly emission: Emission
  readonly emittedAt: number
}

/** A result as it arrives, by the agent's clock. */
export interface Delivered {
  readonly report: CheckReport
  readonly samples: readonly Sample[]
}

/** The uplinks of all agents: what they deliver, when, and what an outage keeps back. */
export interface Uplinks {
  emit(emission: Emission): void
}

/**
 * Delivers results as agents do: gathered for a second or at once when urgent, live ones first after an outage and the backlog
 * beside them, oldest first. `blockedUntil` says when the collector takes data again, where it does not now.
 */
export function createUplinks(
  agenda: Agenda,
  {
    blockedUntil,
    deliver,
    rules,
  }: {
    readonly blockedUntil: (at: number) => number | undefined
    /** What was measured comes with the report. */
    readonly deliver: (result: Delivered, clockMs: number) => void
    readonly rules: readonly Rule[]
  },
): Uplinks {
  const live = new Map<string, Waiting[]>()
  const held = new Map<string, Waiting[]>()

  const release = (until: number, agent: string) => {
    const key = `${until} ${agent}`
    const waiting = held.get(key) ?? []
    held.delete(key)
    for (const one of waiting.filter(({ emittedAt }) => emittedAt >= until - LIVE_AGE_MS)) send(one)
    const old = waiting.filter(({ emittedAt }) => emittedAt < until - LIVE_AGE_MS)
    for (let i = 0; i < old.length; i += BACKLOG_BATCH) {
      const batch = old.slice(i, i + BACKLOG_BATCH)
      const at = agenda.now + GATHER_MS + (i / BACKLOG_BATCH) * BACKLOG_PAUSE_MS
      agenda.plan(at, () => {
        for (const one of batch) send(one)
      })
    }
  }
  /** It arrives, or waits for its agent to be heard again, or is lost. */
  const send = (waiting: Waiting) => {
    const { script } = waiting.emission
    const now = agenda.now
    const silence = script.silenceAt(now)
    if (silence && silence.until === undefined) return
    const until = silence?.until ?? blockedUntil(now)
    if (until === undefined) return void deliver(resultOf(waiting, rules), script.clockAt(now))
    const agent = script.check.vantage
    const key = `${until} ${agent}`
    const together = held.get(key)
    if (together) together.push(waiting)
    else {
      held.set(key, [waiting])
      agenda.plan(until + POST_MS + (fnv1a(agent) % GATHER_MS), () => release(until, agent))
    }
  }
  const flush = (agent: string) => {
    const waiting = live.get(agent) ?? []
    live.delete(agent)
    for (const one of waiting) send(one)
  }
  return {
    emit(emission) {
      const agent = emission.script.check.vantage
      const waiting = { emission, emittedAt: agenda.now }
      const gathered = live.get(agent)
      if (gathered) gathered.push(waiting)
      else {
        live.set(agent, [waiting])
        agenda.plan(agenda.now + GATHER_MS + POST_MS, () => flush(agent))
      }
      if (emission.urgent) agenda.plan(agenda.now + POST_MS, () => flush(agent))
    },
  }
}

function resultOf(
  { emission: { script, outcome, at, durationMs, urgent } }: Waiting,
  rules: readonly Rule[],
): Delivered {
  const stamped = at + script.clockAt(at)
  const report: CheckReport = {
    check: script.check.id,
    status: outcome.status,
    error: outcome.error,
    detail: outcome.detail ?? '',
    at: stamped,
    durationMs,
    agent: script.check.vantage,
  }
  // A notice of a ping says what happened, and measures nothing.
  return { report, samples: urgent ? [] : samplesOf(script.check, outcome, { at: stamped, rules }) }
}
