import type { Evidence } from '@vonggac/alerting'
import type { Name, ServiceShape } from '@vonggac/model'
import { mailVerdict } from './mail-verdict.ts'

/**
 * Why a service is not up, in a few words: what the checks say together where somebody who knows its kind has told us, else
 * the first check that decides. Pure. `checks`: all of them, those that decide first; none: nothing is wrong.
 */
export function causeOf(service: ServiceShape, checks: readonly Evidence[]): Name {
  return byKind[service.kind]?.(service, checks) ?? inItsWords(service, checks[0])
}

/** What reads the checks of a kind of service together. */
type KindVerdict = (service: ServiceShape, checks: readonly Evidence[]) => Name | undefined

const byKind: Readonly<Record<string, KindVerdict | undefined>> = {
  mail: (_service, checks) => mailVerdict(checks)?.text,
}

/** A check of its own by its name, that of another thing by its id; and what was wrong with it. */
function inItsWords({ node }: ServiceShape, first: Evidence | undefined): Name {
  if (!first || first.state === 'working') return { vi: '', en: '' }
  const { id } = first.check
  const name = id.startsWith(`${node}/`) ? id.slice(node.length + 1, id.lastIndexOf('@')) : id
  if (first.state === 'unknown') return { vi: `không rõ ${name} ra sao`, en: `nothing is known of ${name}` }
  const text = first.why === '' ? name : `${name}: ${first.why}`
  return { vi: text, en: text }
}
