import type { SiteState } from '../api/types.ts'
import { useConsole, useSpeech } from '../context.ts'
import { useSelect } from '../state/select.ts'
import { StateIcon } from './state-icon.tsx'

const order = ['down', 'degraded', 'unknown', 'ok'] as const

/** How many sites are in which state; pressing a state picks its sites out of the grid. */
export function Counts({
  highlight,
  onHighlight,
}: {
  highlight: SiteState | null
  onHighlight: (state: SiteState | null) => void
}) {
  const { live } = useConsole()
  const { words, format } = useSpeech()
  const counts = useSelect(live, (state) => state.siteCounts)
  return (
    <section class="counts" aria-label={words.sites}>
      {order.map((state) => (
        <button
          key={state}
          type="button"
          class={`count is-${state} ${counts[state] === 0 ? 'is-none' : ''}`}
          aria-pressed={highlight === state}
          title={words.highlight(words.states[state])}
          onClick={() => onHighlight(highlight === state ? null : state)}
        >
          <StateIcon look={state} size={28} />
          <span class="count-number">{format.count(counts[state])}</span>
          <span class="count-label">{words.states[state]}</span>
        </button>
      ))}
      <CheckCount />
    </section>
  )
}

function CheckCount() {
  const { live } = useConsole()
  const { words, format } = useSpeech()
  const counts = useSelect(live, (state) => state.checkCounts)
  if (counts === null) return null
  const all = counts.ok + counts.warn + counts.fail + counts.unknown
  const trouble = [
    counts.fail > 0 && words.checksFailing(counts.fail),
    counts.warn > 0 && words.checksWarning(counts.warn),
  ]
  return (
    <div class="count is-checks">
      <span class="count-number">{format.count(all)}</span>
      <span class="count-label">
        {words.checks}
        <br />
        <span class={counts.fail > 0 ? 'text-down' : 'muted'}>
          {trouble.filter(Boolean).join(' · ') || words.allChecksOk}
        </span>
      </span>
    </div>
  )
}
