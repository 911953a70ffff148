import { type Check, type Clock, jsonPoint, parseLines } from '@vonggac/model'
import type { CheckRun } from '../api-check-types.ts'
import { HttpProblem } from '../problem.ts'
import type { OrderDesk } from '../readiness/order-desk.ts'
import { type By, writeAudit } from '../state/audit.ts'
import type { State } from '../state/tables.ts'

/** Whoever presses a button waits for it: an agent that does not ask for orders within this is not there, ms. */
const TAKE_UP_MS = 10_000
/** What a run may take beyond the check's own limit: the way there and back, ms. */
const SPARE_MS = 5_000
/** Runs by hand at the same time, of everybody together. */
const MAX_RUNNING = 10
/** Points of a run that are shown: a router has more interfaces than anybody reads here. */
const MAX_POINTS = 50

/** Runs checks once, now, by the agent that runs them anyway. */
export interface RunDesk {
  /** Rejects with an `HttpProblem` that says to people why nothing came of it. */
  run(check: Check, by: { readonly who: By; readonly signal: AbortSignal }): Promise<CheckRun>
  /** Ends every run, for the end of the collector. */
  close(): void
}

/**
 * Nothing of what comes back goes into the journal: a run by hand must page nobody, end no incident, and not stand beside
 * the results of the schedule as one more.
 */
export function createRunDesk(deps: {
  readonly orders: Pick<OrderDesk, 'run'>
  readonly state: State
  readonly clock: Clock
}): RunDesk {
  const { orders, state, clock } = deps
  const running = new Set<string>()
  const closing = new AbortController()

  const ask = async (check: Check, signal: AbortSignal) => {
    const limits = { limitMs: check.timeoutMs + SPARE_MS, takeUpMs: TAKE_UP_MS }
    const rounds = [{ pauseMs: 0, checks: [{ id: check.id }] }]
    try {
      return await orders.run(check.vantage, rounds, { ...limits, signal })
    } catch (error) {
      if (closing.signal.aborted) throw unavailable('the collector is stopping')
      if (signal.aborted) throw unavailable('nobody waits for it any more')
      throw unavailable(error instanceof Error ? error.message : String(error), error)
    }
  }
  return {
    async run(check, { who, signal }) {
      if (running.has(check.id)) throw new HttpProblem(409, 'somebody is running this check already')
      if (running.size >= MAX_RUNNING) throw unavailable(`${MAX_RUNNING} checks are being run by hand already`)
      running.add(check.id)
      const began = clock.monotonic()
      try {
        const answer = await ask(check, AbortSignal.any([signal, closing.signal]))
        const [result] = answer.results
        if (!result) throw unavailable(`the agent ${check.vantage} says: ${answer.problem ?? 'nothing'}`)
        const took = Math.round(clock.monotonic() - began)
        const found = `${result.status} after ${took} ms`
        await writeAudit(state, {
          at: clock.now(),
          by: who,
          what: 'check run by hand',
          target: check.id,
          detail: found,
        })
        const { status, error, detail, at, durationMs, lines } = result
        const points = parseLines(lines, { now: at }).points.slice(0, MAX_POINTS).map(jsonPoint)
        return { check: check.id, agent: check.vantage, at, status, error, detail, duration_ms: durationMs, points }
      } finally {
        running.delete(check.id)
      }
    },
    close: () => closing.abort(),
  }
}

const unavailable = (detail: string, cause?: unknown) =>
  new HttpProblem(503, detail, { headers: { 'Retry-After': '10' }, cause })
