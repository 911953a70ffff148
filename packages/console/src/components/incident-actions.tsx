import { useState } from 'preact/hooks'
import type { IncidentDetail } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { useIncidentAction } from './incident-action.ts'
import { AssignField, MergeField, SnoozeField } from './incident-fields.tsx'
import { NameField } from './signature.tsx'

/**
 * Take it over, write a note, give it to somebody, put it off, merge it, end it, open it again. The name is remembered and
 * goes into the timeline.
 */
export function IncidentActions({ incident, onDone }: { incident: IncidentDetail; onDone: () => void }) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const [note, setNote] = useState('')
  const { busy, error, refuse, act } = useIncidentAction(() => {
    setNote('')
    onDone()
  })
  const { id, state } = incident
  const over = state === 'resolved'
  const text = note.trim()
  const acknowledge = async (by: string) => {
    await client.acknowledge(id, by)
    if (text) await client.note(id, by, text)
  }
  const addNote = () => (text === '' ? refuse(words.noteNeeded) : void act((by) => client.note(id, by, text)))
  return (
    <section class="panel actions">
      <h2>{words.actions}</h2>
      <NameField hint={words.yourNameHint} />
      <label class="field">
        <span>{words.note}</span>
        <textarea
          name="note"
          rows={3}
          maxLength={4000}
          placeholder={words.notePlaceholder}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      {error && (
        <p class="form-error" role="alert">
          {error}
        </p>
      )}
      <div class="buttons">
        {state === 'open' && (
          <button type="button" class="button is-primary" disabled={busy} onClick={() => void act(acknowledge)}>
            {words.acknowledge}
          </button>
        )}
        <button type="button" class="button" disabled={busy} onClick={addNote}>
          {words.addNote}
        </button>
        {over ? (
          <button
            type="button"
            class="button"
            disabled={busy}
            onClick={() => void act((by) => client.handle(id, 'reopen', { by, text }))}
          >
            {words.handling.reopen}
          </button>
        ) : (
          <button
            type="button"
            class="button"
            disabled={busy}
            onClick={() => void act((by) => client.resolve(id, by, text))}
          >
            {words.resolve}
          </button>
        )}
      </div>
      <p class="muted hint">{over ? words.handling.reopenHint : words.resolveHint}</p>
      {!over && (
        <>
          <AssignField incident={incident} busy={busy} act={act} />
          <SnoozeField incident={incident} busy={busy} act={act} />
          <MergeField incident={incident} busy={busy} act={act} />
        </>
      )}
    </section>
  )
}
