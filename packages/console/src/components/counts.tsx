import type { SiteState } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { useSelect } from '../state/select.ts'
import { StateIcon } from './state-icon.tsx'

const order = ['down', 'degraded', 'unknown', 'ok'] as const

interface CountsProps {
  highlight: SiteState | null
  onHighlight: (state: SiteState | null) => void
}

/** How many sites are in which state, pressing one picks its sites out of the grid; then the hub, then the checks. */
export function Counts({ highlight, onHighlight }: CountsProps) {
  const { live } = useConsole()
  const { words, format } = useSpeech()
  const counts = useSelect(live, (state) => state.siteCounts)
  const hubs = useSelect(live, (state) =>
    [...state.sites.values()].flatMap((site) => (site.kind === 'hub' ? [site.id] : [])).join('\n'),
  )
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
      {hubs !== '' && hubs.split('\n').map((id) => <HubCard key={id} id={id} />)}
      <CheckCount />
    </section>
  )
}

/** The hub has no link of its own: what counts are the devices inside. */
function HubCard({ id }: { id: string }) {
  const { live } = useConsole()
  const { words, name } = useSpeech()
  const hub = useSelect(live, (state) => state.sites.get(id))
  if (!hub) return null
  const { ok, warn, fail, unknown } = hub.devices
  return (
    <a class={`count is-hub is-${hub.state}`} href={pathOf({ page: 'site', id })} data-site={id}>
      <StateIcon look={hub.state} size={28} />
      <span class="count-label">
        {name(hub.name)}
        <br />
        <span class={hub.state === 'ok' ? 'muted' : `text-${hub.state}`}>
          {hub.state === 'ok' ? `${words.devices}: ${ok}/${ok + warn + fail + unknown}` : words.states[hub.state]}
        </span>
      </span>
    </a>
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
    counts.unknown > 0 && words.checksUnknown(counts.unknown),
  ].filter((part) => part !== false)
  return (
    <div class="count is-checks">
      <span class="count-number">{format.count(all)}</span>
      <span class="count-label">
        {words.checks}
        <br />
        <span class={counts.fail > 0 ? 'text-down' : 'muted'}>{trouble.join(' · ') || words.allChecksOk}</span>
      </span>
    </div>
  )
}
