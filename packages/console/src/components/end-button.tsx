import { useState } from 'preact/hooks'
import { useConsole, useSpeech } from '../context.ts'
import { useSelect } from '../state/select.ts'
import { failureText } from './failure-text.ts'

interface EndButtonProps {
  readonly label: string
  /** What it ends, for those who hear the button and do not see its row. */
  readonly of?: string
  readonly end: (who: string) => Promise<void>
  readonly onDone: () => void
}

/** Ends what somebody entered, in the name of the person who is remembered; says so where there is none. */
export function EndButton({ label, of, end, onDone }: EndButtonProps) {
  const { settings } = useConsole()
  const { words } = useSpeech()
  const person = useSelect(settings, (state) => state.person)
  const [error, setError] = useState<string | null>(null)
  const click = async () => {
    if (person.trim() === '') return setError(words.nameNeeded)
    await end(person.trim()).then(onDone, (reason) => setError(words.actionFailed(failureText(reason, words))))
  }
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
