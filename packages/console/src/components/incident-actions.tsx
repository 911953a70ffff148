import { useState } from 'preact/hooks'
import type { IncidentSummary } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { useSelect } from '../state/select.ts'
import { failureText } from './failure-text.ts'

/** Take it over, write a note, mark it as resolved. The name is remembered and goes into the timeline. */
export function IncidentActions({ incident, onDone }: { incident: IncidentSummary; onDone: () => void }) {
  const { client, settings } = useConsole()
  const { words } = useSpeech()
  const person = useSelect(settings, (state) => state.person)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  const act = async (work: (by: string, text: string) => Promise<void>, needsNote = false) => {
    if (person.trim() === '') return setError(words.nameNeeded)
    if (needsNote && note.trim() === '') return setError(words.noteNeeded)
    setBusy(true)
    setError(null)
    try {
      await work(person.trim(), note.trim())
      setNote('')
      onDone()
    } catch (reason) {
      setError(words.actionFailed(failureText(reason, words)))
    }
    setBusy(false)
  }
  const acknowledge = async (by: string, text: string) => {
    await client.acknowledge(incident.id, by)
    if (text) await client.note(incident.id, by, text)
  }

  return (
    <section class="panel actions">
      <h2>{words.actions}</h2>
      <label class="field">
        <span>{words.yourName}</span>
        <input
          name="person"
          maxLength={80}
          autoComplete="name"
          value={person}
          aria-describedby="name-hint"
          onInput={(event) => settings.dispatch({ person: event.currentTarget.value })}
        />
        <small id="name-hint" class="muted">
          {words.yourNameHint}
        </small>
      </label>
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
        {incident.state === 'open' && (
          <button type="button" class="button is-primary" disabled={busy} onClick={() => void act(acknowledge)}>
            {words.acknowledge}
          </button>
        )}
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() => void act((by, text) => client.note(incident.id, by, text), true)}
        >
          {words.addNote}
        </button>
        <button
          type="button"
          class="button"
          disabled={busy}
          title={words.resolveHint}
          onClick={() => void act((by, text) => client.resolve(incident.id, by, text))}
        >
          {words.resolve}
        </button>
      </div>
      <p class="muted hint">{words.resolveHint}</p>
    </section>
  )
}
