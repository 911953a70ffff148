import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { openOf } from '../state/ordering.ts'
import { useSelect } from '../state/select.ts'
import { useStill } from '../state/still.ts'
import { IncidentRow } from './incident-row.tsx'
import { StateIcon } from './state-icon.tsx'

/** More than this nobody reads here: the list of all can be narrowed. */
const MOST = 10

/** The open incidents, worst first, still while somebody is about to take one: the answer to "what is broken now". */
export function BrokenNow() {
  const { live } = useConsole()
  const { words, format } = useSpeech()
  const incidents = useSelect(live, (state) => openOf(state.incidents))
  const { shown, still } = useStill(incidents)
  return (
    <section class={`panel broken ${incidents.length > 0 ? 'has-incidents' : ''}`} {...still}>
      <h2>
        {words.brokenNow}
        {incidents.length > 0 && <span class="badge">{format.count(incidents.length)}</span>}
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
          {shown.slice(0, MOST).map(({ id }) => (
            <LiveRow key={id} id={id} />
          ))}
          {incidents.length > MOST && (
            <li class="more-incidents">
              <a href={pathOf({ page: 'incidents' })}>
                {words.configuration.moreIncidents(format.count(incidents.length - MOST))}
              </a>
            </li>
          )}
        </ul>
      )}
    </section>
  )
}

/** The order may stand still; what is said of each is what is. */
function LiveRow({ id }: { id: string }) {
  const { live } = useConsole()
  const incident = useSelect(live, (state) => state.incidents.get(id))
  return incident ? <IncidentRow incident={incident} /> : null
}
