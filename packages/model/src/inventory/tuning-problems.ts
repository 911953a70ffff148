import type { Check } from '../check.ts'
import { globMatcher } from '../glob.ts'
import { itemsAt, type Located, type Path, plain, problemAt } from './located.ts'
import type { Problem } from './problem.ts'
import { type Tuning, tuningSchema } from './schema.ts'
import { schemaProblems } from './schema-problems.ts'
import { didYouMean, listed, nearestPattern } from './suggestion.ts'
import { settable } from './tuning.ts'

/** What is wrong with the entries under `checks`, given the checks that follow from everything else. */
export function tuningProblems(root: Located, checks: readonly Check[]): Problem[] {
  return itemsAt(root, 'checks').flatMap(({ node, path }) => {
    const parsed = tuningSchema.safeParse(plain(node))
    if (!parsed.success) return []
    const tuning = parsed.data
    const matches = globMatcher(tuning.match)
    const matched = checks.filter(({ id }) => matches(id))
    if (matched.length > 0)
      return [...pace(root, path, tuning, matched), ...overrides(root, path, tuning.set ?? {}, matched)]
    return [
      problemAt(
        root,
        [...path, 'match'],
        `matches no check${nearestPattern(
          tuning.match,
          checks.map(({ id }) => id),
        )}`,
      ),
    ]
  })
}

function pace(root: Located, path: Path, tuning: Tuning, matched: readonly Check[]): Problem[] {
  if (tuning.timeout === undefined) return []
  const interval = tuning.interval ?? Math.min(...matched.map(({ intervalMs }) => intervalMs))
  if (tuning.timeout < interval) return []
  return [problemAt(root, [...path, 'timeout'], `expected less than the interval, which is ${interval / 1_000}s`)]
}

/** Every option must be one of some check that matches, and fit where it is one. */
function overrides(root: Located, path: Path, set: Record<string, unknown>, matched: readonly Check[]): Problem[] {
  const kinds = [...new Set(matched.map(({ kind }) => kind))]
  return Object.entries(set).flatMap(([key, value]) => {
    const schemas = kinds.map(settable).flatMap((options) => options[key] ?? [])
    const here = [...path, 'set', key]
    if (schemas.length === 0) {
      const known = kinds.flatMap((kind) => Object.keys(settable(kind)))
      const hint = didYouMean(key, known) || `; known here: ${listed(known)}`
      return [problemAt(root, here, `this is no option of ${kinds.join(', ')} that can be set${hint}`, 'key')]
    }
    const failed = schemas.map((schema) => schema.safeParse(value)).find(({ success }) => !success)
    return failed?.error ? schemaProblems(tuningSchema, root, failed.error.issues, here) : []
  })
}
