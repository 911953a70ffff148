import type { Check } from '../check.ts'
import { globMatcher } from '../glob.ts'
import { agentConfig, agentIdOf } from './fleet.ts'
import { reflectorTargets } from './reflectors.ts'
import type { Config } from './schema.ts'

/** Why there is a check: what of the configuration it follows from, and what has changed it. Plain JSON. */
export interface CheckOrigin {
  /** `written`: it stands so under a service. Everything else is derived from a thing of the inventory. */
  readonly from: 'link' | 'device' | 'written' | 'agent' | 'reflector'
  /** The key that makes it, as problems name places: `sites.tam-ky.devices.rt1.snmp`. */
  readonly key: string
  /** Entries under `checks` that match it, in their order: the later wins. `sets` names what each of them says. */
  readonly tuned: readonly { readonly match: string; readonly sets: readonly string[] }[]
}

/** Of a check that `expandChecks` has made of this configuration. */
export function originOf(config: Config, check: Check): CheckOrigin {
  const tuned = config.checks.flatMap(({ match, set, ...more }) =>
    globMatcher(match)(check.id) ? [{ match, sets: [...Object.keys(more), ...Object.keys(set ?? {})] }] : [],
  )
  return { ...derivedFrom(config, check), tuned }
}

function derivedFrom(config: Config, check: Check): Pick<CheckOrigin, 'from' | 'key'> {
  const { kind, vantage, tags } = check
  const { site = '', service, link, device } = tags
  if (service !== undefined) return { from: 'written', key: `services.${service}.checks.${nameOf(check)}` }
  if (kind === 'self') return { from: 'agent', key: agentKey(config, vantage) }
  if (kind === 'host') return { from: 'agent', key: agentKey(config, vantage, device) }
  if (kind === 'stamp') return { from: 'reflector', key: `agents.${reflectorOf(config, check)}.reflector` }
  if (link !== undefined) return { from: 'link', key: `sites.${site}.links.${link}.gateway` }
  return { from: 'device', key: `sites.${site}.devices.${device}.${KEY_OF_KIND[kind] ?? 'address'}` }
}

/** The key of a device that makes a check of a kind. */
const KEY_OF_KIND: Readonly<Record<string, string>> = {
  tcp: 'tcp',
  sip: 'sip',
  h323: 'h323',
  snmp: 'snmp',
  neighbours: 'snmp',
}

/** What stands between node and `@` in the id. */
const nameOf = ({ id, node }: Check): string => id.slice(node.length + 1, id.lastIndexOf('@'))

/** Where an agent comes from: a device that names it, or its entry; with `device`, where it is said that it runs there. */
function agentKey(config: Config, id: string, device?: string): string {
  const entry = config.agents.find((one) => one.id === id)
  if (entry && (device === undefined || entry.device === device))
    return `agents.${id}${device === undefined ? '' : '.device'}`
  const site = agentConfig(config, id)?.site
  const runs = config.sites
    .find((one) => one.id === site)
    ?.devices.find((one) => agentIdOf({ id: site ?? '' }, one) === id)
  return `sites.${site}.devices.${runs?.id ?? device}.agent`
}

const reflectorOf = (config: Config, check: Check): string =>
  reflectorTargets(config).find(({ node, name }) => node === check.node && name === nameOf(check))?.agent.id ?? ''
