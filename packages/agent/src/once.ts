import type { Check, Plan, Result } from '@vonggac/model'
import type { ObserveDeps } from './observe.ts'
import { createProbeSet, type ProbeSetDeps } from './probe-set.ts'

/** Checks under way at the same time: enough to be quick, few enough not to be the load that is measured. */
const CONCURRENCY = 32

/** Runs every check of a plan once and hands each result out as it comes. */
export async function runOnce(
  plan: Plan,
  deps: ObserveDeps,
  signal: AbortSignal,
  onResult: (result: Result) => void,
): Promise<void> {
  await using probes = await createProbeSet(plan.checks, { ...deps, profiles: plan.profiles })
  const queue = plan.checks.values()
  const worker = async () => {
    for (const check of queue) onResult(await probes.run(check, signal))
  }
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, plan.checks.length) }, worker))
}

/** Runs one check once. */
export async function probeOnce(check: Check, deps: ProbeSetDeps, signal: AbortSignal): Promise<Result> {
  await using probes = await createProbeSet([check], deps)
  return await probes.run(check, signal)
}
