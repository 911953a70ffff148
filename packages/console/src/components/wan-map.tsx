import { useMemo } from 'preact/hooks'
import { useConsole, useSpeech } from '../context.ts'
import { LABEL_SIZE, labelMap, linkPath, type MapPlan, planMap } from '../geo/map-model.ts'
import { pathOf } from '../router.ts'
import { fixedOrder } from '../state/ordering.ts'
import { useSelect } from '../state/select.ts'
import { useMeasuredWidth } from './measured-width.ts'
import { lookOf, StateIcon, shapes } from './state-icon.tsx'

const looks = ['ok', 'degraded', 'down', 'unknown'] as const

/** For drawings whose words stand elsewhere too. */
const decoration = { 'aria-hidden': true } as const

/** The province: sites where they are, every link from the hub in the colour of its state. */
export function WanMap() {
  const { live } = useConsole()
  const { words } = useSpeech()
  const [place, width] = useMeasuredWidth<HTMLDivElement>()
  const places = useSelect(live, (state) =>
    [...state.sites.values()].map((site) => `${site.id} ${site.location}`).join('\n'),
  )
  // The plan follows the places, not the figures.
  const plan = useMemo(() => planMap(fixedOrder(live.state.sites.values()), width), [places, width])
  const nowhere = !/\d,/.test(places)
  return (
    <section class="panel map">
      <h2>{words.map}</h2>
      <div ref={place}>{plan && <Drawing plan={plan} />}</div>
      {nowhere && <p class="muted">{words.mapEmpty}</p>}
      <ul class="legend" aria-label={words.legend}>
        {looks.map((look) => (
          <li key={look}>
            <StateIcon look={look} size={16} />
            {words.states[look]}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Drawing({ plan }: { plan: MapPlan }) {
  const { words } = useSpeech()
  const hub = plan.points[plan.hub]
  return (
    <svg class="map-drawing" width={plan.width} height={plan.height} viewBox={`0 0 ${plan.width} ${plan.height}`}>
      <title>{words.mapLabel(plan.ids.length)}</title>
      {hub &&
        plan.rings.map(({ km, radius }) => (
          <g key={km} class="ring" {...decoration}>
            <circle cx={hub.x} cy={hub.y} r={radius} />
            <text x={hub.x} y={hub.y - radius - 4}>
              {words.kilometres(km)}
            </text>
          </g>
        ))}
      {hub && plan.ids.map((id, i) => i !== plan.hub && <Spoke key={id} id={id} plan={plan} index={i} />)}
      {plan.ids.map((id, i) => (
        <Marker key={id} id={id} plan={plan} index={i} />
      ))}
      <Labels plan={plan} />
    </svg>
  )
}

interface Placed {
  id: string
  plan: MapPlan
  index: number
}

function Spoke({ id, plan, index }: Placed) {
  const { live } = useConsole()
  const states = useSelect(
    live,
    (state) =>
      state.sites
        .get(id)
        ?.links.map((link) => link.status)
        .join(' ') ?? '',
  )
  if (states === '') return null
  const links = states.split(' ') as (keyof typeof lookOf)[]
  return (
    <g {...decoration}>
      {links.map((status, i) => (
        <path
          key={i}
          class={`spoke is-${lookOf[status]}`}
          d={linkPath(plan.points[plan.hub]!, plan.points[index]!, i, links.length)}
        />
      ))}
    </g>
  )
}

function Marker({ id, plan, index }: Placed) {
  const { live } = useConsole()
  const { words, name } = useSpeech()
  const look = useSelect(live, (state) => state.sites.get(id)?.state ?? 'unknown')
  const title = useSelect(live, (state) => state.sites.get(id)?.name)
  const { x, y } = plan.points[index]!
  const scale = index === plan.hub ? 1.15 : 0.66
  return (
    <a
      class={`marker is-${look} ${index === plan.hub ? 'is-hub' : ''}`}
      href={pathOf({ page: 'site', id })}
      aria-label={title && `${name(title)}: ${words.states[look]}`}
    >
      <title>{title && `${name(title)}: ${words.states[look]}`}</title>
      {look === 'down' && <circle class="marker-halo" cx={x} cy={y} r={16} />}
      <path
        class="shape"
        d={shapes[look]}
        transform={`translate(${x - 10 * scale} ${y - 10 * scale}) scale(${scale})`}
      />
    </a>
  )
}

function Labels({ plan }: { plan: MapPlan }) {
  const { live } = useConsole()
  const { language } = useSpeech()
  const states = useSelect(live, (state) => plan.ids.map((id) => state.sites.get(id)?.state).join())
  // names move only when a state changes
  const labels = useMemo(() => labelMap(plan, live.state.sites, language), [plan, states, language])
  return (
    <g class="map-labels" font-size={LABEL_SIZE} {...decoration}>
      {labels.map(({ index, text, x, y, anchor }) => (
        <text key={index} x={x} y={y} text-anchor={anchor}>
          {text}
        </text>
      ))}
    </g>
  )
}
