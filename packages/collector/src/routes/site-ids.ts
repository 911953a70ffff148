import { type Config, didYouMean, participantsOf } from '@vonggac/model/inventory'
import { HttpProblem } from '../problem.ts'

/** Sites as a client names them: 400 with the name of one that does not exist. */
export function siteIds(wanted: 'all' | readonly string[], { sites }: Config): string[] {
  const ids = sites.map(({ id }) => id)
  const wrong = wanted === 'all' ? undefined : wanted.find((id) => !ids.includes(id))
  if (wrong !== undefined) throw new HttpProblem(400, `sites: there is no site \`${wrong}\`${didYouMean(wrong, ids)}`)
  const chosen = participantsOf(wanted, sites)
  if (chosen.length === 0) throw new HttpProblem(400, 'sites: no site has a conferencing endpoint; name some')
  return chosen
}
