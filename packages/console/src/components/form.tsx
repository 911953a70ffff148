import type { TargetedEvent } from 'preact'
import { useState } from 'preact/hooks'
import { useSpeech } from '../context.ts'
import { failureText } from './failure-text.ts'
import { NameField, useSignature } from './signature.tsx'

/** What forms have in common: who does it, and how it went. */
export function useForm(onDone: () => void) {
  const { words } = useSpeech()
  const person = useSignature()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [done, setDone] = useState('')
  const run = async (complete: boolean, work: (by: string) => Promise<string>) => {
    setDone('')
    if (person === '') return setError(words.nameNeeded)
    if (!complete) return setError(words.incomplete)
    setBusy(true)
    setError(null)
    try {
      setDone(await work(person))
      onDone()
    } catch (reason) {
      setError(words.actionFailed(failureText(reason, words)))
    }
    setBusy(false)
  }
  const submit = (complete: boolean, work: (by: string) => Promise<string>) => (event: Event) => {
    event.preventDefault()
    void run(complete, work)
  }
  return { busy, error, done, submit }
}

interface FieldProps {
  readonly label: string
  readonly hint?: string
  /** Text unless said. */
  readonly type?: 'datetime-local'
  readonly value: string
  readonly onInput: (value: string) => void
}

/** A labelled input. */
export function Field({ label, hint, type, value, onInput }: FieldProps) {
  const take = (event: TargetedEvent<HTMLInputElement>) => onInput(event.currentTarget.value)
  return (
    <label class="field">
      <span>{label}</span>
      <input {...(type ? { type } : { maxLength: 400 })} value={value} onInput={take} />
      {hint && <small class="muted">{hint}</small>}
    </label>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  /** Value and what people read. */
  readonly options: readonly (readonly [string, string])[]
  readonly onInput: (value: string) => void
}

/** A labelled choice of one. */
export function Choice({ label, value, options, onInput }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onInput(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The name of whoever does it, what came of it, and the button. */
export function FormEnd({ form, label }: { form: ReturnType<typeof useForm>; label: string }) {
  return (
    <>
      <NameField />
      {form.error && (
        <p class="form-error" role="alert">
          {form.error}
        </p>
      )}
      {form.done && <p role="status">{form.done}</p>}
      <div class="buttons">
        <button type="submit" class="button is-primary" disabled={form.busy}>
          {label}
        </button>
      </div>
    </>
  )
}
