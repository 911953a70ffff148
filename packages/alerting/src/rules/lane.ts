import type { Point, Tags } from '@vonggac/model'
import type { AgentRecord, NodeRecord } from '../record.ts'
import type { World } from '../world.ts'
import { type Lane, MAX_LANES } from './field-state.ts'

const NONE: readonly Lane[] = []

/** What is to be looked at for a point: looked up by its tags, worked out the first time. */
export function lanesOf(world: World, point: Pick<Point, 'measurement' | 'tags'>): readonly Lane[] {
  const { rules, lanes } = world.fields
  if (!rules.has(point.measurement)) return NONE
  let key = point.measurement
  for (const tag in point.tags) key += `,${tag}=${point.tags[tag]}`
  const known = lanes.get(key)
  if (known) return known
  if (lanes.size >= MAX_LANES) {
    world.fields.ignored++
    return NONE
  }
  const made = makeLanes(world, point)
  lanes.set(key, made)
  return made
}

function makeLanes(world: World, { measurement, tags }: Pick<Point, 'measurement' | 'tags'>): readonly Lane[] {
  const node = nodeOfTags(world, tags)
  const agent = node && agentOfTags(world, node, tags)
  if (!node || !agent) return NONE
  const own = identityOf(tags)
  const found = (world.fields.rules.get(measurement) ?? []).flatMap((rule): Lane[] => {
    const watch = rule.for(node.topology, tags)
    return watch
      ? [{ watch, id: laneId(node.id, rule.rule.id, own, agent.id), node, agent, tags: own, seen: tags }]
      : []
  })
  return found.length > 0 ? found : NONE
}

/** `tam-ky/srv1/disk-full(/var)@tam-ky`. */
export function laneId(node: string, rule: string, tags: Tags, agent: string): string {
  const values = Object.values(tags)
  return `${node}/${rule}${values.length > 0 ? `(${values.join(', ')})` : ''}@${agent}`
}

/** The thing that a point is about, by our own tags. */
export function nodeOfTags(
  { nodes, agents }: World,
  { site, link, service, device, agent }: Tags,
): NodeRecord | undefined {
  if (!site) return undefined
  const name = link ?? service ?? device ?? (agent && `@${agent}`)
  const known = name ? nodes.get(`${site}/${name}`) : undefined
  if (known || agent === undefined) return known
  // The tag `device` of Telegraf's `disk` is a block device, as agents of old send it: it is the machine that the agent runs on.
  return agents.get(agent)?.checks.find(({ check }) => check.kind === 'host')?.node
}

/** Who measured it. What comes from elsewhere counts as measured by who else watches the thing. */
const agentOfTags = ({ agents }: World, { checks }: NodeRecord, { agent }: Tags): AgentRecord | undefined =>
  (agent === undefined ? undefined : agents.get(agent)) ?? checks[0]?.agent

/** Tags that say whose the series is, or only describe it: not what tells it from others of the same thing. */
const NOT_ITS_OWN: ReadonlySet<string> = new Set(
  'site agent device disk_device link service provider host version ifAlias target kind fstype mode'.split(' '),
)
/** An id is read by people. */
const MAX_TAGS = 3
const MAX_VALUE = 64

function identityOf(tags: Tags): Tags {
  const own = Object.entries(tags)
    .filter(([tag]) => !NOT_ITS_OWN.has(tag))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(own.slice(0, MAX_TAGS).map(([tag, value]) => [tag, value.slice(0, MAX_VALUE)]))
}
