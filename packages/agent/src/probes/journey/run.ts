import { ProbeFailure } from '@vonggac/model'
import type { JourneyStep } from '@vonggac/model/inventory'
import { deadline } from './deadline.ts'
import type { Session } from './session.ts'
import { type StepOutcome, takeStep } from './step.ts'

/** What steps with `always` get when the agent stops or the check's own time is over: a moment, ms. */
const LAST_MOMENT_MS = 3_000

/** What came of a run. */
export interface Run {
  /** In the order in which they were taken, up to the first that failed. */
  readonly main: readonly StepOutcome[]
  /** Those with `always`. */
  readonly after: readonly StepOutcome[]
  readonly totalMs: number
}

/**
 * Takes the steps of a journey, and afterwards, whatever happened, those that tidy up. Rejects as the probe does: with our own
 * trouble, or when the agent stops.
 */
export async function runJourney(session: Session, signal: AbortSignal): Promise<Run> {
  const { config, parts } = session
  const { clock } = parts
  const startMs = clock.monotonic()
  const main: StepOutcome[] = []
  const after: StepOutcome[] = []
  const steps = config.steps.filter(({ always }) => !always)
  try {
    using limit = deadline(clock, config.limitMs + waiting(steps), signal)
    for (const step of steps) {
      const outcome = await takeStep(step, session, limit.signal)
      main.push(outcome)
      if (outcome.status === 'fail') break
    }
  } finally {
    // Where nothing has ever answered, nothing is left behind.
    if (main.some(({ httpStatus }) => httpStatus !== undefined)) after.push(...(await tidyUp(session, signal)))
  }
  return { main, after, totalMs: clock.monotonic() - startMs }
}

/** How long steps may wait for what they look for, ms. */
const waiting = (steps: readonly JourneyStep[]): number =>
  steps.reduce((sum, { until }) => sum + (until?.timeoutMs ?? 0), 0)

async function tidyUp(session: Session, signal: AbortSignal): Promise<StepOutcome[]> {
  const { config, parts, variables } = session
  const steps = config.steps.filter(({ always }) => always)
  const ms = signal.aborted ? Math.min(LAST_MOMENT_MS, config.cleanupMs) : config.cleanupMs + waiting(steps)
  // Not tied to `signal`: what was begun is ended also when the agent stops.
  using limit = deadline(parts.clock, ms)
  const outcomes: StepOutcome[] = []
  for (const step of steps) {
    const { extract: _, values: __, ...sent } = step
    // What was never sent has no number by which it could be deleted.
    if (variables.missingIn(sent) !== undefined) continue
    outcomes.push(await takeStep(step, session, limit.signal).catch((error) => notOurs(step, error)))
  }
  return outcomes
}

/** Our own trouble while tidying up does not hide what the steps before have found. */
function notOurs({ name }: JourneyStep, error: unknown): StepOutcome {
  if (!(error instanceof ProbeFailure)) throw error
  return { name, status: 'fail', error: 'local', troubles: [error.message], totalMs: 0, tries: 1, values: [] }
}
