import type { Check } from '../check.ts'
import { globMatcher } from '../glob.ts'
import { expandChecks } from './expand-checks.ts'
import { at, type Located, type Path, problemAt } from './located.ts'
import type { Problem } from './problem.ts'
import { type Config, tuningSchema } from './schema.ts'
import { schemaProblems } from './schema-problems.ts'
import { closest, didYouMean, listed } from './suggestion.ts'
import { settable } from './tuning.ts'

/** What is wrong with the entries under `checks`, given everything else of the configuration. */
export function tuningProblems(root: Located, config: Config): Problem[] {
  const checks = expandChecks({ ...config, checks: [] })
  const list = at(root, ['checks'])
  if (list?.kind !== 'list') return []
  return config.checks.flatMap((tuning, index) => {
    const path: Path = ['checks', index]
    const matches = globMatcher(tuning.match)
    const matched = checks.filter(({ id }) => matches(id))
    if (matched.length === 0)
      return [problemAt(root, [...path, 'match'], `matches no check${nearest(tuning.match, checks)}`)]
    return [...pace(root, path, tuning, matched), ...overrides(root, path, tuning.set ?? {}, matched)]
  })
}

function nearest(pattern: string, checks: readonly Check[]): string {
  if (!pattern.includes('*'))
    return (
      didYouMean(
        pattern,
        checks.map(({ id }) => id),
      ) || '; `vonggac config checks` lists them'
    )
  const words = new Set(checks.flatMap(({ id }) => id.split(/[/@]/)))
  for (const word of pattern.split(/[/@*]+/)) {
    const near = word && !words.has(word) ? closest(word, words) : undefined
    if (near) return `; did you mean \`${pattern.replace(word, near)}\`?`
  }
  return '; `vonggac config checks` lists them'
}

function pace(root: Located, path: Path, tuning: Config['checks'][number], matched: readonly Check[]): Problem[] {
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
      return [problemAt(root, here, `no option of ${kinds.join(' or ')} that can be set${hint}`, 'key')]
    }
    const failed = schemas.map((schema) => schema.safeParse(value)).find(({ success }) => !success)
    return failed?.error ? schemaProblems(tuningSchema, root, failed.error.issues, here) : []
  })
}
