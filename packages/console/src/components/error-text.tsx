import type { CheckStatus } from '../api/document.ts'
import { useSpeech } from '../context.ts'

/** An error code with what it means, then what the program or device said; texts are shown as they are. */
export function ErrorText({ error, detail }: Pick<CheckStatus, 'error' | 'detail'>) {
  const { words } = useSpeech()
  const meaning = words.aboutCheck.errors[error]
  return (
    <span class="error-text">
      {error !== '' && (
        <>
          <span class="tag is-error">{error}</span> {meaning && <span class="muted">{meaning}. </span>}
        </>
      )}
      {detail}
    </span>
  )
}
