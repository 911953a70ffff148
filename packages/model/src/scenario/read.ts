import type { z } from 'zod'
import { itemsAt, type Located, lineAndColumn, plain, problemAt, textAt } from '../inventory/located.ts'
import { byPlace, type Problem } from '../inventory/problem.ts'
import { schemaProblems } from '../inventory/schema-problems.ts'
import { didYouMean, listed } from '../inventory/suggestion.ts'
import { parseYamlDocuments } from '../inventory/yaml-file.ts'
import { type Deed, deedAliases, deedSchemas, type Script, scriptSchema } from './event-schema.ts'
import {
  type CauseExpectation,
  causeSchema,
  type NotificationExpectation,
  notificationSchema,
  type StateExpectation,
  stateSchema,
} from './expectation-schema.ts'
import { type ScenarioShape, scenarioSchema } from './scenario-schema.ts'

/** Where something stands: `file:line`. */
export interface Place {
  readonly file: string
  readonly line: number
}

export type ScenarioEvent =
  | { readonly kind: 'script'; readonly place: Place; readonly script: Script }
  | { readonly kind: 'deed'; readonly place: Place; readonly deed: Deed }

export type Expectation =
  | { readonly kind: 'notification'; readonly place: Place; readonly wanted: NotificationExpectation }
  | { readonly kind: 'state'; readonly place: Place; readonly wanted: StateExpectation }
  | { readonly kind: 'cause'; readonly place: Place; readonly wanted: CauseExpectation }

/** A scenario as it is written, without its configuration. */
export interface WrittenScenario extends Omit<ScenarioShape, 'events' | 'expect' | 'config' | 'name'> {
  readonly name: string
  readonly place: Place
  /** The document or list item that it is. */
  readonly root: Located
  readonly events: readonly ScenarioEvent[]
  readonly expect: readonly Expectation[]
}

/** What a file holds, and everything that is wrong with it. */
export interface ReadScenarios {
  readonly scenarios: WrittenScenario[]
  readonly problems: Problem[]
}

/** Reads a file of scenarios: one, or several as documents (`---`) or as a list. Never throws. */
export function readScenarios(file: string, text: string): ReadScenarios {
  const { roots, problems } = parseYamlDocuments(file, text)
  const found = [...problems]
  const items = roots.flatMap((root) => (root.kind === 'list' ? root.items : [root]))
  if (items.length === 0 && found.length === 0)
    found.push({
      file,
      line: 1,
      col: 1,
      path: '',
      message: 'there is nothing in here; a scenario has `events:` and `expect:`',
    })
  const scenarios = items.flatMap((root, index) => {
    const read = readScenario(root, items.length > 1 ? `${file} (${index + 1})` : file)
    found.push(...read.problems)
    return read.scenario ? [read.scenario] : []
  })
  return { scenarios, problems: found.sort(byPlace) }
}

function readScenario(root: Located, name: string): { scenario?: WrittenScenario; problems: Problem[] } {
  if (root.kind !== 'map')
    return {
      problems: [
        { ...lineAndColumn(root), path: '', message: 'expected a scenario: keys such as `events:` and `expect:`' },
      ],
    }
  const parsed = scenarioSchema.safeParse(plain(root))
  const problems = parsed.success ? [] : schemaProblems(scenarioSchema, root, parsed.error.issues)
  const events = readItems(root, 'events', readEvent)
  const expect = readItems(root, 'expect', readExpectation)
  const all = [...problems, ...events.problems, ...expect.problems]
  if (!parsed.success || all.length > 0) return { problems: all }
  const { config: _config, ...shape } = parsed.data
  const scenario = {
    ...shape,
    name: parsed.data.name ?? name,
    place: placeOf(root),
    root,
    events: events.items,
    expect: expect.items,
  }
  return { scenario, problems: [] }
}

interface Item<T> {
  readonly item?: T
  readonly problems: Problem[]
}

/** The items of a list, each read by itself; what is wrong with them as problems of the whole. */
function readItems<T>(root: Located, key: string, read: (node: Located) => Item<T>) {
  const items: T[] = []
  const problems: Problem[] = []
  for (const { node, path } of itemsAt(root, key)) {
    const { item, problems: wrong } = read(node)
    if (item !== undefined) items.push(item)
    const prefix = `${key}[${path.at(-1)}]`
    for (const problem of wrong)
      problems.push({ ...problem, path: problem.path ? `${prefix}.${problem.path}` : prefix })
  }
  return { items, problems }
}

function readEvent(node: Located): Item<ScenarioEvent> {
  const place = placeOf(node)
  if (node.kind !== 'map' || !node.entries.has('do')) {
    const { value, problems } = parse(scriptSchema, node)
    return { ...(value && { item: { kind: 'script', place, script: value } }), problems }
  }
  const word = textAt(node, 'do') ?? ''
  const known = Object.hasOwn(deedAliases, word) ? deedAliases[word]! : word
  if (!Object.hasOwn(deedSchemas, known)) {
    const words = Object.keys(deedSchemas)
    const hint = didYouMean(word, words) || `; known are: ${listed(words)}`
    return { problems: [problemAt(node, ['do'], `nothing of this name can be done${hint}`)] }
  }
  const schema: z.ZodType<Deed> = deedSchemas[known as keyof typeof deedSchemas]
  const { value, problems } = parse(schema, node, { do: known })
  return { ...(value && { item: { kind: 'deed', place, deed: value } }), problems }
}

function readExpectation(node: Located): Item<Expectation> {
  const place = placeOf(node)
  if (node.kind === 'map' && (node.entries.has('state') || node.entries.has('incidents'))) {
    const { value, problems } = parse(stateSchema, node)
    return { ...(value && { item: { kind: 'state', place, wanted: value } }), problems }
  }
  if (node.kind === 'map' && node.entries.has('of')) {
    const { value, problems } = parse(causeSchema, node)
    return { ...(value && { item: { kind: 'cause', place, wanted: value } }), problems }
  }
  const { value, problems } = parse(notificationSchema, node)
  return { ...(value && { item: { kind: 'notification', place, wanted: value } }), problems }
}

function parse<T>(schema: z.ZodType<T>, node: Located, more: object = {}): { value?: T; problems: Problem[] } {
  const value = plain(node)
  const parsed = schema.safeParse(typeof value === 'object' && !Array.isArray(value) ? { ...value, ...more } : value)
  if (parsed.success) return { value: parsed.data, problems: [] }
  return { problems: schemaProblems(schema, node, parsed.error.issues) }
}

function placeOf(node: Located): Place {
  const { file, line } = lineAndColumn(node)
  return { file, line }
}
