import { useEffect, useState } from 'preact/hooks'
import type { IncidentSummary } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { useMore } from '../state/more.ts'
import { useQuery } from '../state/query.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'
import { DocumentLink } from './document-link.tsx'
import { useIncidentAction } from './incident-action.ts'
import { filterOf, IncidentFilterForm, queryOf } from './incident-filter.tsx'
import { IncidentRow } from './incident-row.tsx'
import { useMay } from './signature.tsx'
import { Trouble } from './trouble.tsx'

/** All incidents that there have been, narrowed as somebody likes, a page at a time; several can be taken over at once. */
export function IncidentArchive() {
  const { client, live } = useConsole()
  const { words } = useSpeech()
  const { handling } = words
  const [asked, change] = useQuery()
  const filter = filterOf(asked)
  const query = queryOf(filter)
  const key = new URLSearchParams(query).toString()
  const known = useSelect(live, (state) => state.incidents)
  const { value, error, reload } = useResource(key, (signal) => client.incidents(query, signal))
  const further = useMore(key, value, (after) => client.incidents({ ...query, after }))
  // a change of any incident asks for the first page anew
  useEffect(reload, [known])
  // Of one that is on several pages, the newest one's word counts.
  const all = [...further.pages, ...(value ? [value] : [])].flatMap(({ incidents }) => incidents)
  const shown = [...new Map(all.map((each) => [each.id, each])).values()].sort(
    (a, b) => b.opened_at - a.opened_at || (a.id < b.id ? 1 : -1),
  )
  return (
    <section class="panel archive">
      <h2>{handling.all}</h2>
      <IncidentFilterForm filter={filter} onChange={(next) => change({ ...next })} />
      <Trouble error={error} />
      {value && shown.length === 0 && <p class="muted">{handling.none}</p>}
      {!value && error === undefined && <p class="muted">{words.loading}</p>}
      <Rows incidents={shown} onDone={reload} />
      <Trouble error={further.error} />
      <div class="buttons">
        {further.isMore && (
          <button type="button" class="button" onClick={further.more}>
            {handling.more}
          </button>
        )}
        {shown.length > 0 && (
          <DocumentLink path={`/incidents?${new URLSearchParams({ ...query, format: 'csv' })}`} name="incidents.csv">
            {handling.download}
          </DocumentLink>
        )}
      </div>
    </section>
  )
}

/** The rows; those that nobody has yet can be ticked and taken over together. */
function Rows({ incidents, onDone }: { incidents: readonly IncidentSummary[]; onDone: () => void }) {
  const { client } = useConsole()
  const { words, name } = useSpeech()
  const { handling } = words
  const may = useMay('operator')
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const { busy, error, refuse, act } = useIncidentAction(onDone)
  const chosen = incidents.filter(({ id, state }) => state === 'open' && ticked.has(id)).map(({ id }) => id)
  const tick = (id: string) => {
    const next = new Set(ticked)
    if (!next.delete(id)) next.add(id)
    setTicked(next)
  }
  const acknowledge = () =>
    act(async (by) => {
      const refused = await client.acknowledgeAll(chosen, by)
      setTicked(new Set())
      if (refused > 0) refuse(handling.refused(refused))
    })
  return (
    <>
      {chosen.length > 0 && (
        <div class="buttons bulk">
          <button type="button" class="button is-primary" disabled={busy} onClick={() => void acknowledge()}>
            {handling.ackSelected(chosen.length)}
          </button>
        </div>
      )}
      {error && (
        <p class="form-error" role="alert">
          {error}
        </p>
      )}
      <ul class="incident-list">
        {incidents.map((incident) => (
          <IncidentRow key={incident.id} incident={incident}>
            {may && incident.state === 'open' && (
              <input
                type="checkbox"
                class="tick"
                aria-label={handling.select(name(incident.title))}
                checked={ticked.has(incident.id)}
                onChange={() => tick(incident.id)}
              />
            )}
          </IncidentRow>
        ))}
      </ul>
    </>
  )
}
