import type { Clock } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { IncidentDetail, IncidentPage, IncidentSummary } from '../api-types.ts'
import type { Alerting } from '../consumers/alerting-consumer.ts'
import { HttpProblem } from '../problem.ts'
import { attachmentOf, type StoredAttachment } from '../state/attachments.ts'
import { type By, nameOf } from '../state/audit.ts'
import { changeIncident, type Decide } from '../state/incident-change.ts'
import { endRun } from '../state/incident-record.ts'
import { incidentOf } from '../state/incident-runs.ts'
import { findIncident, type IncidentFilter, listIncidents, MAX_LISTED } from '../state/incidents.ts'
import type { State } from '../state/tables.ts'
import {
  acknowledged,
  assigned,
  type Learnt,
  learnt,
  mergedInto,
  noted,
  released,
  reopened,
  separated,
  snoozed,
} from './changes.ts'
import type { Paging } from './paging.ts'
import { incidentsCsv } from './report-csv.ts'

/**
 * What people do with incidents. Everything that changes one is on its timeline and in the audit log. Ids may be those of
 * runs. Rejects with an `HttpProblem`: 404 for what is not there, 409 for what cannot be done as things are.
 */
export interface IncidentDesk {
  /** Who may be given one. */
  readonly people: readonly { readonly id: string; readonly name: string }[]
  list(filter: IncidentFilter): Promise<IncidentPage>
  /** All of them as CSV, up to 10,000. */
  table(filter: IncidentFilter): Promise<string>
  find(id: string): Promise<IncidentDetail>
  attachment(id: string, number: number): Promise<StoredAttachment>
  acknowledge(id: string, by: By): Promise<IncidentDetail>
  /** Several at once; those that cannot be are told with the reason. */
  acknowledgeAll(ids: readonly string[], by: By): Promise<BulkOutcome>
  assign(id: string, to: { readonly by: By; readonly person: string | null }): Promise<IncidentDetail>
  note(id: string, note: { readonly by: By; readonly text: string }): Promise<IncidentDetail>
  /** Nobody is paged before `until`, Unix ms; `null`: paging goes on. */
  snooze(id: string, to: { readonly by: By; readonly until: number | null }): Promise<IncidentDetail>
  merge(id: string, to: { readonly by: By; readonly into: string }): Promise<IncidentDetail>
  separate(id: string, by: By): Promise<IncidentDetail>
  resolve(id: string, note: { readonly by: By; readonly text?: string | undefined }): Promise<IncidentDetail>
  reopen(id: string, note: { readonly by: By; readonly text?: string | undefined }): Promise<IncidentDetail>
  learn(id: string, by: By, postmortem: Learnt): Promise<IncidentDetail>
}

export interface BulkOutcome {
  readonly acknowledged: readonly string[]
  readonly refused: readonly { readonly id: string; readonly why: string }[]
}

interface Parts {
  readonly config: Config
  readonly state: State
  readonly alerting: Pick<Alerting, 'resolve'>
  readonly paging: Paging
  readonly clock: Clock
  /** Called with every incident that a person changed. */
  readonly changed: (incident: IncidentDetail) => Promise<void>
}

/** Incidents in one file: some years of them. */
const MAX_EXPORTED = 10_000

