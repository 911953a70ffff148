import { closeIncident, escalateIncident, holdNode, renameIncident } from '../incident.ts'
import { failsItself, isTroubled } from '../reachability.ts'
import { reason } from '../reason.ts'
import type { IncidentRecord, NodeRecord } from '../record.ts'
import type { World } from '../world.ts'

/** A link that is out by its own results, and on which nobody works. */
const isOut = (link: NodeRecord) => failsItself(link) && !link.maintained

/** Whether a site that has several links can be reached by none of them. */
export function isCutOff(link: NodeRecord): boolean {
  const { siteLinks: links } = link
  return links.length > 1 && links.every(isOut)
}

/** How long a failing link waits for its sister: cut together, they shall be one incident and one page from the start. */
export const sisterEnd = ({ timing }: World, link: NodeRecord): number =>
  failsItself(link) && link.siteLinks.some((other) => other !== link && !isOut(other) && !other.maintained)
    ? link.suspectSince + timing.sisterHoldMs
    : 0

/** The links that a site's being cut off is about, as far as nothing else explains them; none: it is not cut off, or has one link only. */
export const cutOffWith = (link: NodeRecord): NodeRecord[] =>
  isCutOff(link) ? link.siteLinks.filter(({ incident }) => !incident) : []

/**
 * A link fails whose sisters all fail already: the incident of the one that failed first becomes that of the site, and is
 * told once more as critical. Returns whether there is such an incident; without one the site's is still to be opened.
 */
export function cutSite(world: World, link: NodeRecord): boolean {
  if (!isCutOff(link)) return false
  const { siteLinks: links } = link
  const incident = firstIncident(world, links)
  if (!incident) return false
  holdAll(world, incident, links)
  if (incident.cutOff) return true
  incident.cutOff = true
  // Of what comes and goes it is known already how bad it becomes.
  if (incident.flapping && incident.severity === 'critical')
    renameIncident(world, incident, reason('need-met', cutText(links)))
  else escalateIncident(world, incident, 'critical', reason('escalated', cutText(links)))
  return true
}

/** The oldest incident that is about nothing but links of this site. */
function firstIncident(world: World, links: readonly NodeRecord[]): IncidentRecord | undefined {
  for (const incident of world.incidents.values()) if (links.includes(incident.node)) return incident
  return undefined
}

/** All links of the site share the incident; what had one of its own is folded into it. */
export function holdAll(world: World, incident: IncidentRecord, links: readonly NodeRecord[]): void {
  const why = reason('need-met', cutText(links))
  for (const link of links) {
    const own = link.incident
    if (own === incident) continue
    if (own && !links.includes(own.node)) continue
    if (own) closeIncident(world, own, reason('merged', `into ${incident.id}`))
    holdNode(world, incident, link, { members: link.checks.filter(isTroubled), reason: why })
  }
}

export const cutText = (links: readonly NodeRecord[]): string =>
  `none of the ${links.length} links of ${links[0]!.topology.site} works`

/** A link of the site works again: the site is reachable, and were it cut off once more, that would be news. */
export function endCut(world: World, incident: IncidentRecord): void {
  if (!incident.cutOff || isCutOff(incident.node)) return
  incident.cutOff = false
  renameIncident(world, incident, reason('eased', `${incident.node.topology.site} is reachable again`))
}
