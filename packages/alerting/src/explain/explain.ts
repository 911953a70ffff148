import { type Check, globMatcher, type Topology } from '@vonggac/model'
import { type Config, isFieldRule, type OnCall, rulesOf, topologyOf } from '@vonggac/model/inventory'
import { coversCheck } from '../check-glob.ts'
import type { Severity } from '../contract.ts'
import { ruleFinder } from '../rule.ts'
import { defaultTiming } from '../timing.ts'
import type { ExplainedRule, Explanation, Quiet, Reached } from './explanation.ts'
import { fieldsFor } from './fields-for.ts'
import { toldOf } from './told-of.ts'

/** What explaining is made from: the configuration, and what people have entered beside it. */
export interface ExplainInput {
  readonly config: Config
  /** All of them, as expanded from the configuration. */
  readonly checks: readonly Check[]
  readonly onCall: OnCall
  /** Maintenance and silences that are known; of these the ones in force are looked out. */
  readonly maintenance: readonly Quiet[]
  readonly silences: readonly Quiet[]
}

/** How bad things can be, the worst first. */
const SEVERITIES: readonly Severity[] = ['critical', 'warning']

/** How alerting deals with a check at a moment (Unix ms); `undefined`: there is no such check. Pure. */
export function explain(id: string, input: ExplainInput, at: number): Explanation | undefined {
  const { config, checks, onCall } = input
  const check = checks.find((one) => one.id === id)
  if (!check) return undefined
  const topology = topologyOf(config)
  const { kind, target, vantage, node, intervalMs, context = false } = check
  const inForce = (windows: readonly Quiet[]) =>
    windows
      .filter(({ from, to, match }) => from <= at && at < to && match.some((glob) => coversCheck(glob)(check)))
      .map(({ id: name, from, to, match }) => ({ id: name, from, to, match }))
  return {
    at,
    check: { id, kind, target, agent: vantage, node, interval_ms: intervalMs, context },
    rule: ruleOf(check, config),
    fields: fieldsFor(check, config, topology),
    way: wayOf(node, topology),
    told: SEVERITIES.map((severity) => toldOf({ node, severity }, { oncall: config.oncall, onCall, at })),
    maintenance: inForce(input.maintenance),
    silences: inForce(input.silences),
  }
}

function ruleOf(check: Check, config: Config): ExplainedRule {
  const rules = rulesOf(config.alerts.rules)
  const { severity, need, of, clear, holdMs } = ruleFinder(rules, defaultTiming)(check)
  const [first, ...others] = rules.flatMap((rule) =>
    !isFieldRule(rule) && globMatcher(rule.match)(check.id) ? [rule.match] : [],
  )
  return { match: first ?? null, severity: severity ?? null, need, of, clear, hold_ms: holdMs, passed_over: others }
}

/** The thing, what it is reached through, what that is reached through, and so on; each once. */
function wayOf(node: string, { nodes }: Topology): Reached[] {
  const byId = new Map(nodes.map((one) => [one.id, one]))
  const way = new Map<string, Reached>()
  const left = [node]
  for (let id = left.shift(); id !== undefined; id = left.shift()) {
    const found = byId.get(id)
    if (!found || way.has(id)) continue
    way.set(id, { node: id, kind: found.kind, name: found.name, through: found.parents })
    left.push(...found.parents)
  }
  return [...way.values()]
}
