import { useEffect } from 'preact/hooks'
import { ApiError } from '../api/client.ts'
import type { IncidentDetail } from '../api/document.ts'
import { Lasting, Moment } from '../components/age.tsx'
import { Empty } from '../components/empty.tsx'
import { failureText } from '../components/failure-text.ts'
import { IncidentActions } from '../components/incident-actions.tsx'
import { incidentLook } from '../components/incident-look.ts'
import { StateIcon } from '../components/state-icon.tsx'
import { Timeline } from '../components/timeline.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'

/** One incident: what is known, what happened, what to do. Follows the stream. */
export function IncidentPage({ id }: { id: string }) {
  const { client, live } = useConsole()
  const { words } = useSpeech()
  const summary = useSelect(live, (state) => state.incidents.get(id))
  const { value, error, reload } = useResource(id, (signal) => client.incident(id, signal))
  // an event about the incident asks for its timeline anew
  useEffect(reload, [summary])
  if (!value && error instanceof ApiError && error.status === 404) return <Empty title={words.incidentUnknown} />
  if (!value)
    return <p class="loading">{error === undefined ? words.loading : words.failed(failureText(error, words))}</p>
  const incident: IncidentDetail = { ...value, ...summary }
  return (
    <div class="page">
      <Head incident={incident} />
      <div class="columns">
        <section class="panel">
          <h2>{words.timeline}</h2>
          <Timeline entries={value.timeline} />
        </section>
        <div class="stack">
          {incident.state !== 'resolved' && <IncidentActions incident={incident} onDone={reload} />}
          <section class="panel">
            <h2>
              {words.members} <span class="muted">{value.members.length}</span>
            </h2>
            <ul class="members">
              {value.members.map((member) => (
                <li key={member}>
                  <code>{member}</code>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </div>
    </div>
  )
}

function Head({ incident }: { incident: IncidentDetail }) {
  const { live } = useConsole()
  const { words, name } = useSpeech()
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
          <span>
            {words.since} <Moment at={incident.opened_at} />
          </span>
          <span>
            {words.duration} <Lasting from={incident.opened_at} until={incident.resolved_at} />
          </span>
          {site && <a href={pathOf({ page: 'site', id: site.id })}>{name(site.name)}</a>}
          {incident.acked_by !== null && <span>{words.ackedBy(incident.acked_by)}</span>}
        </p>
      </div>
    </header>
  )
}
