import { at, type Item, idsOf, itemsAt, type Located, type Path, placeText, textAt } from './located.ts'
import { refer, type Say } from './references.ts'

/** Agents that stand nowhere, run twice, or lack a hub. */
export function fleetProblems(root: Located, say: Say): void {
  const sites = itemsAt(root, 'sites')
  const agents = itemsAt(root, 'agents')
  for (const agent of agents) standing(agent, sites, say)
  runningOnce(sites, agents, say)
  const [hub, ...more] = agents.filter(({ node }) => isTrue(node, 'hub'))
  for (const { path } of more) {
    say(
      [...path, 'hub'],
      `there is another hub, at ${placeText(hub!.node)}; exactly one agent watches all links and devices`,
    )
  }
  const watched = hub ? undefined : firstWatched(root)
  if (watched) say(watched, `nobody watches this, because ${agents.length > 0 ? LACKS_HUB : lacksAgent(sites)}`)
}

const LACKS_HUB = 'no agent is the hub; give one under `agents` the key `hub: true`'

/** What to write stands in the message as it is to be written. */
function lacksAgent(sites: readonly Item[]): string {
  const place = sites.find(({ node }) => textAt(node, 'kind') === 'hub') ?? sites[0]
  const site = (place && textAt(place.node, 'id')) ?? 'SITE'
  return `there is no agent under \`agents\`; add \`agents: [{id: hub, site: ${site}, hub: true}]\``
}

function standing(agent: Item, sites: readonly Item[], say: Say) {
  refer(agent, 'site', { what: 'site', ids: idsOf(sites), say })
  const name = textAt(agent.node, 'site')
  const site = sites.find(({ node }) => textAt(node, 'id') === name)
  const ids = idsOf(itemsAt(site?.node, 'devices'))
  if (site) refer(agent, 'device', { what: 'device', where: ` on site \`${name}\``, ids, say })
}

const isTrue = (node: Located, key: string): boolean => {
  const value = at(node, [key])
  return value?.kind === 'scalar' && value.value === true
}

/** The first thing that only a hub agent can watch. */
function firstWatched(root: Located): Path | undefined {
  for (const { node, path } of itemsAt(root, 'sites')) {
    const [first] = [...itemsAt(node, 'links', path), ...itemsAt(node, 'devices', path)]
    if (first) return first.path
  }
  return itemsAt(root, 'services').flatMap(({ node, path }) => itemsAt(node, 'checks', path))[0]?.path
}

/** An agent runs on one device of one site, whether `agents` or the device says so. */
function runningOnce(sites: readonly Item[], agents: readonly Item[], say: Say) {
  const running = new Map<string, { site: string | undefined; device: string | undefined; node: Located }>()
  for (const { node } of agents) {
    const id = textAt(node, 'id')
    if (id !== undefined) running.set(id, { site: textAt(node, 'site'), device: textAt(node, 'device'), node })
  }
  for (const { node: siteNode, path } of sites) {
    const site = textAt(siteNode, 'id')
    for (const { node, path: here } of itemsAt(siteNode, 'devices', path)) {
      const device = textAt(node, 'id')
      const id = isTrue(node, 'agent') ? site : textAt(node, 'agent')
      if (id === undefined || device === undefined) continue
      const other = running.get(id)
      const isSame = !other || (other.site === site && (other.device ?? device) === device)
      if (isSame) running.set(id, { site, device, node })
      else
        say([...here, 'agent'], `agent \`${id}\` runs elsewhere, see ${placeText(other.node)}; name this one otherwise`)
    }
  }
}

/** The ids of all agents, as written. */
export const agentIds = (root: Located): string[] => [...idsOf(itemsAt(root, 'agents')), ...agentsOnDevices(root)]

/** Those of them that devices name. */
export function agentsOnDevices(root: Located): string[] {
  return itemsAt(root, 'sites').flatMap((site) =>
    itemsAt(site.node, 'devices', site.path).flatMap(({ node }) => {
      return (isTrue(node, 'agent') ? textAt(site.node, 'id') : textAt(node, 'agent')) ?? []
    }),
  )
}
