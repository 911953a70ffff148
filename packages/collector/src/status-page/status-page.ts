import { type Clock, globMatcher, type ServiceState, serviceRanks } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { Notice, PublicService, PublicState, StatusPageDocument } from '../api-types.ts'
import type { MaintenanceBook, Work } from '../maintenance/maintenance-book.ts'
import { availability, spellsOf } from '../services/availability.ts'
import type { ServiceBook } from '../services/service-book.ts'
import { type EnteredNotice, listNotices } from '../state/notices.ts'
import { serviceChanges } from '../state/service-changes.ts'
import type { State } from '../state/tables.ts'
import { daysUntil, publicDays } from './public-days.ts'

/** However many people look at once, the page is made anew at most this often, ms. */
export const FRESH_MS = 15_000
/** Most outages that are listed of one service. */
const MAX_OUTAGES = 20
/** Work that begins later is not announced yet, ms. */
const ANNOUNCED_MS = 14 * 86_400_000

interface Deps {
  readonly config: Config
  readonly services: Pick<ServiceBook, 'list'>
  readonly maintenance: { readonly book: Pick<MaintenanceBook, 'windows'> }
  readonly state: State
  readonly clock: Clock
}

/** The public page as a document, not older than `FRESH_MS`. Rejects with whatever reading rejects with. */
export type StatusPage = () => Promise<StatusPageDocument>

/** `undefined` where the configuration asks for no such page. */
export function createStatusPage(deps: Deps): StatusPage | undefined {
  if (!deps.config.collector.statusPage) return undefined
  let made: { readonly at: number; readonly document: Promise<StatusPageDocument> } | undefined
  return () => {
    const now = deps.clock.now()
    if (!made || Math.abs(now - made.at) >= FRESH_MS) {
      const document = makeDocument(deps, now)
      made = { at: now, document }
      // What failed is tried again by whoever asks next.
      document.catch(() => {
        if (made?.document === document) made = undefined
      })
    }
    return made.document
  }
}

/** As the page shows it; `state` says where now lies. */
export const noticeOf = ({ createdAt: _, ...notice }: EnteredNotice, now: number): Notice => ({
  ...notice,
  state: notice.to <= now ? 'over' : notice.from <= now ? 'active' : 'planned',
})

async function makeDocument(
  { config, services, maintenance, state, clock }: Deps,
  now: number,
): Promise<StatusPageDocument> {
  const { days, contact = null, services: globs } = config.collector.statusPage!
  const { name, timezone } = config.organisation
  const shown = inOrder(await services.list(), globs)
  const work = maintenance.book.windows.flatMap((window) => publicWork(window, shown, now))
  const calendar = daysUntil(now, days, timezone)
  const listed = await Promise.all(
    shown.map(async ({ id, name: called, state: is, since }): Promise<PublicService> => {
      const spells = spellsOf(await serviceChanges(state, id, calendar[0]!.from))
      const busy = work.some((one) => one.state === 'active' && one.services.includes(id))
      return {
        id,
        name: called,
        state: busy && is !== 'up' ? 'maintenance' : is,
        since,
        availability: availability(spells, calendar[0]!.from, now),
        days: publicDays(spells, calendar),
        outages: spells
          .filter((spell) => spell.state === 'down')
          .slice(-MAX_OUTAGES)
          .reverse()
          .map(({ at, to }) => ({ from: at, to })),
      }
    }),
  )
  const notices = (await listNotices(state, now)).filter(
    (notice) => notice.services.length === 0 || notice.services.some((id) => shown.some((one) => one.id === id)),
  )
  return {
    organisation: name,
    generated_at: clock.now(),
    timezone,
    contact,
    state: worstOf(listed.map((one) => one.state)),
    notices: notices.map((notice) => {
      const { by: _, ...rest } = noticeOf(notice, now)
      return rest
    }),
    maintenance: work,
    services: listed,
  }
}

/** Those that any of the globs means, in the order of the globs; each once. */
function inOrder<S extends { readonly id: string }>(services: readonly S[], globs: readonly string[]): S[] {
  const found = new Set<S>()
  for (const glob of globs) {
    const matches = globMatcher(glob)
    for (const service of services) if (matches(service.id)) found.add(service)
  }
  return [...found]
}

/** What of a maintenance window concerns the services shown: the whole site of one, itself, or one of its checks. Its title stays inside: it may name devices. */
function publicWork(
  { match, from, to }: Work,
  shown: readonly { readonly id: string; readonly site: string; readonly checks: readonly { readonly id: string }[] }[],
  now: number,
): StatusPageDocument['maintenance'] {
  if (to <= now || from > now + ANNOUNCED_MS) return []
  const globs = match.map(globMatcher)
  const services = shown
    .filter(({ id, site, checks }) =>
      globs.some((means) => means(id) || means(site) || checks.some((check) => means(check.id))),
    )
    .map(({ id }) => id)
  return services.length === 0 ? [] : [{ services, from, to, state: from <= now ? 'active' : 'planned' }]
}

const worstOf = (states: readonly PublicState[]): PublicState => {
  const real = states.filter((state): state is ServiceState => state !== 'maintenance')
  const worst = real.reduce<ServiceState | undefined>(
    (sofar, state) => (sofar === undefined || rankOf(state) > rankOf(sofar) ? state : sofar),
    undefined,
  )
  const busy = real.length < states.length
  if (worst === undefined) return busy ? 'maintenance' : 'unknown'
  return busy && rankOf(worst) <= rankOf('up') ? 'maintenance' : worst
}

const rankOf = (state: ServiceState): number => serviceRanks.indexOf(state)
