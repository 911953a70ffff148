import type { SiteState, SiteStatus } from '../api/document.ts'
import type { Language } from '../i18n/language.ts'
import { shortName } from '../i18n/short-name.ts'
import { type Label, placeLabels } from './labels.ts'
import { fitProjection, type Point } from './projection.ts'
import { spread } from './spread.ts'

/** Everything is in CSS pixels, so that names and markers are equally large on a phone and on a wall. */
const MARGIN = 44
/** Between the middles of two markers. */
const DISTANCE = 18
export const LABEL_SIZE = 12
const RINGS_KM = [25, 50, 75, 100]

/** Where everything of the map stands; made anew only when the places or the room change. */
export interface MapPlan {
  readonly width: number
  readonly height: number
  readonly ids: readonly string[]
  readonly points: readonly Point[]
  /** Index of the hub among `ids`, -1 without one. */
  readonly hub: number
  /** Circles around the hub. */
  readonly rings: readonly { readonly km: number; readonly radius: number }[]
}

/** Lays the sites that have coordinates out. `null` when none has, or there is no room. */
export function planMap(sites: readonly SiteStatus[], width: number): MapPlan | null {
  const placed = sites.filter((site) => site.location !== null)
  if (placed.length === 0 || width < 3 * MARGIN) return null
  const height = Math.round(width * 0.8)
  const projection = fitProjection(
    placed.map((site) => site.location!),
    width,
    height,
    MARGIN,
  )
  const hub = placed.findIndex((site) => site.kind === 'hub')
  const points = spread(
    placed.map((site) => projection(site.location!)),
    DISTANCE,
    hub,
  )
  const rings = hub < 0 ? [] : RINGS_KM.map((km) => ({ km, radius: km * projection.unitsPerKm }))
  return { width, height, ids: placed.map((site) => site.id), points, hub, rings }
}

const rank: Readonly<Record<SiteState, number>> = { down: 0, degraded: 1, unknown: 2, ok: 3 }

/** Names beside the markers. What is in trouble is named first; offices inside a town only when they are in trouble. */
export function labelMap(plan: MapPlan, sites: ReadonlyMap<string, SiteStatus>, language: Language): Label[] {
  const names = plan.ids
    .flatMap((id, index) => {
      const site = sites.get(id)
      return site ? [{ index, site }] : []
    })
    .filter(({ site }) => site.state === 'down' || site.state === 'degraded' || site.kind !== 'department')
    .sort(
      (a, b) =>
        rank[a.site.state] - rank[b.site.state] || Number(b.site.kind === 'hub') - Number(a.site.kind === 'hub'),
    )
    .map(({ index, site }) => ({ index, text: shortName(site.name, language) }))
  return placeLabels(names, plan.points, LABEL_SIZE, plan.width, plan.height)
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
