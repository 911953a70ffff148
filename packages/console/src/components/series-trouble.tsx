import { ApiError } from '../api/client.ts'
import { useSpeech } from '../context.ts'
import { failureText } from './failure-text.ts'

interface Props {
  readonly title: string
  readonly error: unknown
  readonly onRetry: () => void
}

/** What stands where figures would: why there are none, what still works, and a way to try again. */
export function SeriesTrouble({ title, error, onRetry }: Props) {
  const { words } = useSpeech()
  const { aboutCheck } = words
  const isStoreDown = error instanceof ApiError && error.status === 503
  return (
    <section class="panel trouble">
      <h3>{title}</h3>
      <p class="form-error" role="status">
        {isStoreDown ? aboutCheck.storeDown : words.seriesFailed(failureText(error, words))}
      </p>
      {isStoreDown && <p class="muted">{aboutCheck.storeDownHint}</p>}
      <button type="button" class="button" onClick={onRetry}>
        {words.retry}
      </button>
    </section>
  )
}
