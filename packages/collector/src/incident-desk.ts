import type { Clock } from '@vonggac/model'
import type { IncidentDetail, IncidentState, IncidentSummary } from './api-types.ts'
import type { Alerting } from './consumers/alerting-consumer.ts'
import { annotate, findIncident, listIncidents, markResolved } from './state/incidents.ts'
import type { State } from './state/tables.ts'

/** What people do with incidents. Everything that changes one is on its timeline and in the audit log. */
export interface IncidentDesk {
  list(state?: IncidentState): Promise<IncidentSummary[]>
  find(id: string): Promise<IncidentDetail | undefined>
  acknowledge(id: string, by: string): Promise<IncidentDetail | undefined>
  note(id: string, note: { by: string; text: string }): Promise<IncidentDetail | undefined>
  resolve(id: string, note: { by: string; text?: string | undefined }): Promise<IncidentDetail | undefined>
}

export function createIncidentDesk(options: {
  readonly state: State
  readonly alerting: Pick<Alerting, 'resolve'>
  readonly clock: Clock
  /** Called with every incident that a person changed. */
  readonly changed: (incident: IncidentDetail) => Promise<void>
}): IncidentDesk {
  const { state, alerting, clock, changed } = options
  const told = async (incident: IncidentDetail | undefined) => {
    if (incident) await changed(incident)
    return incident
  }
  return {
    list: (wanted) => listIncidents(state, wanted),
    find: (id) => findIncident(state, id),
    acknowledge: async (id, by) =>
      told(await annotate(state, id, { kind: 'acknowledged', by, text: '', at: clock.now() })),
    note: async (id, { by, text }) => told(await annotate(state, id, { kind: 'note', by, text, at: clock.now() })),
    async resolve(id, { by, text }) {
      const known = await findIncident(state, id)
      if (known === undefined || known.state === 'resolved') return known
      if (text) await annotate(state, id, { kind: 'note', by, text, at: clock.now() })
      // The engine has forgotten incidents of checks that are no longer configured: those are ended here.
      if (!(await alerting.resolve(id, by)))
        await markResolved(state, id, { by, at: clock.now(), text: 'resolved by hand' })
      return told(await findIncident(state, id))
    },
  }
}
