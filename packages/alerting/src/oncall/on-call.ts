import type { Gap, Shift } from '@vonggac/model'
import { isOpen, nextChange, shiftAt as shiftOfRota, shiftsOf as shiftsOfRota } from '@vonggac/model'
import type { OnCall } from '@vonggac/model/inventory'
import type { Severity } from '../contract.ts'

/** Who is on call in a rota at a moment (Unix ms), since when and until when; `undefined`: nobody, or there is no such rota. */
export function shiftAt(onCall: OnCall, rota: string, at: number): Shift | undefined {
  const found = onCall.rotas.find(({ id }) => id === rota)
  return found && shiftOfRota(found, at)
}

/** All shifts and gaps of a rota that lie, be it in part, between two moments, in order; see the model's. */
export function shiftsOf(onCall: OnCall, rota: string, { from, to }: { from: number; to: number }): (Shift | Gap)[] {
  const found = onCall.rotas.find(({ id }) => id === rota)
  return found ? shiftsOfRota(found, from, to) : []
}

/** Whether a person is not to be told of something of this severity now. What is critical is never quiet. */
export function isQuiet(
  onCall: OnCall,
  { person, severity }: { person: string; severity: Severity },
  at: number,
): boolean {
  const hours = onCall.quiet[person]
  return severity !== 'critical' && hours !== undefined && isOpen(hours, at)
}

/** When a person may be told of something of this severity, Unix ms; `undefined`: now. */
export function quietUntil(
  onCall: OnCall,
  about: { person: string; severity: Severity },
  at: number,
): number | undefined {
  const hours = onCall.quiet[about.person]
  return hours && isQuiet(onCall, about, at) ? nextChange(hours, at) : undefined
}

/** What a pager asks, of people and rotas as `current` has them at the time. */
export const pagerQuestions = (current: () => OnCall) => ({
  onCall: (rota: string, at: number): { person: string; to: number } | undefined => shiftAt(current(), rota, at),
  quietUntil: (person: string, severity: Severity, at: number): number | undefined =>
    quietUntil(current(), { person, severity }, at),
})
