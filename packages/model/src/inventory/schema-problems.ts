import type { z } from 'zod'
import { at, type Located, type Path, problemAt } from './located.ts'
import type { Problem } from './problem.ts'
import { knownKeys } from './schema-walk.ts'
import { closest, didYouMean, listed } from './suggestion.ts'

type Issue = z.core.$ZodIssue

/** What the schema has against the document, in our words and with places. `prefix`: where in the document the schema begins. */
export function schemaProblems(
  schema: z.ZodType,
  root: Located,
  found: readonly Issue[],
  prefix: Path = [],
): Problem[] {
  const issues = found.flatMap((issue) => relevant(issue, root, prefix))
  const misspelt = new Set<string>()
  const unknown = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return []
    const path = pathOf(issue, prefix)
    const known = knownKeys(schema, root, path)
    return issue.keys.map((key) => unknownKey(root, [...path, key], { known, misspelt }))
  })
  const others = issues.flatMap((issue) => {
    const path = pathOf(issue, prefix)
    if (issue.code === 'unrecognized_keys' || (misspelt.has(JSON.stringify(path)) && !at(root, path))) return []
    if (issue.code !== 'invalid_key') return [problemAt(root, path, messageOf(issue, at(root, path)))]
    return [problemAt(root, path, issue.issues[0]?.message ?? 'this key is not allowed here', 'key')]
  })
  return [...unknown, ...others]
}

const pathOf = (issue: Issue, prefix: Path): Path => [
  ...prefix,
  ...issue.path.map((step) => (typeof step === 'number' ? step : String(step))),
]

/** Where a map may stand beside other forms, and one stands: what is wrong inside the map. */
function relevant(issue: Issue, root: Located, prefix: Path): Issue[] {
  if (issue.code !== 'invalid_union' || at(root, pathOf(issue, prefix))?.kind !== 'map') return [issue]
  const ofMaps = issue.errors.filter((errors) => errors.length > 0 && !errors.some(isWrongForm))
  const meant = ofMaps.length === 1 || !OURS.test(issue.message) ? likeliest(ofMaps) : undefined
  return meant?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue]
}

/** Of several forms of a map the one that is meant: it knows most of the keys that stand there, and has least against the rest. */
function likeliest(forms: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const strange = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0)
  return forms.toSorted((a, b) => strange(a) - strange(b) || a.length - b.length)[0]
}

const isWrongForm = (issue: Issue): boolean => issue.code === 'invalid_type' && issue.path.length === 0

/** A misspelt key is not reported as missing besides. */
function unknownKey(
  root: Located,
  path: Path,
  { known, misspelt }: { known: readonly string[]; misspelt: Set<string> },
): Problem {
  const key = String(path.at(-1))
  const meant = closest(key, known)
  if (meant !== undefined) misspelt.add(JSON.stringify([...path.slice(0, -1), meant]))
  const hint = didYouMean(key, known) || `; known here: ${listed(known)}`
  return problemAt(root, path, `unknown key${hint}`, 'key')
}

/** Texts of our schema begin so; all others are the library's, but for those of checks of our own (`custom`). */
const OURS = /^(expected|a password|privacy|`need`) /
const isOurs = ({ code, message }: Issue): boolean =>
  OURS.test(message) || (code === 'custom' && message !== 'Invalid input')

function messageOf(issue: Issue, found: Located | undefined): string {
  const ours = isOurs(issue)
  const expected = ours ? issue.message : expectedOf(issue)
  if (!found) return `is missing; ${expected}`
  if (found.kind === 'scalar' && found.value === null) return `has no value; ${expected}`
  if (issue.code === 'invalid_type') {
    const hint = !ours && issue.expected === 'string' && found.kind === 'scalar' ? '; put it in quotes' : ''
    return `${expected}; found ${kindOf(found)}${hint}`
  }
  const options = optionsOf(issue)
  return options && found.kind === 'scalar' ? `${expected}${didYouMean(String(found.value), options)}` : expected
}

function expectedOf(issue: Issue): string {
  const options = optionsOf(issue)
  if (options) return `expected ${options.length > 1 ? 'one of: ' : ''}${options.join(', ')}`
  if (issue.code === 'invalid_type') return `expected ${TYPES[issue.expected] ?? issue.expected}`
  if (issue.code === 'too_small' || issue.code === 'too_big') return bounds(issue)
  return 'expected something else here'
}

function optionsOf(issue: Issue): string[] | undefined {
  if (issue.code === 'invalid_value') return [...new Set(issue.values.map(String))]
  if (issue.code !== 'invalid_union' || !('options' in issue) || !Array.isArray(issue.options)) return undefined
  return [...new Set(issue.options.map(String))]
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  tuple: 'a list',
}

function kindOf(found: Located): string {
  if (found.kind !== 'scalar') return `a ${found.kind}`
  if (typeof found.value === 'number') return Number.isInteger(found.value) ? 'a number' : 'a number with a fraction'
  return typeof found.value === 'string' ? 'a text' : String(found.value)
}

function bounds(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const least = issue.code === 'too_small'
  const limit = least ? issue.minimum : issue.maximum
  if (issue.origin === 'string') {
    return least && limit === 1
      ? 'expected a text that is not empty'
      : `expected ${least ? 'at least' : 'at most'} ${limit} characters`
  }
  if (issue.origin === 'array') return `expected ${least ? 'at least' : 'at most'} ${limit} items`
  if (!issue.inclusive) return `expected a number ${least ? 'above' : 'below'} ${limit}`
  return `expected ${limit} or ${least ? 'more' : 'less'}`
}
