import type { z } from 'zod'
import type { Check } from '../check.ts'
import { globMatcher } from '../glob.ts'
import type { Schedule } from '../schedule.ts'
import { checkKinds, type ProbeKind } from './kinds/index.ts'
import type { Tuning } from './schema.ts'

/** The checks as tuned: entry after entry, so that the later wins. An option is set where the kind of check has it. */
export function tune(
  checks: readonly Check[],
  tunings: readonly Tuning[],
  scheduleOf: ScheduleOf = () => undefined,
): Check[] {
  let tuned = [...checks]
  for (const tuning of tunings) {
    const matches = globMatcher(tuning.match)
    tuned = tuned.flatMap((check) => (matches(check.id) ? tunedCheck(check, tuning, scheduleOf) : [check]))
  }
  return tuned
}

/** The schedule of an id for a check of a site. */
type ScheduleOf = (id: string, site: string | undefined) => Schedule | undefined

function tunedCheck(
  check: Check,
  { enabled, interval, timeout, set, schedule: id }: Tuning,
  scheduleOf: ScheduleOf,
): Check[] {
  if (enabled === false) return []
  const intervalMs = interval ?? check.intervalMs
  const options = settable(check.kind)
  const tuned = Object.fromEntries(Object.entries(set ?? {}).filter(([key]) => Object.hasOwn(options, key)))
  const config = { ...check.config, ...tuned }
  const leastMs = checkKinds[check.kind as ProbeKind].leastTimeoutMs?.(config) ?? 0
  // What an agent says of itself is how we know that it lives.
  const schedule = id === undefined || check.kind === 'self' ? undefined : scheduleOf(id, check.tags.site)
  return [
    {
      ...check,
      ...(schedule && { schedule }),
      intervalMs,
      timeoutMs: Math.min(timeout ?? Math.max(check.timeoutMs, leastMs), intervalMs),
      config,
    },
  ]
}

/** The options of a kind of check that a tuning may set, each with its schema. */
export function settable(kind: string): Record<string, z.ZodType> {
  const { config, fixed } = checkKinds[kind as ProbeKind]
  const options = Object.entries(config.shape as Record<string, z.ZodType>)
  return Object.fromEntries(options.filter(([key]) => !fixed.includes(key)))
}
