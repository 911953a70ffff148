import type { IncidentSummary } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { AckButton } from './ack-button.tsx'
import { Lasting, Moment } from './age.tsx'
import { incidentLook } from './incident-look.ts'
import { StateIcon } from './state-icon.tsx'

/** One incident in one row: what, since when, why, how much it takes with it, and who has it. */
export function IncidentRow({ incident }: { incident: IncidentSummary }) {
  const { words, name } = useSpeech()
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
          {incident.acked_by !== null && <span class="incident-owner">{words.ackedBy(incident.acked_by)}</span>}
        </p>
      </div>
      {incident.state === 'open' && <AckButton incident={incident} />}
    </li>
  )
}
