import { type Check, formatDuration, type Topology, type TopologyNode } from '@vonggac/model'
import { builtInRules, type Config, fieldRulesOf, nodeSelector, type WatchedField } from '@vonggac/model/inventory'
import { mayMeasure } from '../measured-by.ts'
import { type FieldWatch, watchOf } from '../rules/watched-field.ts'
import { defaultTiming } from '../timing.ts'
import type { ExplainedField } from './explanation.ts'

/** The rules on fields that apply to the thing of a check, of measurements that the check may give. */
export function fieldsFor(check: Check, { alerts }: Config, { nodes }: Topology): ExplainedField[] {
  const node = nodes.find(({ id }) => id === check.node)
  if (!node) return []
  return fieldRulesOf(alerts.rules)
    .filter(({ measurement }) => mayMeasure(check.kind, measurement))
    .filter(({ where }) => nodeSelector(where)(node))
    .map((rule) => fieldOf(rule, node))
}

function fieldOf(rule: WatchedField, node: TopologyNode): ExplainedField {
  const { id, measurement, field, where, exceptions } = rule
  const index = exceptions.findIndex((one) => nodeSelector(one.where)(node))
  const exception = exceptions[index]
  const watch = watchOf(rule, exception ?? {}, defaultTiming)
  return {
    id,
    measurement,
    field,
    built_in: builtInRules.some((built) => built.id === id),
    bad: [limitText(watch), ...paceTexts(watch)].join(', '),
    severity: watch.believe.severity ?? 'warning',
    exception: exception ? index + 1 : null,
    tags: { ...where?.tags, ...exception?.where.tags },
    enabled: exception ? (exception.enabled ?? true) : rule.enabled !== false,
  }
}

/** `above 98, until 95`. */
function limitText({ limits: { above, below, equals, clear }, rule: { deviation, rate } }: FieldWatch): string {
  const limits = [
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
    ...(equals === undefined ? [] : [`is ${JSON.stringify(equals)}`]),
    ...(deviation ? [`more than ${deviation.over} times the usual spread away`] : []),
  ]
  return `${limits.join(' or ')}${rate ? ` a ${rate}` : ''}${clear === undefined ? '' : `, until ${clear}`}`
}

/** For how long, or how often, it has to be so. */
function paceTexts({ forMs, believe: { need, of } }: FieldWatch): string[] {
  return [...(forMs > 0 ? [`for ${formatDuration(forMs)}`] : []), ...(of > 1 ? [`${need} of ${of}`] : [])]
}
