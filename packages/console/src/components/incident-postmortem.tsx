import { useState } from 'preact/hooks'
import type { IncidentDetail, Postmortem } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { useIncidentAction } from './incident-action.ts'

const FIELDS = { root_cause: 'rootCause', measures: 'measures', prevention: 'prevention' } as const
const KEYS = Object.keys(FIELDS) as (keyof typeof FIELDS)[]

/** What was learnt: goes into the final report. What somebody is writing is not overwritten by news. */
export function PostmortemForm({ incident, onDone }: { incident: IncidentDetail; onDone: () => void }) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { handling } = words
  const [draft, setDraft] = useState<Partial<Postmortem>>({})
  const [saved, setSaved] = useState(false)
  const { busy, error, act } = useIncidentAction(() => {
    setDraft({})
    setSaved(true)
    onDone()
  })
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    void act((by) => client.handle(incident.id, 'postmortem', { by, ...draft }))
  }
  return (
    <form class="panel actions" onSubmit={save}>
      <h2>{handling.postmortem}</h2>
      {KEYS.map((key) => (
        <label key={key} class="field">
          <span>{handling[FIELDS[key]]}</span>
          <textarea
            name={key}
            rows={2}
            maxLength={4000}
            value={draft[key] ?? incident.postmortem[key]}
            onInput={(event) => {
              setDraft({ ...draft, [key]: event.currentTarget.value })
              setSaved(false)
            }}
          />
        </label>
      ))}
      {error && (
        <p class="form-error" role="alert">
          {error}
        </p>
      )}
      <div class="buttons">
        <button type="submit" class="button" disabled={busy || Object.keys(draft).length === 0}>
          {handling.save}
        </button>
      </div>
      <p class="muted hint" role="status">
        {saved ? handling.saved : handling.postmortemHint}
      </p>
    </form>
  )
}
