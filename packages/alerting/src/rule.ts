import { type Check, globMatcher } from '@vonggac/model'
import { isFieldRule, type Rule, type StatusRule } from '@vonggac/model/inventory'
import type { Severity } from './contract.ts'
import type { Timing } from './timing.ts'

/** What it takes to believe a check: the first rule of the configuration that matches it, over the defaults. */
export interface CheckRule {
  /** Of a failure; `undefined`: critical, or what the topology says (a link with a working sister is a warning). */
  readonly severity: Severity | undefined
  /** `need` failures among the last `of` results. */
  readonly need: number
  readonly of: number
  readonly clear: number
  readonly holdMs: number
  /** The hold after which what is behind it is judged again. */
  readonly steadyMs: number
  readonly warnHoldMs: number
}

/** Warnings are believed when three of the last five results warn or fail. */
export const WARN_NEED = 3
export const WARN_OF = 5

/** Compiles the rules once; the returned function gives the rule of a check. */
export function ruleFinder(rules: readonly Rule[], timing: Timing): (check: Check) => CheckRule {
  const compiled = rules
    .filter((rule): rule is StatusRule => !isFieldRule(rule))
    .map((rule) => ({ rule, matches: globMatcher(rule.match) }))
  return (check) => {
    const rule = compiled.find(({ matches }) => matches(check.id))?.rule
    const continuous = check.kind === 'icmp'
    // Of what is run once a day the next result comes a day too late to be waited for.
    const single = check.schedule?.at !== undefined
    const need = rule?.need ?? (continuous || single ? 1 : 2)
    const holdMs = rule?.hold ?? (continuous ? timing.pingClearHoldMs : timing.clearHoldMs)
    return {
      severity: rule?.severity,
      need,
      of: Math.max(need, rule?.of ?? (rule?.need === undefined ? (continuous || single ? 1 : 3) : need)),
      clear: rule?.clear ?? (single ? 1 : timing.clear),
      holdMs,
      steadyMs: Math.min(holdMs, timing.steadyMs),
      warnHoldMs: Math.max(timing.warnHoldMs, rule?.hold ?? 0),
    }
  }
}
