import { wallDigitsAt } from '@vonggac/model'
import type { Postmortem } from '../api-types.ts'
import { HttpProblem } from '../problem.ts'
import type { Change, Decide } from '../state/incident-change.ts'
import { incidentOf } from '../state/incident-runs.ts'
import type { IncidentRow } from '../state/tables.ts'

/** What each thing that people do makes of an incident; what cannot be done is refused with the reason. No effects. */

/** How long after its end an incident may be opened again by hand, ms. */
export const MAX_REOPEN_MS = 7 * 86_400_000

const conflict = (detail: string) => new HttpProblem(409, detail)

const refuseResolved = ({ resolved_at }: IncidentRow, what: string) => {
  if (resolved_at !== null) throw conflict(`it is resolved: there is nothing to ${what}`)
}

/** Whoever acknowledges first has it; a second click changes nothing. */
export const acknowledged =
  (by: string, at: number): Decide =>
  (row) => {
    refuseResolved(row, 'acknowledge')
    if (row.acked_at !== null) return undefined
    return {
      set: { acked_at: at, acked_by: by },
      entry: { kind: 'acknowledged', text: '' },
      what: 'incident acknowledged',
    }
  }

export const noted =
  (text: string): Decide =>
  () => ({ entry: { kind: 'note', text }, what: 'incident note' })

/** `person`: an id of `oncall.people`; `null`: nobody any more. */
export const assigned =
  (person: { readonly id: string; readonly name: string } | null): Decide =>
  (row) => {
    if (row.assigned_to === (person?.id ?? null)) return undefined
    return {
      set: { assigned_to: person?.id ?? null },
      entry: { kind: 'assigned', text: person ? `→ ${person.name}` : '→ –' },
      what: 'incident assigned',
    }
  }

/** `until` null: no longer put off. */
export const snoozed =
  (until: number | null, { by, now, timezone }: { by: string; now: number; timezone: string }): Decide =>
  (row) => {
    refuseResolved(row, 'put off')
    if (until !== null && until <= now) throw new HttpProblem(400, 'until: expected a moment that is still to come')
    if (until === row.snoozed_until) return undefined
    return {
      set: { snoozed_until: until, snoozed_by: until === null ? null : by },
      entry: { kind: 'snoozed', text: until === null ? '→ –' : `→ ${clockText(until, timezone)}` },
      what: 'incident snoozed',
    }
  }

/** Puts this incident under another one of the same cause, which from then on speaks for both. */
export const mergedInto =
  (wanted: string): Decide =>
  async (row, state) => {
    const id = await incidentOf(state, wanted)
    if (id === undefined) throw new HttpProblem(404, `there is no incident ${wanted} to merge it into`)
    const into = await state.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    if (into.id === row.id) throw conflict('an incident cannot be merged into itself')
    if (row.merged_into === into.id) return undefined
    if (row.merged_into !== null) throw conflict(`it is part of ${row.merged_into} already: separate it first`)
    if (into.merged_into !== null) throw conflict(`${into.id} is part of ${into.merged_into}: merge it into that one`)
    const own = await state.selectFrom('incidents').select('id').where('merged_into', '=', row.id).executeTakeFirst()
    if (own) throw conflict(`${own.id} is part of it: merge the other way round, or separate that first`)
    if (into.resolved_at !== null && row.resolved_at === null)
      throw conflict(`${into.id} is resolved and this one is not: merge the other way round`)
    return {
      set: { merged_into: into.id },
      entry: { kind: 'merged', text: `→ ${into.title_vi} (${into.id})` },
      elsewhere: [{ incident: into.id, kind: 'merged', text: `+ ${row.title_vi} (${row.id})` }],
      what: 'incident merged',
    }
  }

/** Takes it out of the incident that speaks for it. */
export const separated: Decide = (row) => {
  if (row.merged_into === null) throw conflict('it is not part of another incident')
  return {
    set: { merged_into: null },
    entry: { kind: 'separated', text: `← ${row.merged_into}` },
    elsewhere: [{ incident: row.merged_into, kind: 'separated', text: `− ${row.title_vi} (${row.id})` }],
    what: 'incident separated',
  }
}

/** Opens it again by hand; it stays open until a person ends it. */
export const reopened =
  (by: string, at: number, text: string): Decide =>
  (row) => {
    if (row.resolved_at === null) throw conflict('it is open')
    if (at - row.resolved_at > MAX_REOPEN_MS)
      throw conflict('it ended more than 7 days ago: what happens now is another incident')
    return {
      set: {
        held_by: by,
        reopened: row.reopened + 1,
        acked_at: at,
        acked_by: by,
        snoozed_until: null,
        snoozed_by: null,
      },
      entry: { kind: 'reopened', text },
      what: 'incident reopened',
    }
  }

/** Ends what is held open by hand. */
export const released =
  (text: string): Decide =>
  (row): Change | undefined =>
    row.held_by === null
      ? undefined
      : { set: { held_by: null }, entry: { kind: 'resolved', text }, what: 'incident resolved' }

/** Parts of what was learnt. */
export type Learnt = { readonly [Key in keyof Postmortem]?: string | undefined }

/** What was learnt. Only what is given is replaced. */
export const learnt =
  (postmortem: Learnt): Decide =>
  (row) => {
    const changed = (['root_cause', 'measures', 'prevention'] as const).filter(
      (key) => postmortem[key] !== undefined && postmortem[key] !== row[key],
    )
    if (changed.length === 0) return undefined
    return {
      set: Object.fromEntries(changed.map((key) => [key, postmortem[key]])),
      entry: { kind: 'note', text: changed.map((key) => `${LABELS[key]}: ${postmortem[key]}`).join('\n') },
      what: 'incident postmortem',
    }
  }

const LABELS = {
  root_cause: 'Nguyên nhân gốc',
  measures: 'Biện pháp xử lý',
  prevention: 'Biện pháp phòng ngừa',
} as const

/** `08:00 01/12/2026`: 24 hours, day first. */
export function clockText(at: number, timezone: string): string {
  const { year, month, day, hour, minute } = wallDigitsAt(at, timezone)
  return `${hour}:${minute} ${day}/${month}/${year}`
}
