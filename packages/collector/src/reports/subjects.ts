import {
  type Check,
  checksOfService,
  globMatcher,
  type Name,
  type ServiceShape,
  type ServiceVerdict,
  serviceVerdict,
} from '@vonggac/model'
import { type Config, expandChecks, servicesOf, topologyOf } from '@vonggac/model/inventory'
import type { SlaRow, SlaScope } from '../api-report-types.ts'
import type { Known } from './runs.ts'

/** A link of the report: what its results come from and what was promised. */
export interface LinkSubject {
  /** `tam-ky/vnpt`. */
  readonly id: string
  readonly name: Name
  readonly site: string
  readonly provider: string
  readonly check: Check
  readonly target: SlaRow['target']
}

/** A service of the report. */
export interface ServiceSubject {
  readonly id: string
  readonly name: Name
  readonly site: string
  readonly shape: ServiceShape
  readonly checks: readonly Check[]
  readonly target: SlaRow['target']
}

/** What a report is about. */
export interface Scope {
  /** Only what has to do with this provider, or this site; both by id. */
  readonly provider?: string | undefined
  readonly site?: string | undefined
}

/** Everything that a report says something of. */
export interface Subjects {
  readonly links: readonly LinkSubject[]
  readonly services: readonly ServiceSubject[]
  readonly providers: readonly { readonly id: string; readonly name: Name }[]
  readonly sites: readonly { readonly id: string; readonly name: Name }[]
}

const NOTHING = { availability: null, latency_ms: null, loss_pct: null }

/** What the inventory has, within the scope. Links that nothing watches are none: they have no results to speak of. */
export function subjectsOf(config: Config, scope: Scope): Subjects {
  const checks = expandChecks(config)
  const links = linksOf(config, checks).filter(
    ({ site, provider }) => (scope.site ?? site) === site && (scope.provider ?? provider) === provider,
  )
  const services =
    scope.provider === undefined ? servicesOf(config, checks).filter(({ site }) => (scope.site ?? site) === site) : []
  return {
    links,
    services: services.map((shape) => serviceOf(config, shape, checks)),
    providers: config.providers.filter(({ id }) => links.some(({ provider }) => provider === id)),
    // Of a site that has links of others too, one provider's report says nothing.
    sites: scope.provider === undefined ? config.sites.filter(({ id }) => links.some(({ site }) => site === id)) : [],
  }
}

function linksOf(config: Config, checks: readonly Check[]): LinkSubject[] {
  const names = new Map(topologyOf(config).nodes.map(({ id, name }) => [id, name]))
  const byNode = new Map(checks.flatMap((check) => (check.kind === 'icmp' ? [[check.node, check] as const] : [])))
  return config.sites.flatMap((site) =>
    site.links.flatMap(({ id: own, provider, sla }): LinkSubject[] => {
      const id = `${site.id}/${own}`
      const check = byNode.get(id)
      if (!check) return []
      const target = {
        availability: sla.availability ?? null,
        latency_ms: sla.latency ?? null,
        loss_pct: sla.loss ?? null,
      }
      return [{ id, name: names.get(id) ?? { vi: id, en: id }, site: site.id, provider, check, target }]
    }),
  )
}

function serviceOf(config: Config, shape: ServiceShape, all: readonly Check[]): ServiceSubject {
  const byId = new Map(all.map((check) => [check.id, check]))
  const slo = config.services.find(({ id, site }) => id === shape.id && site === shape.site)?.slo
  return {
    id: shape.node,
    name: shape.name,
    site: shape.site,
    shape,
    checks: checksOfService(shape).flatMap((id) => byId.get(id) ?? []),
    target: { ...NOTHING, availability: slo?.availability ?? null, latency_ms: slo?.latency ?? null },
  }
}

/** How a site is, by its links: it is reached while any one of them is up. */
export function siteState(states: readonly Known[]): Known {
  if (states.includes('up')) return 'up'
  if (states.every((state) => state === 'closed')) return 'closed'
  if (states.every((state) => state === 'down' || state === 'closed')) return 'down'
  return states.includes('silent') ? 'silent' : 'unknown'
}

const AS_MEMBER = { up: 'working', down: 'failed', unknown: 'unknown', silent: 'unknown', closed: 'closed' } as const
const AS_KNOWN: Readonly<Record<ServiceVerdict['state'], Known | undefined>> = {
  up: 'up',
  degraded: 'up',
  down: 'down',
  unknown: undefined,
  closed: 'closed',
}

/** How a service is, by its checks in the order of its subject. */
export function serviceState({ shape, checks }: ServiceSubject): (states: readonly Known[]) => Known {
  const index = new Map(checks.map(({ id }, i) => [id, i]))
  return (states) => {
    const { state } = serviceVerdict(shape, (id) => AS_MEMBER[states[index.get(id) ?? -1] ?? 'unknown'])
    return AS_KNOWN[state] ?? (states.includes('silent') ? 'silent' : 'unknown')
  }
}

/** Whether globs over ids mean a node, its site or one of its checks. */
export function meantBy(match: readonly string[]): (subject: { id: string; site: string; check?: string }) => boolean {
  const globs = match.map(globMatcher)
  return ({ id, site, check }) => globs.some((is) => is(id) || is(site) || (check !== undefined && is(check)))
}

/** The name of a row for people who read ids. */
export const rowKey = ({ scope, id }: { readonly scope: SlaScope; readonly id: string }): string => `${scope} ${id}`
