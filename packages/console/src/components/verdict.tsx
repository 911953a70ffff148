import type { ReadinessVerdict } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { type Look, StateIcon } from './state-icon.tsx'

const look: Readonly<Record<ReadinessVerdict, Look>> = { ready: 'ok', 'at-risk': 'degraded', 'not-ready': 'down' }

/** A verdict on readiness: its shape and its word. `null`: nobody has tested. */
export function Verdict({ of }: { of: ReadinessVerdict | null }) {
  const { words } = useSpeech()
  return (
    <span class="with-icon">
      <StateIcon look={of === null ? 'unknown' : look[of]} size={18} />
      {of === null ? words.readiness.notTested : words.readiness.verdicts[of]}
    </span>
  )
}
