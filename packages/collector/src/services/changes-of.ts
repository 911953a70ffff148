import type { AlertEvent } from '@vonggac/alerting'
import type { Check, ServiceShape } from '@vonggac/model'
import type { NewServiceChange } from '../state/service-changes.ts'
import { causeOf } from './cause.ts'
import { evidenceFrom } from './service-book.ts'

/** What the engine's events change of services, for the record: changes of state, each with its cause. Events that only say another reason are none. */
export function changesOf(
  events: readonly AlertEvent[],
  { shapes, checks }: { shapes: ReadonlyMap<string, ServiceShape>; checks: ReadonlyMap<string, Check> },
): NewServiceChange[] {
  return events.flatMap((event) => {
    if (event.kind !== 'service' || event.service.from === event.service.state) return []
    const { node, state, since, incident, deciding } = event.service
    const shape = shapes.get(node)
    if (!shape) return []
    const cause = causeOf(shape, deciding.length > 0 ? evidenceFrom(event.service, checks) : [])
    return [
      { service: node, at: since || event.at, state, cause, incident, checks: deciding.map(({ check }) => check) },
    ]
  })
}
