import { type AlertEvent, type IncidentEvent, isIncidentEvent } from '@vonggac/alerting'
import { encodePoints, type Point } from '@vonggac/model'
import { servicePoint } from '../services/service-points.ts'

/** An incident's opening, change or end as a point of measurement `incident`, for dashboards and reports. */
export function incidentPoint(event: IncidentEvent): Point {
  const { id, severity, cause, site, title, since, resolvedAt } = event.incident
  return {
    measurement: 'incident',
    tags: { incident: id, severity, cause, site, state: resolvedAt === null ? 'open' : 'resolved' },
    fields: { title: title.vi, duration_s: ((resolvedAt ?? event.at) - since) / 1_000, acked_by: '' },
    timestamp: event.at,
  }
}

/** Those of the events that the store should know of, as line protocol: incidents, and services that came to be in another state. */
export function incidentLines(events: readonly AlertEvent[]): string[] {
  const services = events.flatMap((event) =>
    event.kind === 'service' && event.service.from !== event.service.state
      ? [encodePoints([servicePoint({ ...event.service, at: event.at })])]
      : [],
  )
  return [...events.filter(isIncidentEvent).map((event) => encodePoints([incidentPoint(event)])), ...services]
}
