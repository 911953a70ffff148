import type { TopologyNode } from '../topology.ts'
import { builtInRules } from './alert-defaults.ts'
import { fieldRuleSchema } from './alert-schema.ts'
import { merged } from './field-rules.ts'
import { at, type Item, type Located, type Path, plain, problemAt } from './located.ts'
import { boundsOf, fieldsOf, ownMeasurements } from './measurement-catalogue.ts'
import type { Problem } from './problem.ts'
import type { Config, FieldRule } from './schema.ts'
import { nodeSelector } from './selector.ts'
import { selectorProblems } from './selector-problems.ts'
import { closest, didYouMean, rather } from './suggestion.ts'

/** What is wrong with rules on fields, given the things that there are. */
export function fieldRuleProblems(
  root: Located,
  rules: readonly Item[],
  nodes: readonly TopologyNode[],
  config: Config,
): Problem[] {
  return rules.flatMap(({ node, path }) => {
    const parsed = at(node, ['id']) ? fieldRuleSchema.safeParse(plain(node)) : undefined
    if (!parsed?.success) return []
    const built = builtInRules.find(({ id }) => id === parsed.data.id)
    const rule = built ? merged(built, parsed.data) : parsed.data
    const say: Say = (where, message) => problemAt(root, [...path, ...where], message)
    return [
      ...names(rule, say),
      ...(rule.enabled === false ? [] : limits(rule, [], rule, say)),
      ...pace(parsed.data, [], say),
      ...(rule.where ? selectorProblems(rule.where, ['where'], { nodes, config, say }) : []),
      ...exceptions(rule, { nodes, config, say }),
    ]
  })
}

export type Say = (path: Path, message: string) => Problem

/** Measurements and fields of ours by name. Other clients may send any; only what looks like a slip is one. */
function names({ id, measurement, field }: FieldRule, say: Say): Problem[] {
  if (measurement === undefined || field === undefined) {
    const lacks = measurement === undefined ? 'measurement' : 'field'
    const ids = builtInRules.map((rule) => rule.id)
    const hint = didYouMean(id, ids)
    return [say([lacks], `is missing; expected a text, for no built-in rule has the id \`${id}\`${hint}`)]
  }
  const meant = ownMeasurements.includes(measurement) ? undefined : closest(measurement, ownMeasurements)
  if (meant !== undefined)
    return [say(['measurement'], `nothing gives a measurement \`${measurement}\`; did you mean \`${meant}\`?`)]
  const known = fieldsOf(measurement)
  if (!known || known.includes(field)) return []
  return [say(['field'], `\`${measurement}\` has no field \`${field}\`${rather(field, known)}`)]
}

type Limits = Pick<FieldRule, 'above' | 'below' | 'equals' | 'clear' | 'deviation'>

function limits(
  { above, below, equals, clear, deviation }: Limits,
  path: Path,
  { field = '', rate }: FieldRule,
  say: Say,
): Problem[] {
  const bounds = [above, below].filter((limit) => limit !== undefined)
  if (bounds.length === 0 && equals === undefined && !deviation)
    return [say(path, 'is never bad: add `above`, `below`, `equals` or `deviation`')]
  if (equals !== undefined && (bounds.length > 0 || deviation))
    return [say([...path, 'equals'], 'cannot stand beside `above`, `below` or `deviation`; make two rules of it')]
  if (deviation && bounds.length > 0)
    return [say([...path, 'deviation'], 'cannot stand beside `above` or `below`; make two rules of it')]
  if (clear !== undefined && bounds.length === 0)
    return [say([...path, 'clear'], 'has nothing to be the other side of: it belongs to `above` or `below`')]
  if (above !== undefined && below !== undefined && below > above)
    return [say([...path, 'below'], `is always bad: expected ${above} or less, which is \`above\``)]
  if (clear !== undefined && above !== undefined && clear > above)
    return [
      say([...path, 'clear'], `expected ${above} or less: it is good again below that, once it was above \`above\``),
    ]
  if (clear !== undefined && below !== undefined && clear < below)
    return [
      say([...path, 'clear'], `expected ${below} or more: it is good again above that, once it was below \`below\``),
    ]
  return impossible({ above, below, equals }, path, { field, rate }, say)
}

/** Limits that no value of the field can pass. */
function impossible(
  { above, below, equals }: Pick<Limits, 'above' | 'below' | 'equals'>,
  path: Path,
  { field, rate }: { readonly field: string; readonly rate: FieldRule['rate'] },
  say: Say,
): Problem[] {
  const { least, most } = rate ? { least: 0 } : boundsOf(field)
  const what = rate ? 'a counter' : `\`${field}\``
  if (above !== undefined && most !== undefined && above >= most)
    return [say([...path, 'above'], `can never be: ${what} is never more than ${most}; expected less`)]
  if (equals !== undefined && least !== undefined && typeof equals !== 'number')
    return [say([...path, 'equals'], `can never be: ${what} is a number; expected one`)]
  if (typeof equals === 'number' && (equals < (least ?? equals) || equals > (most ?? equals)))
    return [
      say(
        [...path, 'equals'],
        `can never be: ${what} is ${most === undefined ? `never less than ${least}` : `from ${least} to ${most}`}`,
      ),
    ]
  if (below !== undefined && least !== undefined && below <= least)
    return [
      say(
        [...path, 'below'],
        `can never be: ${what}${rate ? ' never falls' : ` is never less than ${least}`}; expected more`,
      ),
    ]
  return []
}

function pace(given: Pick<FieldRule, 'for' | 'need' | 'of'>, path: Path, say: Say): Problem[] {
  if (given.for === undefined || (given.need === undefined && given.of === undefined)) return []
  return [say([...path, 'for'], 'cannot stand beside `need` and `of`: it is bad without a break for that long')]
}

function exceptions(
  rule: FieldRule,
  { nodes, config, say }: { readonly nodes: readonly TopologyNode[]; readonly config: Config; readonly say: Say },
): Problem[] {
  const about = nodes.filter(nodeSelector(rule.where))
  const taken = new Set<string>()
  return rule.exceptions.flatMap((exception, index) => {
    const path = ['exceptions', index]
    const own = selectorProblems(exception.where, [...path, 'where'], { nodes, config, say })
    if (own.length > 0) return own
    const matched = about.filter(nodeSelector(exception.where))
    if (matched.length === 0) return [say([...path, 'where'], 'is about nothing that the rule is about')]
    if (matched.every(({ id }) => taken.has(id)))
      return [say([...path, 'where'], 'can never apply: exceptions before it are about all of this')]
    if (!exception.where.tags) for (const { id } of matched) taken.add(id)
    const said = [exception.above, exception.below, exception.equals, exception.clear].some(
      (value) => value !== undefined,
    )
    const own2 = [exception.above, exception.below, exception.equals].some((value) => value !== undefined)
    const whole = own2 ? exception : { ...rule, clear: exception.clear }
    return [
      ...(said ? limits({ ...whole, deviation: own2 ? undefined : rule.deviation }, path, rule, say) : []),
      ...pace(exception, path, say),
    ]
  })
}
