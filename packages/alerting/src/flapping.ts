import { reason } from './reason.ts'
import type { CheckRecord, IncidentRecord, NodeRecord } from './record.ts'
import type { World } from './world.ts'

/** A thing that has not failed lately. */
export const NO_ONSETS: readonly number[] = []

/** Counts a beginning of trouble. Says what makes it flapping, `undefined` when it is not. */
export function countOnset({ now, timing }: World, node: NodeRecord): string | undefined {
  const { flapOnsets, flapSpanMs, flapGapMs } = timing
  node.onsets = [...node.onsets.filter((at) => at > now - flapSpanMs), now].slice(-flapOnsets)
  if (node.onsets.length >= flapOnsets)
    return `failed ${flapOnsets} times within ${Math.ceil((now - node.onsets[0]!) / 60_000)} min`
  return node.closedAt > 0 && now - node.closedAt < flapGapMs
    ? `failed again ${Math.round((now - node.closedAt) / 1_000)} s after it was well`
    : undefined
}

/** "flapping: failed 3 times within 4 min (timeout: no answer)". */
export function flappingReason(flaps: string, text: string): string {
  return reason('flapping', text === '' ? flaps : `${flaps} (${text})`)
}

/** The incidents that a check is part of by itself: of its own thing, and of services made of it. */
export const incidentsOf = ({ node, services, check }: CheckRecord): IncidentRecord[] =>
  [...new Set([node, ...services.map((service) => service.node)])].flatMap(({ incident }) =>
    incident?.members.has(check.id) ? incident : [],
  )

/** Whether the thing that the incident is about was well until now: one check of it that follows another down is no second failure. */
export const wasWell = ({ checks }: World, { node, held, members }: IncidentRecord, record: CheckRecord): boolean =>
  [...members].every((id) => {
    const other = checks.get(id)
    if (!other || other === record || (!held.has(other.node) && !node.service)) return true
    return other.excused || (other.state.last === 'ok' && !other.missing)
  })
