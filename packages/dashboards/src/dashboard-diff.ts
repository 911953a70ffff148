/**
 * What is different between two dashboards, in words, a line each: what an operator wants to know before publishing. Pure.
 */
export function dashboardDiff(before: Dashboard, after: Dashboard): string[] {
  const settings = SETTINGS.filter((key) => !same(before[key], after[key])).map(
    (key) => `~ ${key}: ${short(before[key])} → ${short(after[key])}`,
  )
  return [
    ...settings,
    ...(same(before.links, after.links) ? [] : ['~ links']),
    ...(same(before.annotations?.list, after.annotations?.list) ? [] : ['~ annotations']),
    ...parts('variable', named(before.templating?.list), named(after.templating?.list), variableChanges),
    ...parts('panel', panelsOf(before), panelsOf(after), panelChanges),
  ]
}

/** A dashboard's JSON, ours or as Grafana gives it back, as far as it is looked at. */
export interface Dashboard extends Readonly<Record<string, unknown>> {
  readonly uid?: string
  readonly links?: unknown
  readonly panels?: readonly Part[]
  readonly templating?: { readonly list?: readonly Part[] }
  readonly annotations?: { readonly list?: readonly unknown[] }
}

type Part = Readonly<Record<string, unknown>>

const SETTINGS = ['title', 'description', 'tags', 'time', 'refresh', 'timezone', 'editable'] as const

/** The same whatever the order of keys; what is undefined or null is not there. */
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(ordered(a)) === JSON.stringify(ordered(b))

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (value === null || typeof value !== 'object') return value ?? undefined
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined && part !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, ordered(part)]),
  )
}

function parts(
  what: string,
  before: ReadonlyMap<string, Part>,
  after: ReadonlyMap<string, Part>,
  changes: (before: Part, after: Part) => readonly string[],
): string[] {
  const removed = [...before.keys()].filter((name) => !after.has(name)).map((name) => `- ${what} ${name}`)
  const others = [...after].flatMap(([name, part]) => {
    const known = before.get(name)
    if (!known) return [`+ ${what} ${name}`]
    const found = changes(known, part)
    return found.length > 0 ? [`~ ${what} ${name}: ${found.join(', ')}`] : []
  })
  return [...removed, ...others]
}

const named = (list: readonly Part[] = []): ReadonlyMap<string, Part> =>
  new Map(list.map((part) => [String(part.name), part]))

/** By kind and title, those in folded rows too; the second of a title is told apart by a number. */
function panelsOf({ panels = [] }: Dashboard): ReadonlyMap<string, Part> {
  const found = new Map<string, Part>()
  for (const panel of panels.flatMap((panel) => [panel, ...((panel.panels as Part[] | undefined) ?? [])])) {
    const name = `${panel.title || '(no title)'} (${panel.type})`
    let key = name
    for (let count = 2; found.has(key); count++) key = `${name} ${count}`
    found.set(key, panel)
  }
  return found
}

/** What Grafana sets by itself when somebody looks at a dashboard, or what follows from the rest. */
const NOT_LOOKED_AT = new Set([
  'current',
  'options',
  'definition',
  'id',
  'panels',
  'pluginVersion',
  'targets',
  'type',
  'title',
])

function variableChanges(before: Part, after: Part): string[] {
  return keysOf(before, after).filter((key) => !NOT_LOOKED_AT.has(key) && !same(before[key], after[key]))
}

function panelChanges(before: Part, after: Part): string[] {
  const queries = parts('query', byLetter(before), byLetter(after), (a, b) => (same(a, b) ? [] : ['changed']))
  const others = keysOf(before, after)
    .filter((key) => key === 'options' || !NOT_LOOKED_AT.has(key))
    .filter((key) => !same(before[key], after[key]))
  return [...queries.map((line) => line.replace(/^~ (query \S+): changed$/, '$1')), ...others.map(shown)]
}

const byLetter = ({ targets }: Part): ReadonlyMap<string, Part> =>
  new Map(((targets as Part[] | undefined) ?? []).map((target) => [String(target.refId), target]))

const shown = (key: string): string => (key === 'gridPos' ? 'place' : key)

const keysOf = (a: Part, b: Part): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()

/** So much of a value fits in a line. */
const SHOWN_CHARS = 60

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '–')
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text
}
