import { useConsole, useSpeech } from '../context.ts'
import { useSelect } from '../state/select.ts'

/** Whether what is on the screen is what is: live, reconnecting, or stale since a time. */
export function Connection() {
  const { live } = useConsole()
  const { words, format } = useSpeech()
  const connection = useSelect(live, (state) => state.connection)
  const heardAt = useSelect(live, (state) => (state.connection === 'live' ? null : state.heardAt))
  const since = heardAt === null ? null : heardAt + live.state.clockOffset
  const text =
    connection === 'stale'
      ? words.connection.stale(since === null ? words.never : format.clock(since))
      : words.connection[connection]
  return (
    <span class={`connection is-${connection}`} role="status" title={since === null ? undefined : format.full(since)}>
      <span class="connection-dot" aria-hidden="true" />
      <span class="connection-text">{text}</span>
    </span>
  )
}
