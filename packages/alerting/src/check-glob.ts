import { type Check, globMatcher } from '@vonggac/model'

/** Whether a glob is about a check: it matches the check's id, or what it watches. */
export const globOfCheck = (glob: string): ((check: Check) => boolean) => {
  const matches = globMatcher(glob)
  return ({ id, node }) => matches(id) || matches(node)
}

/** Whether a glob of a maintenance window or a silence is about a check: its whole site may be meant as well. */
export const coversCheck = (glob: string): ((check: Check) => boolean) => {
  const [matches, isOwn] = [globMatcher(glob), globOfCheck(glob)]
  return (check) => isOwn(check) || matches(check.tags.site ?? '')
}
