import type { Stretch } from '../charts/state-strip.ts'
import { sharesOf } from '../charts/state-strip.ts'
import { useSpeech } from '../context.ts'
import { lookOf } from './state-icon.tsx'

/** Drawn in these units and stretched to the width that there is. */
const WIDTH = 1_000
const HEIGHT = 40
/** What is worse stands higher, so that colours are not all that tells. */
const heights = { fail: 40, warn: 28, unknown: 12, ok: 18, none: 3 } as const

/** How something was over time: a stretch for each state, worse ones higher; below it the same in words. */
export function StateStrip({ stretches }: { stretches: readonly Stretch[] }) {
  const { words, format } = useSpeech()
  const [first, last] = [stretches[0], stretches.at(-1)]
  if (!first || !last) return null
  const scale = WIDTH / (last.to - first.from)
  const wordOf = (state: Stretch['state']) => (state === 'none' ? words.aboutCheck.noData : words.statuses[state])
  const shares = sharesOf(stretches).map(([state, share]) => `${wordOf(state)} ${format.percent(share)}`)
  return (
    <figure class="strip">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={shares.join(', ')}>
        {stretches.map(({ from, to, state }) => (
          <rect
            key={from}
            class={state === 'none' ? 'is-none' : `is-${lookOf[state]}`}
            x={(from - first.from) * scale}
            width={Math.max(1, (to - from) * scale)}
            y={HEIGHT - heights[state]}
            height={heights[state]}
          >
            <title>{`${wordOf(state)}: ${format.stamp(from)} – ${format.stamp(to)}`}</title>
          </rect>
        ))}
      </svg>
      <div class="strip-ends muted">
        <span>{format.stamp(first.from)}</span>
        <span>{format.stamp(last.to)}</span>
      </div>
      <figcaption>{words.aboutCheck.shares(shares.join(', '))}</figcaption>
    </figure>
  )
}
