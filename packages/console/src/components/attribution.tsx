import type { IncidentAttribution } from '../api/document.ts'
import { useSpeech } from '../context.ts'

type Sureness = 'certain' | 'veryLikely' | 'likely' | 'unclear'

/** A confidence in words, as reports have them. */
function surenessOf(confidence: number): Sureness {
  if (confidence >= 0.9) return 'certain'
  if (confidence >= 0.75) return 'veryLikely'
  return confidence >= 0.5 ? 'likely' : 'unclear'
}

/** Why it happened: the cause, how sure that is, whether it may still change, and what speaks for it. */
export function AttributionPanel({ attribution }: { attribution: IncidentAttribution }) {
  const { words, name } = useSpeech()
  const { handling } = words
  const { cause, confidence, state, evidence } = attribution
  return (
    <section class="panel attribution">
      <h2>{handling.why}</h2>
      <p class="attribution-cause">
        <strong>{words.causes[cause]}</strong>
        <span>
          {handling.sureness[surenessOf(confidence)]} ({Math.round(confidence * 100)} %)
        </span>
        <span class="tag">{handling[state]}</span>
      </p>
      {evidence.length === 0 ? (
        <p class="muted">{handling.noEvidence}</p>
      ) : (
        <>
          <h3>{handling.evidence}</h3>
          <ul>
            {evidence.map((each) => (
              <li key={each.en}>{name(each)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
