import type { IncidentDetail, IncidentSummary } from '@vonggac/collector/api-types'
import { formatDuration, systemClock } from '@vonggac/model'
import { momentText } from './moment.ts'
import { table } from './table.ts'

/** Titles and notes are others' words; a terminal must not obey them. */
const printable = (text: string) => text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')

/** Incidents for a terminal, one a line. */
export const incidentTable = (incidents: readonly IncidentSummary[]): string =>
  printable(
    table(
      ['ID', 'STATE', 'SEVERITY', 'OPENED', 'LASTED', 'PEOPLE', 'WHO', 'WHAT'],
      incidents.map((incident) => [
        incident.id,
        stateText(incident),
        incident.severity,
        momentText(incident.opened_at),
        lasted(incident),
        String(incident.people),
        incident.assigned_to ?? incident.acked_by ?? '-',
        incident.title.en,
      ]),
    ),
  )

/** One incident for a terminal: what, what it affects, what happened. */
export function incidentText(incident: IncidentDetail): string {
  const { impact, runs, merged, attachments, timeline, members } = incident
  const named = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id).join(', ') || '-'
  const facts: [string, string][] = [
    ['state', stateText(incident)],
    ['severity', incident.severity],
    ['cause', causeText(incident)],
    ...(incident.attribution?.evidence ?? []).map(({ en }, i): [string, string] => [i === 0 ? 'because' : '', en]),
    ['opened', `${momentText(incident.opened_at)}, lasted ${lasted(incident)}`],
    [
      'who',
      [
        incident.acked_by && `acknowledged by ${incident.acked_by}`,
        incident.assignee && `assigned to ${incident.assignee}`,
      ]
        .filter(Boolean)
        .join(', ') || '-',
    ],
    ['cut off', named(impact?.sites.filter(({ state }) => state === 'cut-off') ?? [])],
    ['weakened', named(impact?.sites.filter(({ state }) => state === 'weakened') ?? [])],
    ['services', named(impact?.services ?? [])],
    ['people', `at least ${impact?.people ?? 0}`],
    ['checks', String(members.length)],
    ...(runs.length > 1
      ? [['times', runs.map((run) => momentText(run.opened_at)).join(', ')] as [string, string]]
      : []),
    ...(merged.length > 0 ? [['merged', named(merged)] as [string, string]] : []),
    ...(attachments.length > 0
      ? [['documents', attachments.map(({ name }) => name).join(', ')] as [string, string]]
      : []),
  ]
  const lines = timeline.map(({ at, kind, text, by }) => [momentText(at), kind, [by, text].filter(Boolean).join(': ')])
  const wide = Math.max(...facts.map(([label]) => label.length))
  return printable(
    [
      incident.title.en,
      incident.title.vi,
      '',
      ...facts.map(([label, value]) => `${label.padEnd(wide)}  ${value}`),
      '',
      table(['TIME', 'WHAT', 'TEXT'], lines),
    ].join('\n'),
  )
}

/** `power (tam-ky/vnpt), 95 % sure, confirmed`. */
function causeText({ cause, node, attribution }: IncidentDetail): string {
  if (!attribution) return `${cause} (${node})`
  return `${attribution.cause} (${node}), ${Math.round(attribution.confidence * 100)} % sure, ${attribution.state}`
}

function stateText({ state, reopened, snoozed_until, merged_into }: IncidentSummary): string {
  const more = [
    reopened > 0 && `reopened ${reopened}`,
    state !== 'resolved' && snoozed_until !== null && `snoozed until ${momentText(snoozed_until)}`,
    merged_into !== null && `part of ${merged_into}`,
  ].filter(Boolean)
  return more.length > 0 ? `${state} (${more.join(', ')})` : state
}

function lasted({ opened_at, resolved_at }: IncidentSummary): string {
  const ms = Math.max(0, (resolved_at ?? systemClock.now()) - opened_at)
  const step = ms < 60_000 ? 1_000 : 60_000
  return formatDuration(Math.floor(ms / step) * step || step)
}
