import type { Engine, Evidence, ServiceReport } from '@vonggac/alerting'
import {
  type Check,
  type Clock,
  DAY_MS,
  midnightOf,
  momentsOf,
  type Name,
  type ServiceShape,
  wallClock,
} from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { CheckStatus, IncidentSummary, ServiceAvailability, ServiceDetail, ServiceStatus } from '../api-types.ts'
import { serviceChanges } from '../state/service-changes.ts'
import type { State } from '../state/tables.ts'
import { availability, type Spell, spellsOf } from './availability.ts'
import { causeOf } from './cause.ts'

/** How far back a service's page looks, ms; a month and the longest that is asked for. */
const LOOKS_BACK_MS = 32 * DAY_MS
/** Most outages and changes that one answer lists, the latest. */
const MAX_LISTED = 200

interface Parts {
  readonly config: Config
  readonly shapes: readonly ServiceShape[]
  readonly checks: readonly Check[]
  readonly engine: Pick<Engine, 'services'>
  readonly state: State
  readonly clock: Clock
  /** The last results, and the incidents that are open. */
  readonly live: { describe(check: Check, now: number): CheckStatus; incidents(): readonly IncidentSummary[] }
}

/** How services are and were, for the API. */
export interface ServiceBook {
  list(): Promise<ServiceStatus[]>
  /** By `site/service`, or by the service's id alone where only one has it. */
  find(id: string): Promise<ServiceDetail | undefined>
  /** As in the list, from what the engine has just said. */
  status(report: ServiceReport): Promise<ServiceStatus | undefined>
}

/** Reads the engine for now and the state database for before. */
export function createServiceBook(parts: Parts): ServiceBook {
  const { config, shapes, engine, state, clock } = parts
  const checks = new Map(parts.checks.map((check) => [check.id, check]))
  const byNode = new Map(shapes.map((shape) => [shape.node, shape]))

  const spells = async (node: string, now: number) => spellsOf(await serviceChanges(state, node, now - LOOKS_BACK_MS))
  const status = (report: ServiceReport, history: readonly Spell[], now: number): ServiceStatus => {
    const shape = byNode.get(report.node)!
    const told = parts.live.incidents().find(({ run }) => run === report.incident)
    return {
      id: shape.node,
      site: shape.site,
      name: shape.name,
      kind: shape.kind,
      state: report.state,
      since: report.since || null,
      incident: report.incident,
      cause: causeShown(shape, { report, checks, told }),
      deciding: report.deciding.map(({ check }) => check),
      checks: Object.entries(report.members).flatMap(([id, member]) => {
        const check = checks.get(id)
        return check ? [{ ...parts.live.describe(check, now), state: member }] : []
      }),
      availability: availabilityOf(history, config.organisation.timezone, now),
    }
  }
  const shapeOf = (id: string) => {
    const named = shapes.filter((shape) => shape.id === id)
    return byNode.get(id) ?? (named.length === 1 ? named[0] : undefined)
  }
  const reportOf = (node: string) => engine.services.find((report) => report.node === node)
  return {
    async list() {
      const now = clock.now()
      return Promise.all(
        shapes.flatMap(({ node }) => {
          const report = reportOf(node)
          return report ? [spells(node, now).then((history) => status(report, history, now))] : []
        }),
      )
    },
    async find(id) {
      const shape = shapeOf(id)
      const report = shape && reportOf(shape.node)
      if (!report) return undefined
      const now = clock.now()
      const history = await spells(report.node, now)
      return {
        ...status(report, history, now),
        changes: history
          .slice(-MAX_LISTED)
          .reverse()
          .map(({ to: _, ...change }) => change),
        outages: history
          .filter((spell) => spell.state === 'down')
          .slice(-MAX_LISTED)
          .reverse()
          .map(({ at, to, cause, incident, checks: of }) => ({
            from: at,
            to,
            duration_s: Math.round(((to ?? now) - at) / 1_000),
            cause,
            incident,
            checks: of,
          })),
      }
    },
    async status(report) {
      const now = clock.now()
      return byNode.has(report.node) ? status(report, await spells(report.node, now), now) : undefined
    },
  }
}

/** The state's reason in words; when something else explains it, that. */
function causeShown(
  shape: ServiceShape,
  {
    report,
    checks,
    told,
  }: { report: ServiceReport; checks: ReadonlyMap<string, Check>; told: IncidentSummary | undefined },
): Name | null {
  if (report.deciding.length === 0) return null
  if (told && told.node !== shape.node)
    return { vi: `do sự cố khác: ${told.title.vi}`, en: `because of another incident: ${told.title.en}` }
  return causeOf(shape, evidenceFrom(report, checks))
}

/** All checks of a service as its causes are found from, those that decide first. */
export function evidenceFrom({ deciding, members }: ServiceReport, checks: ReadonlyMap<string, Check>): Evidence[] {
  const why = new Map(deciding.map((entry) => [entry.check, entry.why]))
  const ids = [...why.keys(), ...Object.keys(members).filter((id) => !why.has(id))]
  return ids.flatMap((id) => {
    const check = checks.get(id)
    return check ? [{ check, state: members[id] ?? 'unknown', why: why.get(id) ?? '' }] : []
  })
}

/** Over today and this month by the organisation's clocks, and over the last 7 and 30 days. */
function availabilityOf(history: readonly Spell[], zone: string, now: number): ServiceAvailability {
  const midnight = midnightOf(wallClock(zone, now))
  const firstOfMonth = midnight - (new Date(midnight).getUTCDate() - 1) * DAY_MS
  const since = (from: number) => availability(history, from, now)
  return {
    today: since(momentsOf(zone, midnight)[0]!),
    days_7: since(now - 7 * DAY_MS),
    days_30: since(now - 30 * DAY_MS),
    month: since(momentsOf(zone, firstOfMonth)[0]!),
  }
}
