import type { SelfFaultRow } from '../state/tables.ts'
import type { Fault } from './faults.ts'

/** A fault as it is remembered from one look to the next. Unix ms. */
export interface Standing {
  readonly fault: Fault
  readonly since: number
  /** When it was last seen. */
  readonly seenAt: number
  /** The channels that heard of it. */
  readonly told: readonly string[]
}

/** What is gone for so long is over; what happens in a moment (a stall) is told of once in that time, ms. */
const CALM_MS = 120_000

/** What has to be said now, and what is remembered from now on. */
export interface Round {
  readonly begun: readonly Standing[]
  readonly ended: readonly Standing[]
  readonly standing: readonly Standing[]
}

/** Compares what is wrong with what was: each fault has one beginning and one end. One that became worse begins again. Pure. */
export function roundOf(before: readonly Standing[], faults: readonly Fault[], at: number): Round {
  const begun: Standing[] = []
  const ended: Standing[] = []
  const standing: Standing[] = []
  for (const fault of faults) {
    const known = before.find((one) => one.fault.id === fault.id)
    const isWorse = known?.fault.severity === 'warning' && fault.severity === 'critical'
    if (known && !isWorse) standing.push({ ...known, fault, seenAt: at })
    else begun.push({ fault, since: known?.since ?? at, seenAt: at, told: known?.told ?? [] })
  }
  for (const known of before) {
    if (faults.some(({ id }) => id === known.fault.id)) continue
    // A clock that was set back must not make it stand for ever.
    if (Math.abs(at - known.seenAt) >= CALM_MS) ended.push(known)
    else standing.push(known)
  }
  return { begun, ended, standing: [...standing, ...begun] }
}

/** What a row of the table says, as far as it is known after a restart. */
export const standingOf = (row: SelfFaultRow, at: number): Standing => ({
  fault: {
    id: row.id,
    severity: row.severity,
    title: { vi: row.title_vi, en: row.title_en },
    text: { vi: '', en: '' },
    ...(row.id.startsWith(CHANNEL) && { channel: row.id.slice(CHANNEL.length) }),
  },
  since: row.since,
  seenAt: at,
  told: JSON.parse(row.told) as string[],
})

const CHANNEL = '@collector/channel/'
