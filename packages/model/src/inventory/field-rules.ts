import { builtInRules } from './alert-defaults.ts'
import type { FieldRule, Rule, StatusRule } from './schema.ts'

/** A rule on a field with everything that it needs. */
export type WatchedField = FieldRule & { readonly measurement: string; readonly field: string }

/** Whether a rule is about a field of a measurement, and not about a check's status. */
export const isFieldRule = (rule: Rule): rule is FieldRule => 'id' in rule

/** Everything that alerts follow from: the rules on statuses as they stand, then those on fields with what is built in. */
export function rulesOf(rules: readonly Rule[]): Rule[] {
  return [...rules.filter((rule): rule is StatusRule => !isFieldRule(rule)), ...fieldRulesOf(rules)]
}

/**
 * The rules on fields: what is built in, changed by rules of the same id, then all others. What is not enabled anywhere,
 * and what names no field, is left out.
 */
export function fieldRulesOf(rules: readonly Rule[]): WatchedField[] {
  const own = rules.filter(isFieldRule)
  const changed = builtInRules.map((built) =>
    merged(
      built,
      own.find(({ id }) => id === built.id),
    ),
  )
  const others = own.filter(({ id }) => !builtInRules.some((built) => built.id === id))
  return [...changed, ...others].filter((rule): rule is WatchedField => isComplete(rule) && isOn(rule))
}

const isComplete = ({ measurement, field }: FieldRule) => measurement !== undefined && field !== undefined

const isOn = ({ enabled, exceptions }: FieldRule) =>
  enabled !== false || exceptions.some((exception) => exception.enabled === true)

/** Says what is bad anew as a whole: a limit of its own takes the place of all limits that are built in. */
export function merged(built: FieldRule, own: FieldRule | undefined): FieldRule {
  if (!own) return built
  const { above, below, equals, clear, deviation, need, of, for: lasting, ...rest } = built
  const limits = saysLimit(own) ? {} : withoutNothing({ above, below, equals, clear, deviation })
  const pace = saysPace(own) ? {} : withoutNothing({ need, of, for: lasting })
  return { ...rest, ...limits, ...pace, ...withoutNothing(own) } as FieldRule
}

const saysLimit = ({ above, below, equals, deviation }: FieldRule) =>
  [above, below, equals, deviation].some((value) => value !== undefined)

const saysPace = ({ need, of, for: lasting }: FieldRule) => [need, of, lasting].some((value) => value !== undefined)

const withoutNothing = <T extends object>(given: T): Partial<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>
