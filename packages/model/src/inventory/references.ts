import { at, itemsAt, type Located, type Path, placeText, problemAt, textAt } from './located.ts'
import type { Problem } from './problem.ts'
import { didYouMean, listed } from './suggestion.ts'

/**
 * Everything that one part of the document says about another. Works on the document as written and not as parsed,
 * so that a slip elsewhere does not hide a dangling reference; what is not of the expected form is the schema's affair.
 */
export function referenceProblems(root: Located): Problem[] {
  const problems: Problem[] = []
  const say: Say = (path, message) => void problems.push(problemAt(root, path, message))
  sites(root, say)
  services(root, say)
  agents(root, say)
  oncall(root, say)
  uniqueIds(root, say)
  return problems
}

type Say = (path: Path, message: string) => void

const idsOf = (items: readonly { node: Located }[]): string[] => items.flatMap(({ node }) => textAt(node, 'id') ?? [])

/** Reports a reference to something that does not exist. */
function refer(
  node: Located,
  path: Path,
  key: string,
  { to, ids, say }: { to: string; ids: readonly string[]; say: Say },
) {
  const name = textAt(node, key)
  if (name === undefined || ids.includes(name)) return
  say([...path, key], `there is no ${to} \`${name}\`${didYouMean(name, ids) || `; there are: ${listed(ids)}`}`)
}

function sites(root: Located, say: Say) {
  const providers = idsOf(itemsAt(root, 'providers'))
  const credentials = at(root, ['snmp', 'credentials'])
  const credentialIds = credentials?.kind === 'map' ? [...credentials.entries.keys()] : []
  for (const { node: site, path } of itemsAt(root, 'sites')) {
    const devices = itemsAt(site, 'devices', path)
    for (const device of devices) {
      refer(device.node, device.path, 'snmp', { to: 'SNMP credential', ids: credentialIds, say })
    }
    for (const link of itemsAt(site, 'links', path)) {
      refer(link.node, link.path, 'provider', { to: 'provider', ids: providers, say })
      linkEnd(link, devices, say)
    }
  }
}

const ENDS_LINKS = ['router', 'switch', 'firewall', 'other']

/** The device that ends a link, and its interface. */
function linkEnd({ node, path }: { node: Located; path: Path }, devices: readonly { node: Located }[], say: Say) {
  refer(node, path, 'device', { to: 'device of this site', ids: idsOf(devices), say })
  const name = textAt(node, 'device')
  if (name === undefined) {
    if (at(node, ['interface']))
      say([...path, 'interface'], 'whose interface? Add `device`, the router of this site that ends the link')
    return
  }
  const role = textAt(devices.find((device) => textAt(device.node, 'id') === name)?.node, 'role')
  if (role && !ENDS_LINKS.includes(role)) {
    say([...path, 'device'], `\`${name}\` is a ${role}; a link ends on a router, switch or firewall`)
  }
}

function services(root: Located, say: Say) {
  const ids = idsOf(itemsAt(root, 'sites'))
  for (const { node, path } of itemsAt(root, 'services')) {
    refer(node, path, 'site', { to: 'site', ids, say })
    const names = new Map<string, Located>()
    for (const check of itemsAt(node, 'checks', path)) {
      const name = checkName(check.node)
      const before = name === undefined ? undefined : names.get(name)
      if (before)
        say(
          check.path,
          `two checks of this service are called \`${name}\`, the first at ${placeText(before)}; give one an \`id\``,
        )
      else if (name !== undefined) names.set(name, check.node)
    }
  }
}

function checkName(check: Located): string | undefined {
  const id = textAt(check, 'id')
  const kind = textAt(check, 'kind')
  const port = at(check, ['port'])
  return id ?? (kind === 'tcp' && port?.kind === 'scalar' ? `tcp-${port.value}` : kind)
}

function agents(root: Located, say: Say) {
  const siteNodes = itemsAt(root, 'sites')
  let hub: Located | undefined
  const entries = itemsAt(root, 'agents')
  for (const { node, path } of entries) {
    refer(node, path, 'site', { to: 'site', ids: idsOf(siteNodes), say })
    const site = siteNodes.find((one) => textAt(one.node, 'id') === textAt(node, 'site'))
    if (site)
      refer(node, path, 'device', {
        to: `device of site \`${textAt(node, 'site')}\``,
        ids: idsOf(itemsAt(site.node, 'devices')),
        say,
      })
    if (!isTrue(node, 'hub')) continue
    if (hub)
      say([...path, 'hub'], `there are two hubs, the first at ${placeText(hub)}; one agent watches links and devices`)
    hub ??= node
  }
  agentsOfDevices(siteNodes, entries, say)
  const [watched] = hub ? [] : watchedFromHub(root)
  if (watched)
    say(watched, 'nobody watches this: no agent is the hub; give one entry under `agents` the key `hub: true`')
}

