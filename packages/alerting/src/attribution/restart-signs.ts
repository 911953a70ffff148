import type { Name } from '@vonggac/model'
import type { NodeRecord } from '../record.ts'
import type { World } from '../world.ts'
import type { Case } from './case.ts'
import { cluesOf } from './clues.ts'
import { nameOf } from './power-signs.ts'
import type { Sign } from './sign.ts'

/** Clocks and answers are off by so much, ms. */
const EDGE_MS = 60_000
/** What had no power, or began anew, has the link back so soon after; a router that somebody restarts in vain has not, ms. */
const BACK_AFTER_MS = 900_000

interface Restarts {
  /** What began anew in the outage, and ended it. */
  readonly restarted: readonly string[]
  /** What was heard of since, and ran on. */
  readonly ran: readonly string[]
}

/** What of the site began anew while it was silent, and what ran on: known when it answers again. */
export function restartSigns(world: World, one: Case): Sign[] {
  const { base, node } = one
  if (base !== 'link' && base !== 'device' && base !== 'lan' && base !== 'agent') return []
  const own = ownNodes(world, one)
  const found = restartsOf(world, one)
  const ownRestarted = found.restarted.filter((id) => own.has(id))
  const ownRan = found.ran.filter((id) => own.has(id))
  const others = {
    restarted: found.restarted.filter((id) => !own.has(id)),
    ran: found.ran.filter((id) => !own.has(id)),
  }
  if (base === 'agent') return agentSigns(world, { restarted: ownRestarted, ran: ownRan })
  if (found.restarted.length > 1 && others.ran.length < found.restarted.length)
    return [powerSign(world, found.restarted, 0.9)]
  if (ownRestarted.length > 0) return [ownSign(world, ownRestarted[0]!, others.ran)]
  if (ownRan.length > 0) return [ranSign(world, ownRan[0]!, base === 'link' ? 'link' : 'lan')]
  return base === 'link' && others.restarted.length > 0 && node.topology.kind === 'link'
    ? [powerSign(world, others.restarted, 0.7)]
    : []
}

/** The thing itself; of a link the router that ends it. */
function ownNodes({ places, nodes }: World, { node, base, held }: Case): ReadonlySet<string> {
  if (base === 'agent')
    return new Set(
      node.agents.flatMap(({ checks }) =>
        checks.filter(({ check }) => check.kind === 'host').map((host) => host.node.id),
      ),
    )
  if (base !== 'link') return new Set([...held].map(({ id }) => id))
  const { endsOn, site } = node.topology
  if (endsOn !== undefined && nodes.has(endsOn)) return new Set([endsOn])
  const ends = (one: NodeRecord) => one.topology.role === 'router' || one.topology.role === 'firewall'
  return new Set((places.bySite.get(site) ?? []).filter(ends).map(({ id }) => id))
}

function restartsOf(world: World, { node, since, until }: Case): Restarts {
  const { boots, traps } = cluesOf(world, node.topology.site)
  const end = Math.min(until, world.now)
  const ended = (at: number) =>
    at >= since - EDGE_MS && at <= end + EDGE_MS && (until > world.now || until - at <= BACK_AFTER_MS)
  const told = traps.filter(({ effect, at }) => effect === 'restart' && ended(at)).map((trap) => trap.node)
  const seen = Object.entries(boots).filter(([, { seenAt }]) => seenAt > since + EDGE_MS)
  const restarted = new Set([...seen.filter(([, { at }]) => ended(at)).map(([id]) => id), ...told])
  const ran = seen.filter(([id, { at }]) => at < since - EDGE_MS && !restarted.has(id)).map(([id]) => id)
  return { restarted: [...restarted].sort(), ran: ran.sort() }
}

/** More names than this are only counted. */
const MAX_NAMED = 3

function listOf(world: World, ids: readonly string[]): Name {
  const names = ids.slice(0, MAX_NAMED).map((id) => nameOf(world, id))
  const more = ids.length > MAX_NAMED ? ', …' : ''
  return { vi: `${names.map(({ vi }) => vi).join(', ')}${more}`, en: `${names.map(({ en }) => en).join(', ')}${more}` }
}

function powerSign(world: World, ids: readonly string[], weight: number): Sign {
  const { vi, en } = listOf(world, ids)
  const text = { vi: `đã khởi động lại trong lúc đó: ${vi}`, en: `restarted meanwhile: ${en}` }
  return { key: 'restart', cause: 'power', weight, text }
}

function ownSign(world: World, id: string, ran: readonly string[]): Sign {
  const { vi, en } = nameOf(world, id)
  if (ran.length === 0) {
    const text = {
      vi: `${vi} đã khởi động lại trong lúc đó: do điện hoặc thiết bị, không phải đường truyền`,
      en: `${en} restarted meanwhile: power or the device, not the line`,
    }
    return { key: 'restart', cause: 'device', weight: 0.7, text }
  }
  const others = listOf(world, ran)
  const text = {
    vi: `${vi} đã khởi động lại, còn ${others.vi} vẫn chạy`,
    en: `${en} restarted while ${others.en} ran on`,
  }
  return { key: 'restart', cause: 'device', weight: 0.9, against: ['power'], text }
}

function ranSign(world: World, id: string, cause: 'link' | 'lan'): Sign {
  const { vi, en } = nameOf(world, id)
  const text = { vi: `${vi} vẫn chạy trong lúc đó, không khởi động lại`, en: `${en} ran on and did not restart` }
  return { key: 'restart', cause, weight: 0.6, against: ['power', 'device'], text }
}

function agentSigns(world: World, { restarted, ran }: Restarts): Sign[] {
  const id = restarted[0] ?? ran[0]
  if (id === undefined) return []
  const { vi, en } = nameOf(world, id)
  const text = restarted[0]
    ? { vi: `${vi} đã khởi động lại`, en: `${en} restarted` }
    : { vi: `${vi} vẫn chạy, không khởi động lại`, en: `${en} ran on and did not restart` }
  return [{ key: 'restart', cause: 'agent', weight: restarted[0] ? 0.5 : 0.3, text }]
}
