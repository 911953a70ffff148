import { useMemo } from 'preact/hooks'
import { sparkline } from '../charts/sparkline.ts'
import type { History } from '../state/history.ts'

const WIDTH = 96
const HEIGHT = 28

/** The recent latency as a line; red marks at the foot are readings that got no answer. Decoration: the figure stands beside it. */
export function Sparkline({ history }: { history: History }) {
  const { line, area, lost } = useMemo(() => sparkline(history, WIDTH, HEIGHT), [history])
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="sparkline-area" d={area} />
      <path class="sparkline-line" d={line} />
      <path class="sparkline-lost" d={lost} />
    </svg>
  )
}