const isTrue = (node: Located, key: string): boolean => {
  const value = at(node, [key])
  return value?.kind === 'scalar' && value.value === true
}

/** Where the first thing stands that only a hub agent can watch. */
function watchedFromHub(root: Located): Path[] {
  const onSites = itemsAt(root, 'sites').flatMap(({ node, path }) => [
    ...itemsAt(node, 'links', path),
    ...itemsAt(node, 'devices', path),
  ])
  const ofServices = itemsAt(root, 'services').flatMap(({ node, path }) => itemsAt(node, 'checks', path))
  return [...onSites, ...ofServices].map(({ path }) => path)
}

type Item = { readonly node: Located; readonly path: Path }

/** One agent runs on one device of one site. */
function agentsOfDevices(siteNodes: readonly Item[], entries: readonly Item[], say: Say) {
  const runs = new Map<string, { site: string | undefined; device: string | undefined; node: Located }>()
  for (const { node } of entries) {
    const id = textAt(node, 'id')
    if (id !== undefined) runs.set(id, { site: textAt(node, 'site'), device: textAt(node, 'device'), node })
  }
  for (const { node: site, path } of siteNodes) {
    for (const device of itemsAt(site, 'devices', path)) {
      const siteId = textAt(site, 'id')
      const deviceId = textAt(device.node, 'id')
      const id = isTrue(device.node, 'agent') ? siteId : textAt(device.node, 'agent')
      if (id === undefined || deviceId === undefined) continue
      const other = runs.get(id)
      const elsewhere = other && (other.site !== siteId || (other.device !== undefined && other.device !== deviceId))
      if (elsewhere) {
        say(
          [...device.path, 'agent'],
          `agent \`${id}\` already runs elsewhere, see ${placeText(other.node)}; give this one a name of its own`,
        )
      } else runs.set(id, { site: siteId, device: deviceId, node: device.node })
    }
  }
}

function oncall(root: Located, say: Say) {
  const section = at(root, ['oncall'])
  const ids = idsOf(itemsAt(section, 'channels'))
  for (const { node, path } of itemsAt(section, 'notify', ['oncall'])) {
    for (const [index, channel] of itemsAt(node, 'channels').entries()) {
      const { node: name } = channel
      if (name.kind !== 'scalar' || typeof name.value !== 'string' || ids.includes(name.value)) continue
      say(
        [...path, 'channels', index],
        `there is no channel \`${name.value}\`${didYouMean(name.value, ids) || `; there are: ${listed(ids)}`}`,
      )
    }
  }
  for (const { node, path } of itemsAt(section, 'channels', ['oncall'])) secretHeaders(node, path, say)
}

/** Headers that carry secrets by their very name. */
function secretHeaders(channel: Located, path: Path, say: Say) {
  const headers = at(channel, ['headers'])
  if (headers?.kind !== 'map') return
  for (const [name, { value }] of headers.entries) {
    if (value.kind === 'scalar' && /authorization|token|secret|password|cookie|api-?key/i.test(name)) {
      say(
        [...path, 'headers', name],
        'expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
      )
    }
  }
}

function uniqueIds(root: Located, say: Say) {
  const section = at(root, ['oncall'])
  once(itemsAt(root, 'providers'), 'provider', say)
  once(itemsAt(root, 'sites'), 'site', say)
  once(itemsAt(root, 'agents'), 'agent', say)
  once(itemsAt(section, 'people', ['oncall']), 'person', say)
  once(itemsAt(section, 'channels', ['oncall']), 'channel', say)
  const all = itemsAt(root, 'services')
  const placed = new Set<Item>()
  for (const { node, path } of itemsAt(root, 'sites')) {
    const mine = all.filter((service) => !placed.has(service) && textAt(service.node, 'site') === textAt(node, 'id'))
    for (const service of mine) placed.add(service)
    once(
      [...itemsAt(node, 'links', path), ...itemsAt(node, 'devices', path), ...mine],
      'link, device or service of this site',
      say,
    )
  }
  once(
    all.filter((service) => !placed.has(service)),
    'service',
    say,
  )
}

/** Reports the second of two things with one id. */
function once(items: readonly Item[], what: string, say: Say) {
  const first = new Map<string, Located>()
  for (const { node, path } of items) {
    const id = textAt(node, 'id')
    const before = id === undefined ? undefined : first.get(id)
    if (before)
      say(
        [...path, 'id'],
        `another ${what} has the id \`${id}\`, at ${placeText(before)}; give this one an id of its own`,
      )
    else if (id !== undefined) first.set(id, node)
  }
}
