import type { ComponentChildren } from 'preact'
import type { IncidentSummary } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { AckButton } from './ack-button.tsx'
import { Lasting, Moment } from './age.tsx'
import { incidentLook } from './incident-look.ts'
import { StateIcon } from './state-icon.tsx'

/**
 * One incident in one row: what, since when, why, how much it takes with it, and who has it. `children` stand where it can
 * be taken over.
 */
export function IncidentRow({ incident, children }: { incident: IncidentSummary; children?: ComponentChildren }) {
  const { words, name, format } = useSpeech()
  const { handling } = words
  const look = incidentLook(incident)
  return (
    <li class={`incident is-${look}`} data-incident={incident.id}>
      <StateIcon look={look} size={24} label={words.severities[incident.severity]} />
      <div class="incident-text">
        <a class="incident-title" href={pathOf({ page: 'incident', id: incident.id })}>
          {name(incident.title)}
        </a>
        <p class="incident-facts">
          <span class="tag">{words.causes[incident.cause]}</span>
          <span>
            {words.since} <Moment at={incident.opened_at} />
          </span>
          <span class="incident-lasting">
            <Lasting from={incident.opened_at} until={incident.resolved_at} />
          </span>
          <span>{words.affects(incident.checks)}</span>
          {incident.people > 0 && <span>{handling.people(format.count(incident.people))}</span>}
          {incident.reopened > 0 && <span class="tag">{handling.reopened(incident.reopened)}</span>}
          {incident.snoozed_until !== null && incident.state !== 'resolved' && (
            <span>{handling.snoozedUntil(format.minute(incident.snoozed_until))}</span>
          )}
          {incident.acked_by !== null && <span class="incident-owner">{words.ackedBy(incident.acked_by)}</span>}
        </p>
      </div>
      {children === undefined ? incident.state === 'open' && <AckButton incident={incident} /> : children}
    </li>
  )
}
