import type { Scenario } from '@vonggac/model/scenario'
import type { ServiceCause } from '../world.ts'
import { type Run, type RunOptions, runScenario } from './run.ts'
import { judge, type Verdict } from './verdict.ts'

/** A scenario that was run, as often as it says, and what came of it. */
export interface Trial {
  readonly scenario: Scenario
  /** The run that failed first, or the one without a restart. */
  readonly run: Run
  readonly verdict: Verdict
  /** How often it was run. */
  readonly runs: number
  /** The restart of the run that failed, Unix ms. */
  readonly restartedAt?: number
}

/** Runs a scenario, and again with each of the restarts that it wants; ends with the first run that fails. */
export function tryScenario(scenario: Scenario, options: { readonly serviceCause?: ServiceCause } = {}): Trial {
  const run = runScenario(scenario, options)
  const verdict = judge(scenario, run)
  let runs = 1
  if (!verdict.passed) return { scenario, run, verdict, runs }
  for (const restart of restartsOf(scenario, run)) {
    const again = runScenario(scenario, { ...options, restart })
    const found = judge(scenario, again)
    runs++
    if (!found.passed) return { scenario, run: again, verdict: found, runs, restartedAt: restart.at }
  }
  return { scenario, run, verdict, runs }
}

function restartsOf({ restarts }: Scenario, { plan }: Run): NonNullable<RunOptions['restart']>[] {
  if (!restarts) return []
  const found = []
  const to = plan.at(restarts.to)
  for (let at = plan.at(restarts.from); at <= to; at += Math.max(1, restarts.every))
    found.push({ at, killed: restarts.kill })
  return found
}
