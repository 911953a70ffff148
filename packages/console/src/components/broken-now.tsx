import { useConsole, useSpeech } from '../context.ts'
import { openIncidents } from '../state/ordering.ts'
import { useSelect } from '../state/select.ts'
import { IncidentRow } from './incident-row.tsx'
import { StateIcon } from './state-icon.tsx'

/** The open incidents, worst first: the answer to "what is broken now". */
export function BrokenNow() {
  const { live } = useConsole()
  const { words } = useSpeech()
  const incidents = openIncidents(useSelect(live, (state) => state.incidents).values())
  return (
    <section class={`panel broken ${incidents.length > 0 ? 'has-incidents' : ''}`}>
      <h2>
        {words.brokenNow}
        {incidents.length > 0 && <span class="badge">{incidents.length}</span>}
      </h2>
      {incidents.length === 0 ? (
        <div class="all-well">
          <StateIcon look="ok" size={32} />
          <p>
            <strong>{words.nothingBroken}</strong>
            <br />
            <span class="muted">{words.nothingBrokenHint}</span>
          </p>
        </div>
      ) : (
        <ul class="incident-list">
          {incidents.map((incident) => (
            <IncidentRow key={incident.id} incident={incident} />
          ))}
        </ul>
      )}
    </section>
  )
}