export function createIncidentDesk(parts: Parts): IncidentDesk {
  const { config, state, paging, clock, changed } = parts
  const people = new Map(config.oncall.people.map((person) => [person.id, person]))
  const find = async (id: string): Promise<IncidentDetail> => {
    const incident = await findIncident(state, id)
    if (!incident) throw noSuchIncident()
    return { ...incident, assignee: people.get(incident.assigned_to ?? '')?.name ?? incident.assigned_to }
  }
  const told = async (id: string) => {
    const incident = await find(id)
    await changed(incident)
    return incident
  }
  const change = async (id: string, by: By, decide: Decide) => {
    if ((await changeIncident(state, { id, by, at: clock.now() }, decide)) === undefined) throw noSuchIncident()
    return told(id)
  }
  const acknowledge = async (id: string, by: By) => {
    const incident = await change(id, by, acknowledged(nameOf(by), clock.now()))
    await paging.acknowledge(incident.run, nameOf(by))
    return incident
  }
  return {
    people: config.oncall.people.map(({ id, name }) => ({ id, name })),
    list: (filter) => listIncidents(state, filter),
    table: async (filter) => incidentsCsv(await allOf(state, filter), config.organisation.timezone),
    find,
    async attachment(id, number) {
      const incident = await incidentOf(state, id)
      const found = incident === undefined ? undefined : await attachmentOf(state, incident, number)
      if (!found) throw new HttpProblem(404, 'there is no such document')
      return found
    },
    acknowledge,
    acknowledgeAll: (ids, by) => each(ids, (id) => acknowledge(id, by)),
    assign(id, { by, person }) {
      const found = person === null ? null : people.get(person)
      if (found === undefined) throw new HttpProblem(400, `person: there is no ${person} under oncall.people`)
      return change(id, by, assigned(found))
    },
    note: (id, { by, text }) => change(id, by, noted(text)),
    async snooze(id, { by, until }) {
      const { timezone } = config.organisation
      const incident = await change(id, by, snoozed(until, { by: nameOf(by), now: clock.now(), timezone }))
      await paging.snooze(incident.run, until ?? clock.now(), nameOf(by))
      return incident
    },
    async merge(id, { by, into }) {
      const incident = await change(id, by, mergedInto(into))
      // The other one speaks for it: nobody is called for this one any more.
      if (incident.state !== 'resolved') await paging.acknowledge(incident.run, nameOf(by))
      await told(into)
      return incident
    },
    async separate(id, by) {
      const { merged_into } = await find(id)
      const incident = await change(id, by, separated)
      if (merged_into !== null) await told(merged_into)
      return incident
    },
    async resolve(id, { by, text }) {
      if ((await find(id)).state !== 'resolved') await end(parts, id, { by, text: text ?? '' })
      return told(id)
    },
    reopen: (id, { by, text }) => change(id, by, reopened(nameOf(by), clock.now(), text ?? '')),
    learn: (id, by, postmortem) => change(id, by, learnt(postmortem)),
  }
}

/** Page after page. */
async function allOf(state: State, filter: IncidentFilter): Promise<IncidentSummary[]> {
  const all: IncidentSummary[] = []
  let after = filter.after
  do {
    const { incidents, next } = await listIncidents(state, { ...filter, after, limit: MAX_LISTED })
    all.push(...incidents)
    after = next ?? undefined
  } while (after !== undefined && all.length < MAX_EXPORTED)
  return all
}

const noSuchIncident = () => new HttpProblem(404, 'there is no such incident')

/** Ends everything that is part of an incident: what was merged into it, what a hand holds open, its own run. */
async function end(
  parts: Pick<Parts, 'state' | 'alerting' | 'clock'>,
  wanted: string,
  { by, text }: { by: By; text: string },
) {
  const { state, alerting, clock } = parts
  const incident = await findIncident(state, wanted)
  if (!incident) return
  const { id, runs, merged } = incident
  if (text !== '') await changeIncident(state, { id, by, at: clock.now() }, noted(text))
  for (const part of merged) if (part.state !== 'resolved') await end(parts, part.id, { by, text: '' })
  const last = runs.at(-1)
  if (last && last.resolved_at === null && !(await alerting.resolve(last.id, by)))
    // The engine has forgotten incidents of checks that are no longer configured: those are ended here.
    await endRun(state, last.id, { by, at: clock.now(), text: 'resolved by hand' })
  await changeIncident(state, { id, by, at: clock.now() }, released(''))
}

async function each(ids: readonly string[], act: (id: string) => Promise<unknown>): Promise<BulkOutcome> {
  const done: string[] = []
  const refused: { id: string; why: string }[] = []
  for (const id of new Set(ids)) {
    try {
      await act(id)
      done.push(id)
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error
      refused.push({ id, why: error.message })
    }
  }
  return { acknowledged: done, refused }
}
