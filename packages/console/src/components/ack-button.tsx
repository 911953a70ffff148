import { useState } from 'preact/hooks'
import type { IncidentSummary } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { failureText } from './failure-text.ts'
import { useMay, useSignature } from './signature.tsx'

/**
 * Takes an incident over. Who has not said a name yet is asked for it first, in place. The row changes when the
 * collector says so, not before.
 */
export function AckButton({ incident }: { incident: IncidentSummary }) {
  const { client } = useConsole()
  const { words, name } = useSpeech()
  const person = useSignature()
  const may = useMay('operator')
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const acknowledge = async (by: string) => {
    setBusy(true)
    setError(null)
    await client.acknowledge(incident.id, by).then(
      () => setAsking(false),
      (reason) => setError(words.actionFailed(failureText(reason, words))),
    )
    setBusy(false)
  }
  if (!may) return null
  if (asking) return <NameForm busy={busy} error={error} onDone={acknowledge} onCancel={() => setAsking(false)} />
  return (
    <span class="ack">
      <button
        type="button"
        class="button is-primary"
        disabled={busy}
        aria-label={words.acknowledgeIncident(name(incident.title))}
        onClick={() => (person ? void acknowledge(person) : setAsking(true))}
      >
        {words.acknowledge}
      </button>
      {error && (
        <span class="form-error" role="alert">
          {error}
        </span>
      )}
    </span>
  )
}

interface NameFormProps {
  busy: boolean
  error: string | null
  onDone: (by: string) => Promise<void>
  onCancel: () => void
}

function NameForm({ busy, error, onDone, onCancel }: NameFormProps) {
  const { settings } = useConsole()
  const { words } = useSpeech()
  const submit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault()
    const person = String(new FormData(event.currentTarget).get('person')).trim()
    if (person === '') return
    settings.dispatch({ person })
    void onDone(person)
  }
  return (
    <form class="ack-form" onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && onCancel()}>
      <input
        name="person"
        required
        maxLength={80}
        autoComplete="name"
        placeholder={words.yourName}
        aria-label={words.yourName}
        ref={(input) => input?.focus()}
      />
      <button type="submit" class="button is-primary" disabled={busy}>
        {words.acknowledge}
      </button>
      {error && (
        <span class="form-error" role="alert">
          {error}
        </span>
      )}
    </form>
  )
}
