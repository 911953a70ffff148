import { useSpeech } from '../context.ts'
import { failureText } from './failure-text.ts'

/** Why something could not be fetched; nothing where it could. */
export function Trouble({ error }: { error: unknown }) {
  const { words } = useSpeech()
  return error === undefined ? null : (
    <p class="form-error" role="alert">
      {words.failed(failureText(error, words))}
    </p>
  )
}
