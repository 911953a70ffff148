import type { Tags } from '@vonggac/model'
import { isFieldRule, nodeSelector, type Rule, tagSelector, type WatchedField } from '@vonggac/model/inventory'
import type { Severity } from '../contract.ts'
import { type EngineNode, isOfInventory } from '../record.ts'
import type { CheckRule } from '../rule.ts'
import type { Timing } from '../timing.ts'
import { type Limits, limitsOf } from './limit.ts'

/** A rule on a field, as it is for one thing. */
export interface FieldWatch {
  readonly rule: WatchedField
  readonly limits: Limits
  readonly forMs: number
  readonly believe: CheckRule
}

/** A rule on a field, compiled: what it is for a thing and its tags; `undefined` where it is not about them. */
export interface CompiledField {
  readonly rule: WatchedField
  for(node: EngineNode, tags: Tags): FieldWatch | undefined
}

/** Bad values that are needed where a rule does not say how many. */
const NEED = 2
const OF = 3

/** The rules on fields by the measurement that they are about. */
export function fieldRulesByMeasurement(rules: readonly Rule[], timing: Timing): Map<string, CompiledField[]> {
  const complete = rules.filter(
    (rule): rule is WatchedField => isFieldRule(rule) && rule.measurement !== undefined && rule.field !== undefined,
  )
  return Map.groupBy(
    complete.map((rule) => compiled(rule, timing)),
    ({ rule }) => rule.measurement,
  )
}

function compiled(rule: WatchedField, timing: Timing): CompiledField {
  const matches = matcher(rule.where)
  const exceptions = rule.exceptions.map((exception) => ({
    matches: matcher(exception.where),
    enabled: exception.enabled ?? true,
    watch: watchOf(rule, exception, timing),
  }))
  const usual = watchOf(rule, {}, timing)
  return {
    rule,
    for(node, tags) {
      if (!matches(node, tags)) return undefined
      const exception = exceptions.find((one) => one.matches(node, tags))
      if (exception) return exception.enabled ? exception.watch : undefined
      return rule.enabled === false ? undefined : usual
    },
  }
}

function matcher(where: WatchedField['where']): (node: EngineNode, tags: Tags) => boolean {
  const [nodes, series] = [nodeSelector(where), tagSelector(where)]
  return (node, tags) => isOfInventory(node) && nodes(node) && series(tags)
}

type Exception = Partial<WatchedField['exceptions'][number]>

/** What a rule is for a thing that an exception of it is about. */
export function watchOf(rule: WatchedField, exception: Exception, timing: Timing): FieldWatch {
  const paced = [exception.for, exception.need, exception.of].some((value) => value !== undefined)
  const pace = paced ? exception : rule
  const forMs = pace.for ?? 0
  const need = pace.need ?? (forMs > 0 ? 1 : NEED)
  const severity: Severity = exception.severity ?? rule.severity ?? 'warning'
  const of = Math.max(need, pace.of ?? (forMs > 0 || pace.need !== undefined ? need : OF))
  const { clear, clearHoldMs: holdMs, steadyMs, warnHoldMs } = timing
  return {
    rule,
    limits: limitsOf(rule, exception),
    forMs,
    believe: { severity, need, of, clear, holdMs, steadyMs, warnHoldMs },
  }
}
