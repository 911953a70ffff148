import type { PagerInput } from './pager-contract.ts'

/** A rota as a level names it. */
const ROTA = /^rota:(.+)$/

/** The id of the rota that a level names; `undefined`: it names a person. */
export const rotaOf = (source: string): string | undefined => ROTA.exec(source)?.[1]

/** Whom a level means. */
export interface OnDuty {
  readonly person: string
  /** When the shift ends, Unix ms; `null` for somebody who is named. */
  readonly until: number | null
}

/** Whom a level means by a person or `rota:ID` at a moment (Unix ms); `undefined`: nobody is on call then. */
export function onDuty(source: string, onCall: PagerInput['onCall'], at: number): OnDuty | undefined {
  const rota = rotaOf(source)
  if (rota === undefined) return { person: source, until: null }
  const shift = onCall?.(rota, at)
  return shift && { person: shift.person, until: shift.to }
}
