import { globMatcher } from '@vonggac/model'
import type { Incident, Severity } from '../contract.ts'
import type { PagingConfig } from './pager-contract.ts'

/** An escalation, ready to be asked. Times in ms. */
export interface Policy {
  readonly id: string
  readonly levels: readonly Level[]
  readonly fallback: number
  readonly repeat: number
  readonly repeatAfter: number
  matches(incident: Pick<Incident, 'node' | 'severity'>): boolean
}

export interface Level {
  /** How long after the level before it; 0 for the first that comes at once. */
  readonly wait: number
  readonly notify: readonly string[]
  readonly channels: readonly string[]
}

/** Delay of a level that says none, after the one before it. */
const NEXT_LEVEL_MS = 600_000

export function policiesOf({ escalations }: PagingConfig): Policy[] {
  return escalations.map(({ id, match, severity, levels, fallback, repeat, repeatAfter }) => {
    const globs = match.map(globMatcher)
    const isMeant = (wanted: Severity) => severity === undefined || severity === wanted
    let last = 0
    return {
      id,
      fallback,
      repeat,
      repeatAfter,
      levels: levels.map(({ after, notify, channels }, index) => {
        const at = after ?? (index === 0 ? 0 : last + NEXT_LEVEL_MS)
        const wait = Math.max(0, at - last)
        last = at
        return { wait, notify, channels }
      }),
      matches: (incident) => isMeant(incident.severity) && globs.some((matches) => matches(incident.node)),
    }
  })
}
