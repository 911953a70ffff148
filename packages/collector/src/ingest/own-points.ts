import type { Journal } from '@vonggac/journal'
import { type Clock, encodePoints, type Log, type Point } from '@vonggac/model'
import { encodeMeta } from './record-meta.ts'

interface Parts {
  readonly journal: Pick<Journal, 'append'>
  readonly clock: Pick<Clock, 'now'>
}

/**
 * Puts lines of our own into the journal: the way of all others, so that an outage of the store loses nothing of them.
 * `watched`: what in them alerting has to look at.
 */
export async function appendOwnLines(
  { journal, clock }: Parts,
  lines: string,
  watched: readonly string[] = [],
): Promise<void> {
  const meta = { agent: null, encoding: 'identity', precision: 'ns', receivedAt: clock.now(), bad: 0, watched } as const
  await journal.append(Buffer.from(lines), encodeMeta(meta))
}

/** The same for points. */
export const appendOwnPoints = (
  parts: Parts,
  points: readonly Point[],
  watched: readonly string[] = [],
): Promise<void> => appendOwnLines(parts, encodePoints(points), watched)

/** The same for points that are measured again and again: what cannot be written is lost, and told once, with this complaint. */
export function createOwnMeasurement(
  parts: Parts & { readonly log: Log },
  complaint: string,
): (points: readonly Point[]) => Promise<void> {
  let failing = false
  return async (points) => {
    if (points.length === 0) return
    try {
      await appendOwnPoints(parts, points)
      failing = false
    } catch (error) {
      if (!failing) parts.log.warn(complaint, { error })
      failing = true
    }
  }
}
