import { encodePoints, int, type Point, tagText } from '@vonggac/model'
import type { Preflight, ReadinessVerdict } from '../api-types.ts'

const CODES: Record<ReadinessVerdict, number> = { ready: 0, 'at-risk': 1, 'not-ready': 2 }

/** A test as points of measurement `readiness`, one a site, for dashboards: the verdict, its first reason, the meeting, and the figures. */
export function readinessLines({ sites, title, finished_at, started_at }: Preflight): string {
  const points = sites.map(({ site, verdict, reasons: [first], figures }): Point => {
    const measured = Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, Number(value)]))
    return {
      measurement: 'readiness',
      tags: { site: tagText(site), verdict },
      // The meeting is a field: as a tag, each would begin new series.
      fields: {
        code: int(CODES[verdict]),
        reason: first?.code ?? '',
        text: first?.text.vi ?? '',
        meeting: title?.vi ?? '',
        ...measured,
      },
      timestamp: finished_at ?? started_at,
    }
  })
  return encodePoints(points)
}
