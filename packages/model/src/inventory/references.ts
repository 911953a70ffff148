import { type AddedCheck, addedName, addedOptions } from './added-check.ts'
import { channelProblems } from './channel-problems.ts'
import { escalationProblems } from './escalation-problems.ts'
import { agentIds, fleetProblems } from './fleet-problems.ts'
import { checkKinds, type ProbeKind } from './kinds/index.ts'
import {
  at,
  type Item,
  idsOf,
  itemsAt,
  type Located,
  type Path,
  placeText,
  plain,
  problemAt,
  textAt,
} from './located.ts'
import { meetingProblems } from './meeting-problems.ts'
import type { Problem } from './problem.ts'
import { reflectorProblems } from './reflector-problems.ts'
import { rather } from './suggestion.ts'
import { trapProblems } from './trap-problems.ts'
import { idProblems } from './unique-ids.ts'

/** Reports something wrong at a path. */
export type Say = (path: Path, message: string) => void

/**
 * Everything that one part of the document says about another. Works on the document as written and not as parsed,
 * so that a slip elsewhere does not hide a dangling reference; what is not of the expected form is the schema's affair.
 */
export function referenceProblems(root: Located): Problem[] {
  const problems: Problem[] = []
  const say: Say = (path, message) => void problems.push(problemAt(root, path, message))
  sites(root, say)
  services(root, say)
  rules(root, say)
  channelProblems(root, say)
  escalationProblems(root, say)
  fleetProblems(root, say)
  reflectorProblems(root, say)
  trapProblems(root, say)
  meetingProblems(root, say)
  idProblems(root, say)
  return problems
}

/** Reports the id under `key` when nothing has it. `what` is the kind of thing, `where` is said after the id. */
export function refer(
  { node, path }: Item,
  key: string,
  { what, where = '', ids, say }: { what: string; where?: string; ids: readonly string[]; say: Say },
): void {
  const id = textAt(node, key)
  if (id === undefined || ids.includes(id)) return
  // A community that stands in place of the credential's id is not repeated.
  const named = key === 'snmp' ? ' of this name' : ` \`${id}\``
  say([...path, key], `there is no ${what}${named}${where}${rather(id, ids)}`)
}

function sites(root: Located, say: Say) {
  const providers = idsOf(itemsAt(root, 'providers'))
  const credentials = at(root, ['snmp', 'credentials'])
  const credentialIds = credentials?.kind === 'map' ? [...credentials.entries.keys()] : []
  for (const site of itemsAt(root, 'sites')) {
    const devices = itemsAt(site.node, 'devices', site.path)
    for (const device of devices) {
      refer(device, 'snmp', { what: 'SNMP credential', ids: credentialIds, say })
      portsOnce(device, say)
      refer(device, 'behind', { what: 'device', where: ' on this site', ids: idsOf(devices), say })
    }
    rings(devices, say)
    for (const link of itemsAt(site.node, 'links', site.path)) {
      refer(link, 'provider', { what: 'provider', ids: providers, say })
      linkEnd(link, devices, say)
    }
  }
}

/** Devices that stand behind each other in a ring: none of them could ever be told to be the cause. */
function rings(devices: readonly Item[], say: Say) {
  const behind = new Map(devices.map(({ node }) => [textAt(node, 'id'), textAt(node, 'behind')]))
  for (const { node, path } of devices) {
    const id = textAt(node, 'id')
    const way = [id]
    for (let next = behind.get(id); next !== undefined && way.length <= devices.length; next = behind.get(next)) {
      way.push(next)
      if (next !== id) continue
      say(
        [...path, 'behind'],
        `${id} would stand behind itself: ${way.join(' → ')}; name what the hub reaches it through`,
      )
      break
    }
  }
}

function portsOnce({ node, path }: Item, say: Say) {
  const ports = itemsAt(node, 'tcp', path).map((port) => (port.node.kind === 'scalar' ? port.node.value : undefined))
  for (const [index, port] of ports.entries()) {
    if (port !== undefined && ports.indexOf(port) < index)
      say([...path, 'tcp', index], `port ${port} stands twice; keep one`)
  }
}

const ENDS_LINKS = ['router', 'switch', 'firewall', 'other']

/** The device that ends a link, and its interface. */
function linkEnd(link: Item, devices: readonly Item[], say: Say) {
  refer(link, 'device', { what: 'device', where: ' on this site', ids: idsOf(devices), say })
  const { node, path } = link
  const name = textAt(node, 'device')
  if (name === undefined) {
    const lacks = 'whose interface? Add `device`, the router of this site that ends the link'
    if (at(node, ['interface'])) say([...path, 'interface'], lacks)
    return
  }
  const role = textAt(devices.find((device) => textAt(device.node, 'id') === name)?.node, 'role')
  if (role && !ENDS_LINKS.includes(role)) {
    say([...path, 'device'], `\`${name}\` has the role ${role}; a link ends on a router, switch or firewall`)
  }
}

function services(root: Located, say: Say) {
  const ids = idsOf(itemsAt(root, 'sites'))
  const agents = [...new Set(agentIds(root))]
  for (const service of itemsAt(root, 'services')) {
    refer(service, 'site', { what: 'site', ids, say })
    const names = new Map<string, Located>()
    for (const { node, path } of itemsAt(service.node, 'checks', service.path)) {
      refer({ node, path }, 'agent', { what: 'agent', ids: agents, say })
      const name = checkName(node)
      const before = name === undefined ? undefined : names.get(name)
      if (before)
        say(path, `this service has another check called \`${name}\`, at ${placeText(before)}; give one an \`id\``)
      else if (name !== undefined) names.set(name, node)
    }
  }
}

/** The name of a check as written; `undefined` where that cannot be said, because its options do not fit. */
function checkName(check: Located): string | undefined {
  const kind = textAt(check, 'kind')
  const id = textAt(check, 'id')
  if (id !== undefined || kind === undefined || !Object.hasOwn(checkKinds, kind)) return id
  const options = checkKinds[kind as ProbeKind].config.safeParse(addedOptions(plain(check) as AddedCheck))
  return options.success ? addedName({ ...options.data, kind: kind as ProbeKind }) : undefined
}

/** A rule for a site that does not exist would never be missed until the night it was needed. */
function rules(root: Located, say: Say) {
  const ids = idsOf(itemsAt(root, 'sites'))
  for (const { node, path } of itemsAt(at(root, ['alerts']), 'rules', ['alerts'])) {
    const site = textAt(node, 'match')?.split('/', 1)[0]
    if (!site || site.includes('*') || ids.includes(site)) continue
    say([...path, 'match'], `there is no site \`${site}\`${rather(site, ids)}`)
  }
}
