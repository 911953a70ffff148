import { useMemo } from 'preact/hooks'
import type { SiteState, SiteStatus } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { fixedOrder, type SiteOrder, worstFirst } from '../state/ordering.ts'
import { useSelect } from '../state/select.ts'
import { useStill } from '../state/still.ts'
import { SiteTile } from './site-tile.tsx'

const orders = ['fixed', 'worst'] as const
const kinds = ['district', 'department', 'other'] as const

/** All sites but the hub, which has a card of its own. The fixed order never moves a tile under the pointer; a changed state lights up instead. */
export function SiteGrid({ highlight }: { highlight: SiteState | null }) {
  const { settings } = useConsole()
  const { words } = useSpeech()
  const order = useSelect(settings, (state) => state.order)
  return (
    <section class={`sites ${highlight ? `highlights-${highlight}` : ''}`}>
      <div class="sites-head">
        <h2>{words.sitesOf(useOrderedIds('fixed').length)}</h2>
        <fieldset class="segments" aria-label={words.order}>
          {orders.map((choice) => (
            <button
              key={choice}
              type="button"
              aria-pressed={order === choice}
              onClick={() => settings.dispatch({ order: choice })}
            >
              {words.orders[choice]}
            </button>
          ))}
        </fieldset>
      </div>
      {order === 'fixed' ? <FixedGrid /> : <WorstGrid />}
    </section>
  )
}

function FixedGrid() {
  const { live } = useConsole()
  const { words } = useSpeech()
  const ids = useOrderedIds('fixed')
  const groups = Map.groupBy(ids, (id) => kindOf(live.state.sites.get(id)))
  return (
    <>
      {kinds.map((kind) => {
        const group = groups.get(kind)
        if (!group) return null
        return (
          <section key={kind} class="site-group" aria-label={words.siteKinds[kind]}>
            <h3>
              {words.siteKinds[kind]} <span class="muted">{group.length}</span>
            </h3>
            <Tiles ids={group} />
          </section>
        )
      })}
    </>
  )
}

function WorstGrid() {
  const { shown, still } = useStill(useOrderedIds('worst'))
  return (
    <div {...still}>
      <Tiles ids={shown} />
    </div>
  )
}

function Tiles({ ids }: { ids: readonly string[] }) {
  return (
    <ul class="tiles">
      {ids.map((id) => (
        <SiteTile key={id} id={id} />
      ))}
    </ul>
  )
}

/** The ids in order, as one text so that a change of figures alone renders nothing here. */
function useOrderedIds(order: SiteOrder): readonly string[] {
  const { live } = useConsole()
  const sort = order === 'fixed' ? fixedOrder : worstFirst
  const joined = useSelect(live, (state) =>
    sort([...state.sites.values()].filter((site) => site.kind !== 'hub'))
      .map((site) => site.id)
      .join('\n'),
  )
  return useMemo(() => (joined === '' ? [] : joined.split('\n')), [joined])
}

const kindOf = (site: SiteStatus | undefined) => kinds.find((kind) => kind === site?.kind) ?? 'other'
