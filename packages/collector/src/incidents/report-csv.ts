import type { IncidentReport, IncidentSummary } from '../api-types.ts'
import { csvOf } from '../csv.ts'
import { momentText } from './report.ts'

/** A report as a table: a line for each row of each section, then the timeline. */
export const reportCsv = ({ sections, timeline }: IncidentReport): string =>
  csvOf([
    ['section', 'label', 'label_en', 'value', 'value_en'],
    ...sections.flatMap(({ title, rows }) =>
      rows.map(({ label, value }) => [title.vi, label.vi, label.en, value?.vi ?? null, value?.en ?? null]),
    ),
    ...timeline.map(({ when, kind, text, by }) => ['Diễn biến', when, kind.vi, text, by]),
  ])

/** A list of incidents as a table. Times are those of the organisation. */
export const incidentsCsv = (incidents: readonly IncidentSummary[], timezone: string): string =>
  csvOf([
    HEAD,
    ...incidents.map((incident) => [
      incident.id,
      incident.state,
      incident.severity,
      incident.cause,
      incident.site,
      incident.node,
      incident.title.vi,
      incident.title.en,
      momentText(incident.opened_at, timezone),
      incident.resolved_at === null ? null : momentText(incident.resolved_at, timezone),
      incident.resolved_at === null ? null : Math.round((incident.resolved_at - incident.opened_at) / 1_000),
      incident.reopened,
      incident.checks,
      incident.people,
      incident.acked_by,
      incident.assigned_to,
    ]),
  ])

const HEAD = [
  'id',
  'state',
  'severity',
  'cause',
  'site',
  'node',
  'title_vi',
  'title_en',
  'opened_at',
  'resolved_at',
  'duration_s',
  'reopened',
  'checks',
  'people',
  'acked_by',
  'assigned_to',
]
