import { useConsole, useSpeech } from '../context.ts'
import { useSelect } from '../state/select.ts'

/** Says aloud what happened to an incident, to those who use a screen reader. */
export function Announcer() {
  const { live } = useConsole()
  const { words, name } = useSpeech()
  const news = useSelect(live, (state) => state.news)
  const say = { open: words.newIncident, acknowledged: words.incidentAcknowledged, resolved: words.incidentResolved }
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {news && say[news.state](name(news.title))}
    </div>
  )
}
