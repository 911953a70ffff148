import { useEffect } from 'preact/hooks'
import { ApiError } from '../api/client.ts'
import type { IncidentDetail } from '../api/document.ts'
import { Lasting, Moment } from '../components/age.tsx'
import { AttributionPanel } from '../components/attribution.tsx'
import { CheckLink } from '../components/check-link.tsx'
import { Empty } from '../components/empty.tsx'
import { failureText } from '../components/failure-text.ts'
import { useIncidentAction } from '../components/incident-action.ts'
import { IncidentActions } from '../components/incident-actions.tsx'
import { Attachments, Reports } from '../components/incident-documents.tsx'
import { ImpactPanel } from '../components/incident-impact.tsx'
import { incidentLook } from '../components/incident-look.ts'
import { PostmortemForm } from '../components/incident-postmortem.tsx'
import { Operators } from '../components/signature.tsx'
import { StateIcon } from '../components/state-icon.tsx'
import { Timeline } from '../components/timeline.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'

/** One incident: what is known, what it affects, what happened, what to do. Follows the stream. */
export function IncidentPage({ id }: { id: string }) {
  const { client, live } = useConsole()
  const { words } = useSpeech()
  const { value, error, reload } = useResource(id, (signal) => client.incident(id, signal))
  const own = value?.id ?? id
  const summary = useSelect(live, (state) => state.incidents.get(own))
  // an event about the incident asks for its timeline anew
  useEffect(reload, [summary])
  if (!value && error instanceof ApiError && error.status === 404) return <Empty title={words.incidentUnknown} />
  if (!value)
    return <p class="loading">{error === undefined ? words.loading : words.failed(failureText(error, words))}</p>
  const incident: IncidentDetail = { ...value, ...summary }
  return (
    <div class="page">
      <Head incident={incident} />
      {incident.merged_into !== null && <PartOf incident={incident} onDone={reload} />}
      <div class="columns">
        <div class="stack is-facts">
          {incident.attribution && <AttributionPanel attribution={incident.attribution} />}
          {incident.impact && <ImpactPanel impact={incident.impact} />}
          <Attachments incident={incident} />
          <section class="panel">
            <h2>{words.timeline}</h2>
            <Timeline entries={value.timeline} />
          </section>
        </div>
        <div class="stack">
          <Operators>
            <IncidentActions incident={incident} onDone={reload} />
          </Operators>
          <Reports id={incident.id} />
          <Operators>
            <PostmortemForm incident={incident} onDone={reload} />
          </Operators>
          <Parts incident={incident} />
        </div>
      </div>
    </div>
  )
}

function Head({ incident }: { incident: IncidentDetail }) {
  const { live } = useConsole()
  const { words, name, format } = useSpeech()
  const { handling } = words
  const site = useSelect(live, (state) => state.sites.get(incident.site))
  const look = incidentLook(incident)
  return (
    <header class={`page-head is-${look}`}>
      <StateIcon look={look} size={40} />
      <div>
        <h1>{name(incident.title)}</h1>
        <p class="facts">
          <span class={`tag is-${look}`}>{words.incidentStates[incident.state]}</span>
          <span class="tag">{words.severities[incident.severity]}</span>
          <span class="tag">{words.causes[incident.cause]}</span>
          {incident.reopened > 0 && <span class="tag">{handling.reopened(incident.reopened)}</span>}
          <span>
            {words.since} <Moment at={incident.opened_at} />
          </span>
          <span>
            {words.duration} <Lasting from={incident.opened_at} until={incident.resolved_at} />
          </span>
          {site && <a href={pathOf({ page: 'site', id: site.id })}>{name(site.name)}</a>}
          {incident.people > 0 && <span>{handling.people(format.count(incident.people))}</span>}
          {incident.acked_by !== null && <span>{words.ackedBy(incident.acked_by)}</span>}
          {incident.assignee !== null && <span>{handling.assignedTo(incident.assignee)}</span>}
          {incident.snoozed_until !== null && incident.state !== 'resolved' && (
            <span>{handling.snoozedUntil(format.minute(incident.snoozed_until))}</span>
          )}
        </p>
      </div>
    </header>
  )
}

/** Another incident speaks for it. */
function PartOf({ incident, onDone }: { incident: IncidentDetail; onDone: () => void }) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { busy, error, act } = useIncidentAction(onDone)
  const into = incident.merged_into ?? ''
  return (
    <section class="panel part-of">
      <span>
        {words.handling.partOf} <a href={pathOf({ page: 'incident', id: into })}>{into}</a>
      </span>
      <Operators>
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() => void act((by) => client.handle(incident.id, 'separate', { by }))}
        >
          {words.handling.separate}
        </button>
      </Operators>
      {error && (
        <span class="form-error" role="alert">
          {error}
        </span>
      )}
    </section>
  )
}

/** Its checks, those of what was merged into it, and the times at which it was open. */
function Parts({ incident }: { incident: IncidentDetail }) {
  const { words, name } = useSpeech()
  const { handling } = words
  return (
    <>
      {incident.runs.length > 1 && (
        <section class="panel">
          <h2>{handling.runs}</h2>
          <ul class="members">
            {incident.runs.map((run) => (
              <li key={run.id}>
                <Moment at={run.opened_at} /> · <Lasting from={run.opened_at} until={run.resolved_at} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {incident.merged.map((part) => (
        <section key={part.id} class="panel">
          <h2>
            {handling.merged}: <a href={pathOf({ page: 'incident', id: part.id })}>{name(part.title)}</a>
          </h2>
          <Members of={part.members} />
        </section>
      ))}
      <section class="panel">
        <h2>
          {words.members} <span class="muted">{incident.members.length}</span>
        </h2>
        <Members of={incident.members} />
      </section>
    </>
  )
}

const Members = ({ of }: { of: readonly string[] }) => (
  <ul class="members">
    {of.map((member) => (
      <li key={member}>
        <CheckLink id={member} />
      </li>
    ))}
  </ul>
)
