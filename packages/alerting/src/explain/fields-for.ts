import { type Check, formatDuration, type Topology, type TopologyNode } from '@vonggac/model'
import { builtInRules, type Config, fieldRulesOf, nodeSelector, type WatchedField } from '@vonggac/model/inventory'
import type { ExplainedField } from './explanation.ts'

/** Measurements that only one kind of check gives: rules on them say nothing of others. */
const GIVEN_BY: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['cpu', 'mem', 'swap', 'disk', 'diskio', 'net', 'system', 'processes'].map((one) => [one, 'host']),
  ),
  ...Object.fromEntries(['interface', 'ups', 'device_cpu', 'device_memory', 'sensor'].map((one) => [one, 'snmp'])),
  ping: 'icmp',
  agent: 'self',
}

/** The rules on fields that apply to the thing of a check, of measurements that the check may give. */
export function fieldsFor(check: Check, { alerts }: Config, { nodes }: Topology): ExplainedField[] {
  const node = nodes.find(({ id }) => id === check.node)
  if (!node) return []
  return fieldRulesOf(alerts.rules)
    .filter(({ measurement }) => (GIVEN_BY[measurement] ?? check.kind) === check.kind)
    .filter(({ where }) => nodeSelector(where)(node))
    .map((rule) => fieldOf(rule, node))
}

function fieldOf(rule: WatchedField, node: TopologyNode): ExplainedField {
  const { id, measurement, field, where, exceptions } = rule
  const index = exceptions.findIndex((one) => nodeSelector(one.where)(node))
  const exception = exceptions[index]
  const limited = [exception?.above, exception?.below, exception?.equals].some((limit) => limit !== undefined)
  const whole = limited && exception ? { ...exception, rate: rule.rate } : rule
  const paced = [exception?.for, exception?.need, exception?.of].some((value) => value !== undefined)
  return {
    id,
    measurement,
    field,
    built_in: builtInRules.some((built) => built.id === id),
    bad: [
      limitText({ ...whole, clear: exception?.clear ?? whole.clear }),
      paceText(paced && exception ? exception : rule),
    ]
      .filter((part) => part !== '')
      .join(', '),
    severity: exception?.severity ?? rule.severity ?? 'warning',
    exception: exception ? index + 1 : null,
    tags: { ...where?.tags, ...exception?.where.tags },
    enabled: exception ? (exception.enabled ?? true) : rule.enabled !== false,
  }
}

type Limit = Pick<WatchedField, 'above' | 'below' | 'equals' | 'clear' | 'deviation' | 'rate'>

/** `above 98, until 95`. */
function limitText({ above, below, equals, clear, deviation, rate }: Limit): string {
  const limits = [
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
    ...(equals === undefined ? [] : [`is ${JSON.stringify(equals)}`]),
    ...(deviation ? [`more than ${deviation.over} times the usual spread away`] : []),
  ]
  return `${limits.join(' or ')}${rate ? ` a ${rate}` : ''}${clear === undefined ? '' : `, until ${clear}`}`
}

const paceText = ({ for: lasting, need, of }: Pick<WatchedField, 'for' | 'need' | 'of'>): string =>
  lasting !== undefined ? `for ${formatDuration(lasting)}` : need !== undefined ? `${need} of ${of ?? need}` : ''
