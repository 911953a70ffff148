import { type Config, expandChecks } from '@vonggac/model/inventory'
import type { AlertState, Incident } from '../contract.ts'
import { isIncidentEvent } from '../message.ts'
import type { Run } from './run.ts'
import { globOfCheck } from './script.ts'

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
