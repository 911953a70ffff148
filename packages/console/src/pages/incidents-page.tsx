import { useEffect } from 'preact/hooks'
import { BrokenNow } from '../components/broken-now.tsx'
import { failureText } from '../components/failure-text.ts'
import { IncidentRow } from '../components/incident-row.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'

/** What is open, and what was. */
export function IncidentsPage() {
  const { client, live } = useConsole()
  const { words } = useSpeech()
  const known = useSelect(live, (state) => state.incidents)
  const { value, error, reload } = useResource('incidents', client.incidents)
  // a change of any incident asks for the list anew
  useEffect(reload, [known])
  // What came over the stream is newer than what was fetched.
  const all = new Map((value ?? []).map((incident) => [incident.id, incident]))
  for (const incident of known.values()) all.set(incident.id, incident)
  const past = [...all.values()]
    .filter(({ state }) => state === 'resolved')
    .sort((a, b) => (b.resolved_at ?? 0) - (a.resolved_at ?? 0))
  return (
    <div class="page">
      <h1>{words.incidents}</h1>
      <BrokenNow />
      <section class="panel">
        <h2>{words.pastIncidents}</h2>
        {error !== undefined && <p class="form-error">{words.failed(failureText(error, words))}</p>}
        {past.length === 0 ? (
          <p class="muted">{value || error !== undefined ? words.noPastIncidents : words.loading}</p>
        ) : (
          <ul class="incident-list">
            {past.map((incident) => (
              <IncidentRow key={incident.id} incident={incident} />
            ))}
          </ul>
        )}
      </section>
    </div>
  )
}
