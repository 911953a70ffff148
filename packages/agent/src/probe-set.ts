import type { Check, Result } from '@vonggac/model'
import { type ObserveDeps, observe } from './observe.ts'
import type { ContinuousProbe, Notice, Probe } from './probe.ts'
import { type ProbeDeps, probes as registry } from './probes/registry.ts'

export interface ProbeSet extends AsyncDisposable {
  /** Runs a check once, or reads out what its continuous probe has seen. Rejects only when the signal aborts. */
  run(check: Check, signal: AbortSignal): Promise<Result>
}

/** What the probes and their runs are made of. */
export type ProbeSetDeps = ObserveDeps & ProbeDeps

/** Who is told of what continuous probes see outside the schedule. */
export interface ProbeEvents {
  /** Something changed: a result that nobody asked for. */
  notify(result: Result): void
  /** The target of a check answers for the first time. */
  heard(checkId: string): void
}

/** The instances of the probes that a plan needs, one a kind. `events` given: the continuous ones watch their targets. */
export async function createProbeSet(
  checks: readonly Check[],
  deps: ProbeSetDeps,
  events?: ProbeEvents,
): Promise<ProbeSet> {
  const instances = new Map<string, Probe>()
  const byId = new Map(checks.map((check) => [check.id, check]))
  for (const { kind } of checks) if (!instances.has(kind)) instances.set(kind, createProbe(kind, deps))

  const tell = ({ checkId, status, error, detail, at }: Notice) => {
    const check = byId.get(checkId)
    if (check)
      events?.notify({
        check,
        status,
        error: error ?? '',
        detail,
        at,
        durationMs: 0,
        points: [],
        urgent: true,
      })
  }
  if (events) {
    for (const [kind, probe] of instances) {
      if (!isContinuous(probe)) continue
      const targets = checks.filter((check) => check.kind === kind)
      await probe.watch(
        targets.map(({ id, config }) => ({ checkId: id, config })),
        tell,
        events.heard,
      )
    }
  }
  return {
    run(check, signal) {
      const probe = instances.get(check.kind)!
      const once =
        events && isContinuous(probe) ? probe.read.bind(probe, check.id) : probe.run.bind(probe, check.config)
      return observe(check, once, deps, signal)
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([...instances.values()].map((probe) => probe.close?.()))
    },
  }
}

function createProbe(kind: string, deps: ProbeDeps): Probe {
  if (!Object.hasOwn(registry, kind)) return unknownKind(kind)
  // The plan was validated against the very schema of this kind; the registry's types cannot say so.
  return registry[kind as keyof typeof registry](deps) as Probe
}

/** A newer collector may know kinds that this agent does not: those checks say so, the others work. */
const unknownKind = (kind: string): Probe => ({
  kind,
  async run() {
    throw Object.assign(
      new Error(`this agent does not know checks of kind ${kind}: is it older than its configuration?`),
      { code: 'ENOENT' },
    )
  },
})

const isContinuous = (probe: Probe): probe is ContinuousProbe => 'watch' in probe
