import { useConsole, useSpeech, useTimeText } from '../context.ts'
import { useSelect } from '../state/select.ts'

/** Says for how long what is on the screen has not been renewed, while the collector does not answer. */
export function StaleNote() {
  const { live, connect } = useConsole()
  const { words, format } = useSpeech()
  const { configuration } = words
  const isStale = useSelect(live, (state) => state.connection === 'stale')
  const heardAt = useSelect(live, (state) => state.heardAt)
  const age = useTimeText((now) => (heardAt === null ? '' : format.duration(now - live.state.clockOffset - heardAt)))
  if (!isStale || heardAt === null) return null
  return (
    <div class="stale-note">
      {/* The age moves on every second, which nobody wants to be told aloud. */}
      <strong class="stale-age">{configuration.age(age)}</strong>
      <span role="status">{configuration.ageHint}</span>
      <button type="button" class="button" onClick={connect}>
        {words.retry}
      </button>
    </div>
  )
}
