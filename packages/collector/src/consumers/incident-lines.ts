import { type AlertEvent, isIncidentEvent } from '@vonggac/alerting'
import { encodePoints, type Point } from '@vonggac/model'
import type { IncidentSummary } from '../api-types.ts'
import { servicePoint } from '../services/service-points.ts'

/** What is told of an incident, whoever knows it. */
type Told = Pick<IncidentSummary, 'site' | 'cause' | 'severity' | 'title' | 'acked_by' | 'resolved_at'> & {
  /** The engine's id of this run. */
  readonly run: string
  /** When the trouble began, Unix ms. */
  readonly since: number
}

/** An incident's opening, change or end as a point of measurement `incident`, for dashboards and reports. */
export function incidentPoint(incident: Told, at: number): Point {
  const { run, severity, cause, site, title, since, resolved_at } = incident
  return {
    measurement: 'incident',
    tags: { incident: run, severity, cause, site, state: resolved_at === null ? 'open' : 'resolved' },
    fields: {
      title: title.vi,
      title_en: title.en,
      duration_s: ((resolved_at ?? at) - since) / 1_000,
      since_ms: since,
      acked_by: incident.acked_by ?? '',
    },
    timestamp: at,
  }
}

/**
 * Those of the events that the store should know of, as line protocol: incidents, and services that came to be in another state.
 * `ackedBy`: who has an incident, by the engine's id.
 */
export function incidentLines(
  events: readonly AlertEvent[],
  ackedBy: (run: string) => string | null = () => null,
): string[] {
  const services = events.flatMap((event) =>
    event.kind === 'service' && event.service.from !== event.service.state
      ? [encodePoints([servicePoint({ ...event.service, at: event.at })])]
      : [],
  )
  const incidents = events.filter(isIncidentEvent).map(({ incident, at }) => {
    const { id: run, resolvedAt: resolved_at } = incident
    return encodePoints([incidentPoint({ ...incident, run, resolved_at, acked_by: ackedBy(run) }, at)])
  })
  return [...incidents, ...services]
}
