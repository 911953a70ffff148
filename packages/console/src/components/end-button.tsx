import { useState } from 'preact/hooks'
import { useSpeech } from '../context.ts'
import { failureText } from './failure-text.ts'
import { useMay, useSignature } from './signature.tsx'

interface EndButtonProps {
  readonly label: string
  /** What it ends, for those who hear the button and do not see its row. */
  readonly of?: string
  readonly end: (who: string) => Promise<void>
  readonly onDone: () => void
}

/** Ends what somebody entered, in the name of the person who is remembered; says so where there is none. */
export function EndButton({ label, of, end, onDone }: EndButtonProps) {
  const { words } = useSpeech()
  const person = useSignature()
  const may = useMay('operator')
  const [error, setError] = useState<string | null>(null)
  const click = async () => {
    if (person === '') return setError(words.nameNeeded)
    await end(person).then(onDone, (reason) => setError(words.actionFailed(failureText(reason, words))))
  }
  if (!may) return null
  return (
    <>
      <button type="button" class="button is-small" onClick={() => void click()}>
        {label}
        {of && <span class="visually-hidden"> {of}</span>}
      </button>
      {error && (
        <small class="form-error" role="alert">
          {error}
        </small>
      )}
    </>
  )
}
