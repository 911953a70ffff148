import { globMatcher } from '../glob.ts'
import { at, itemsAt, type Located, problemAt } from './located.ts'
import type { Problem } from './problem.ts'
import type { Config } from './schema.ts'
import { rather } from './suggestion.ts'

/** A glob of the public page that shows no service: people would look for it there in vain. */
export function statusPageProblems(root: Located, config: Config): Problem[] {
  const ids = config.services.map(({ site, id }) => `${site}/${id}`)
  const path = ['collector', 'statusPage']
  return itemsAt(at(root, path), 'services', path).flatMap((item) => {
    const text = item.node.kind === 'scalar' ? item.node.value : undefined
    if (typeof text !== 'string' || text === '') return []
    const matches = globMatcher(text)
    if (ids.some((id) => matches(id))) return []
    return [problemAt(root, item.path, `matches no service${rather(text, ids)}`)]
  })
}
