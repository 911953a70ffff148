import { neededAddress } from '../channel-address.ts'
import { parseDuration } from '../duration.ts'
import { globMatcher } from '../glob.ts'
import type { Topology } from '../topology.ts'
import { at, type Item, idsOf, itemsAt, type Located, placeText, plain, problemAt, textAt } from './located.ts'
import type { Problem } from './problem.ts'
import type { Say } from './references.ts'
import { closest, rather } from './suggestion.ts'

/** Delay of a level that says none, after the one before it, ms. */
const NEXT_LEVEL_MS = 600_000

interface Known {
  readonly people: readonly Item[]
  readonly rotas: readonly Item[]
  readonly channels: readonly Item[]
  readonly say: Say
}

/** Levels that name nobody, reach nobody or do not follow each other, and escalations that none is left for. */
export function escalationProblems(root: Located, say: Say): void {
  const section = at(root, ['oncall'])
  const list = (key: string) => itemsAt(section, key, ['oncall'])
  const known: Known = { people: list('people'), rotas: list('rotas'), channels: list('channels'), say }
  const escalations = list('escalations')
  for (const [index, { node, path }] of escalations.entries()) {
    const levels = itemsAt(node, 'levels', path)
    for (const level of levels) levelProblems(level, known)
    delays(levels, say)
    const before = escalations.slice(0, index).find((other) => takesAll(other.node, textAt(node, 'severity')))
    if (before)
      say(path, `never applies: the one at ${placeText(before.node)} stands before it and matches every such incident`)
  }
}

function levelProblems({ node, path }: Item, known: Known) {
  const { people, rotas, channels, say } = known
  const receivers = itemsAt(node, 'notify', path)
  const ways = itemsAt(node, 'channels', path)
  let sound = receivers.length > 0 && ways.length > 0
  const complain: Say = (where, message) => {
    sound = false
    say(where, message)
  }
  for (const receiver of receivers)
    knownReceiver(receiver, { people: idsOf(people), rotas: idsOf(rotas), say: complain })
  for (const way of ways) {
    const id = textOf(way)
    const ids = idsOf(channels)
    if (id !== undefined && !ids.includes(id)) complain(way.path, `there is no channel \`${id}\`${rather(id, ids)}`)
  }
  if (!sound) return
  const used = channels.filter((channel) => ways.some((way) => textOf(way) === textAt(channel.node, 'id')))
  for (const receiver of receivers) reached(receiver, used, known)
}

function knownReceiver(receiver: Item, { people, rotas, say }: { people: string[]; rotas: string[]; say: Say }) {
  const name = textOf(receiver)
  if (name === undefined) return
  const rota = name.startsWith('rota:') ? name.slice('rota:'.length) : undefined
  if (rota !== undefined) {
    if (!rotas.includes(rota)) say(receiver.path, `there is no rota \`${rota}\`${rather(rota, rotas)}`)
    return
  }
  if (people.includes(name)) return
  const meant = rotas.includes(name) ? `; did you mean \`rota:${name}\`?` : rather(name, people)
  say(receiver.path, `there is no person \`${name}\`${meant}`)
}

/** A person, or everybody of a rota, must have an address for one of the channels at least. */
function reached(receiver: Item, channels: readonly Item[], { people, rotas, say }: Known) {
  const name = textOf(receiver)
  if (name === undefined) return
  const rota = rotas.find(({ node }) => `rota:${textAt(node, 'id')}` === name)
  const members = rota ? membersOf(rota) : [name]
  for (const { node } of people.filter((person) => members.includes(textAt(person.node, 'id') ?? ''))) {
    const lacking = channels.map((channel) => {
      const address = neededAddress(plain(channel.node) as { kind: string })
      return address !== undefined && at(node, [address]) === undefined ? address : undefined
    })
    if (lacking.length === 0 || lacking.some((address) => address === undefined)) continue
    const what = [...new Set(lacking)].map((address) => `\`${address}\``).join(' or ')
    say(
      receiver.path,
      `nothing here reaches \`${textAt(node, 'id')}\`, who has no ${what}; add that, or another channel`,
    )
  }
}

/** Everybody who has a place in a rota. */
function membersOf({ node }: Item): string[] {
  const layers = itemsAt(node, 'layers').flatMap((layer) => itemsAt(layer.node, 'people'))
  const overrides = itemsAt(node, 'overrides').flatMap((override) => textAt(override.node, 'person') ?? [])
  return [...layers.flatMap((item) => textOf(item) ?? []), ...overrides]
}

const textOf = ({ node }: Item): string | undefined =>
  node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined

/** A level that comes before the one before it would be told first, or never. */
function delays(levels: readonly Item[], say: Say) {
  let last = -1
  for (const { node, path } of levels) {
    const written = textAt(node, 'after')
    const after = written === undefined ? (last < 0 ? 0 : last + NEXT_LEVEL_MS) : parseDuration(written)
    if (after === undefined) return
    if (after <= last)
      say([...path, 'after'], `must be later than the level before it, which comes after ${last / 1_000}s`)
    last = Math.max(last, after)
  }
}

/** Whether an escalation leaves nothing of a severity for those after it. */
function takesAll(node: Located, severity: string | undefined): boolean {
  const own = textAt(node, 'severity')
  const globs = itemsAt(node, 'match').map(textOf)
  return (globs.includes('**') || at(node, ['match']) === undefined) && (own === undefined || own === severity)
}

/** Globs that find nothing an incident could be about. */
export function escalationMatchProblems(root: Located, { nodes }: Topology): Problem[] {
  const ids = nodes.map(({ id }) => id)
  return itemsAt(at(root, ['oncall']), 'escalations', ['oncall']).flatMap(({ node, path }) =>
    itemsAt(node, 'match', path).flatMap((glob) => {
      const pattern = textOf(glob)
      if (!pattern || ids.some(globMatcher(pattern))) return []
      return [problemAt(root, glob.path, `matches nothing that there is${nearest(pattern, ids)}`)]
    }),
  )
}

function nearest(pattern: string, ids: readonly string[]): string {
  const words = new Set([...ids, ...ids.flatMap((id) => id.split('/'))])
  for (const word of [pattern, ...pattern.split(/[/*]+/)]) {
    const near = word && !words.has(word) ? closest(word, words) : undefined
    if (near) return `; did you mean \`${pattern.replace(word, near)}\`?`
  }
  return '; what incidents are about are sites’ links, devices and services, such as `SITE/LINK`'
}
