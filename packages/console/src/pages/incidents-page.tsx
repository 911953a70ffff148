import { BrokenNow } from '../components/broken-now.tsx'
import { IncidentArchive } from '../components/incident-archive.tsx'
import { useSpeech } from '../context.ts'

/** What is open, and all that was. */
export function IncidentsPage() {
  const { words } = useSpeech()
  return (
    <div class="page">
      <h1>{words.incidents}</h1>
      <BrokenNow />
      <IncidentArchive />
    </div>
  )
}
