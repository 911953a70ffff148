import type { SiteState, SiteStatus } from '../api/types.ts'
import type { Language } from '../i18n/language.ts'
import { shortName } from '../i18n/short-name.ts'
import { type Label, placeLabels } from './labels.ts'
import { fitProjection, type Point } from './projection.ts'
import { spread } from './spread.ts'

/** The drawing's own units. */
export const MAP_WIDTH = 640
export const MAP_HEIGHT = 560
const MARGIN = 46
/** Between the middles of two markers. */
const DISTANCE = 19
export const LABEL_SIZE = 13

/** Where everything of the map stands; made anew only when the places change. */
export interface MapPlan {
  readonly ids: readonly string[]
  readonly points: readonly Point[]
  /** Index of the hub among `ids`, -1 without one. */
  readonly hub: number
  /** Circles around the hub. */
  readonly rings: readonly { readonly km: number; readonly radius: number }[]
}

/** Lays the sites that have coordinates out. */
export function planMap(sites: readonly SiteStatus[]): MapPlan | null {
  const placed = sites.filter((site) => site.location !== null)
  if (placed.length === 0) return null
  const projection = fitProjection(
    placed.map((site) => site.location!),
    MAP_WIDTH,
    MAP_HEIGHT,
    MARGIN,
  )
  const hub = placed.findIndex((site) => site.kind === 'hub')
  const points = spread(
    placed.map((site) => projection(site.location!)),
    DISTANCE,
    hub,
  )
  const rings = hub < 0 ? [] : [25, 50, 75, 100].map((km) => ({ km, radius: km * projection.unitsPerKm }))
  return { ids: placed.map((site) => site.id), points, hub, rings }
}

const rank: Readonly<Record<SiteState, number>> = { down: 0, degraded: 1, unknown: 2, ok: 3 }

/** Names beside the markers. What is in trouble is named first; offices inside a town only when they are in trouble. */
export function labelMap(plan: MapPlan, sites: ReadonlyMap<string, SiteStatus>, language: Language): Label[] {
  const names = plan.ids
    .map((id, index) => ({ index, site: sites.get(id)! }))
    .filter(({ site }) => site && (site.state === 'down' || site.state === 'degraded' || site.kind !== 'department'))
    .sort(
      (a, b) =>
        rank[a.site.state] - rank[b.site.state] || Number(b.site.kind === 'hub') - Number(a.site.kind === 'hub'),
    )
    .map(({ index, site }) => ({ index, text: shortName(site.name, language) }))
  return placeLabels(names, plan.points, LABEL_SIZE, MAP_WIDTH, MAP_HEIGHT)
}

/** One link's line from the hub to its site; several links of a site bow to either side. */
export function linkPath(from: Point, to: Point, index: number, count: number): string {
  if (count === 1) return `M${fixed(from.x)} ${fixed(from.y)}L${fixed(to.x)} ${fixed(to.y)}`
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const bow = ((index - (count - 1) / 2) / Math.max(1, count - 1)) * Math.min(0.22, 26 / (Math.hypot(dx, dy) || 1))
  const [x, y] = [from.x + dx / 2 - dy * bow, from.y + dy / 2 + dx * bow]
  return `M${fixed(from.x)} ${fixed(from.y)}Q${fixed(x)} ${fixed(y)} ${fixed(to.x)} ${fixed(to.y)}`
}

const fixed = (value: number) => value.toFixed(1)
