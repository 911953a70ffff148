import { globMatcher } from '@vonggac/model'
import { type Config, expandChecks } from '@vonggac/model/inventory'
import type { CauseExpectation } from '@vonggac/model/scenario'
import { globOfCheck } from '../check-glob.ts'
import type { AlertState, Incident } from '../contract.ts'
import { isIncidentEvent } from '../message.ts'
import type { Run } from './run.ts'

/** The alert states of the checks that match any of the globs, as of a moment of true time. */
export function statesAt(
  config: Config,
  { decided }: Run,
  { at, globs }: { readonly at: number; readonly globs: readonly string[] },
): [string, AlertState][] {
  const matches = globs.map(globOfCheck)
  const states = new Map<string, AlertState>()
  for (const one of decided) {
    if (one.at > at) break
    if (one.event.kind === 'transition') states.set(one.event.check, one.event.to)
  }
  return expandChecks(config)
    .filter((check) => !check.context && matches.some((meant) => meant(check)))
    .map(({ id }) => [id, states.get(id) ?? 'ok'])
}

/** The incidents that are open at a moment of true time, oldest first. */
export function incidentsAt({ decided }: Run, at: number): Incident[] {
  const open = new Map<string, Incident>()
  for (const one of decided) {
    if (one.at > at) break
    if (!isIncidentEvent(one.event)) continue
    const { incident } = one.event
    // What is only learned of it afterwards does not open it again.
    if (incident.resolvedAt !== null) open.delete(incident.id)
    else open.set(incident.id, incident)
  }
  return [...open.values()]
}

/** The incident of these nodes that opened last, as it was known at a moment, open or over. */
export function lastIncidentAt(
  { decided }: Run,
  { at, globs }: { readonly at: number; readonly globs: readonly string[] },
): Incident | undefined {
  const matches = globs.map(globMatcher)
  const told = decided.flatMap(({ at: then, event }) =>
    then <= at && isIncidentEvent(event) && matches.some((meant) => meant(event.incident.node)) ? [event.incident] : [],
  )
  const last = told.reduce<Incident | undefined>(
    (one, each) => (one && one.openedAt > each.openedAt ? one : each),
    undefined,
  )
  return last && told.findLast(({ id }) => id === last.id)
}

/** Whether what is known of its cause is what was expected. */
export function isMeant(
  { cause, attribution }: Incident,
  { cause: causes, confirmed, evidence }: CauseExpectation,
): boolean {
  const said = attribution?.evidence.flatMap(({ vi, en }) => [vi, en]) ?? []
  return (
    causes.includes(cause) &&
    (confirmed === undefined || confirmed === (attribution?.state === 'confirmed')) &&
    (evidence === undefined || said.some((text) => text.includes(evidence)))
  )
}

/** `power, 95 %, provisional: …` */
export function causeText(incident: Incident | undefined): string {
  if (!incident) return 'there was no such incident'
  const { cause, attribution } = incident
  if (!attribution) return cause
  const { confidence, state, evidence } = attribution
  const seen = evidence.map(({ en }) => en).join('; ')
  return `${cause}, ${Math.round(confidence * 100)} %, ${state}${seen === '' ? '' : `: ${seen}`}`
}
