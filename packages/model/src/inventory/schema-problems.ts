import type { z } from 'zod'
import { at, type Located, type Path, problemAt } from './located.ts'
import type { Problem } from './problem.ts'
import { knownKeys } from './schema-walk.ts'
import { didYouMean, listed } from './suggestion.ts'

/** What the schema has against the document, in our words and with places. */
export function schemaProblems(
  schema: z.ZodType,
  root: Located,
  issues: readonly z.core.$ZodIssue[],
  prefix: Path = [],
): Problem[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))]
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(schema, root, path, key))
    if (issue.code === 'invalid_key')
      return [problemAt(root, path, issue.issues[0]?.message ?? 'this key is not allowed here', 'key')]
    return [problemAt(root, path, messageOf(issue, root, path))]
  })
}

function unknownKey(schema: z.ZodType, root: Located, path: Path, key: string): Problem {
  const known = knownKeys(schema, root, path)
  const hint = didYouMean(key, known) || `; known here: ${listed(known)}`
  return problemAt(root, [...path, key], `unknown key${hint}`, 'key')
}

/** Texts of the schema itself begin so; all others are the library's. */
const OURS = /^(expected|a password|privacy|a secret)/

function messageOf(issue: z.core.$ZodIssue, root: Located, path: Path): string {
  const found = at(root, path)
  const missing = !found || (found.kind === 'scalar' && found.value === null)
  const ours = OURS.test(issue.message)
  if (missing) return ours ? `is missing; ${issue.message}` : `is missing${wanted(issue)}`
  if (ours) return issue.code === 'invalid_type' ? `${issue.message}; found ${kindOf(found)}` : issue.message
  switch (issue.code) {
    case 'invalid_value':
      return oneOf(issue.values.map(String), found)
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? oneOf(issue.options.map(String), found)
        : 'this is none of the forms that may stand here'
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? issue.expected}; found ${kindOf(found)}${quotesHint(issue.expected, found)}`
    case 'too_small':
    case 'too_big':
      return bounds(issue)
    default:
      return 'this value is not allowed here'
  }
}

const wanted = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_type') return `; expected ${TYPES[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value') return `; expected one of: ${[...new Set(issue.values.map(String))].join(', ')}`
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return `; expected one of: ${[...new Set(issue.options.map(String))].join(', ')}`
  return ''
}

function oneOf(values: readonly string[], found: Located): string {
  const names = [...new Set(values)]
  const text = found.kind === 'scalar' ? String(found.value) : ''
  return `expected ${names.length > 1 ? 'one of: ' : ''}${names.join(', ')}${didYouMean(text, names)}`
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

const quotesHint = (expected: string, found: Located): string =>
  expected === 'string' && found.kind === 'scalar' ? '; put it in quotes' : ''

function bounds(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const least = issue.code === 'too_small'
  const limit = least ? issue.minimum : issue.maximum
  if (issue.origin === 'string')
    return least && limit === 1
      ? 'expected a text that is not empty'
      : `expected ${least ? 'at least' : 'at most'} ${limit} characters`
  if (issue.origin === 'array') return `expected ${least ? 'at least' : 'at most'} ${limit} items`
  const edge = issue.inclusive ? (least ? 'or more' : 'or less') : ''
  return edge ? `expected ${limit} ${edge}` : `expected a number ${least ? 'above' : 'below'} ${limit}`
}
