import { useState } from 'preact/hooks'
import { useSpeech } from '../context.ts'
import { failureText } from './failure-text.ts'
import { useSignature } from './signature.tsx'

/** Something that a person does with incidents: who, whether it is under way, and why it did not work. */
export interface IncidentAction {
  readonly busy: boolean
  readonly error: string | null
  /** Says why nothing is done. */
  refuse(why: string): void
  /** Does it under the name of the person; without a name it is asked for. */
  act(work: (by: string) => Promise<unknown>): Promise<void>
}

/** `onDone`: it was done, and what is shown is to be asked for anew. */
export function useIncidentAction(onDone: () => void): IncidentAction {
  const by = useSignature()
  const { words } = useSpeech()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  return {
    busy,
    error,
    refuse: setError,
    async act(work) {
      if (by === '') return setError(words.nameNeeded)
      setBusy(true)
      setError(null)
      try {
        await work(by)
        onDone()
      } catch (reason) {
        setError(words.actionFailed(failureText(reason, words)))
      }
      setBusy(false)
    },
  }
}
