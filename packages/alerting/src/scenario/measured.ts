import type { Check, FieldValue } from '@vonggac/model'
import { fieldsOf, isFieldRule, type Rule } from '@vonggac/model/inventory'
import type { Outcome, WrittenField } from '@vonggac/model/scenario'
import type { Sample } from '../contract.ts'
import { measuredBy } from '../measured-by.ts'

/** Where a field of a check belongs: to what a rule names with it, the first that is written, else to what is known to have it. */
function measurementOf(kind: string, field: string, rules: readonly Rule[]): string {
  const own = measuredBy(kind)
  const rule = rules.find((one) => isFieldRule(one) && one.field === field && own.includes(one.measurement ?? ''))
  const named = rule && isFieldRule(rule) ? rule.measurement : undefined
  return named ?? own.find((measurement) => fieldsOf(measurement)?.includes(field)) ?? own[0]!
}

/** The points of one run, as its agent would tag them. */
export function samplesOf(
  check: Check,
  { fields = {}, points = [] }: Pick<Outcome, 'fields' | 'points'>,
  { at, rules }: { readonly at: number; readonly rules: readonly Rule[] },
): Sample[] {
  const tags = { ...check.tags, agent: check.vantage }
  const own = Map.groupBy(Object.entries(fields), ([field]) => measurementOf(check.kind, field, rules))
  const all = [...own].map(([measurement, entries]) => ({ measurement, tags: {}, fields: Object.fromEntries(entries) }))
  return [...all, ...points].map((point) => ({
    measurement: point.measurement,
    tags: { ...tags, ...point.tags },
    fields: plain(point.fields),
    timestamp: at,
  }))
}

/** Counters have their value by now: see `valuedAt`. */
const plain = (fields: Readonly<Record<string, WrittenField>>): Record<string, FieldValue> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => (isRising(value) ? [] : [[field, value] as const])),
  )

const isRising = (value: WrittenField): value is Extract<WrittenField, object> => typeof value === 'object'

/** An outcome with the values that its counters have so long after the event began. */
export function valuedAt(outcome: Outcome, sinceMs: number): Outcome {
  const { fields, points } = outcome
  if (!fields && !points) return outcome
  const valued = (written: Readonly<Record<string, WrittenField>>) =>
    Object.fromEntries(
      Object.entries(written).map(([field, value]) => [
        field,
        isRising(value) ? value.from + (value.rise * sinceMs) / 1_000 : value,
      ]),
    )
  return {
    ...outcome,
    ...(fields && { fields: valued(fields) }),
    ...(points && { points: points.map((point) => ({ ...point, fields: valued(point.fields) })) }),
  }
}
