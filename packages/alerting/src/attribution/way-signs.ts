import type { NodeRecord } from '../record.ts'
import type { World } from '../world.ts'
import type { Case } from './case.ts'
import { cluesOf, type PathEnd } from './clues.ts'
import { nameOf } from './power-signs.ts'
import type { Sign } from './sign.ts'

/** What is traced or trapped so long before the first lost packet that was noticed belongs to it, ms. */
const EDGE_MS = 30_000

/** What the two ends of a line and the way between them say. */
export function waySigns(world: World, one: Case): Sign[] {
  if (one.base === 'link') return [...wanSigns(world, one), ...pathSigns(world, one), ...carrierSigns(world, one)]
  if (one.base === 'provider') return providerPathSigns(world, one)
  return one.base === 'hub' ? [...carrierSigns(world, one), ...hubSigns(world, one)] : []
}

/** The site's own end of the line, as its router says by another way or afterwards. */
function wanSigns(world: World, { node, since, until }: Case): Sign[] {
  const end = cluesOf(world, node.topology.site).wan[node.id]
  if (!end || end.at < since - EDGE_MS || end.at > until) return []
  const { vi, en } = nameOf(world, end.device)
  const text = end.up
    ? {
        vi: `cổng ${end.interface} của ${vi} vẫn có tín hiệu: mất gói ở phía sau đó, trong mạng của nhà cung cấp`,
        en: `${end.interface} of ${en} is up: what is lost is lost beyond it, in the provider's network`,
      }
    : {
        vi: `cổng ${end.interface} của ${vi} mất tín hiệu: đứt ở đoạn cuối đến điểm`,
        en: `${end.interface} of ${en} has no signal: the line itself, at the site's end`,
      }
  return [{ key: 'wan', cause: 'link', weight: 0.6, against: ['device', 'power'], text }]
}

const isOf = ({ since, until }: Case, path: PathEnd | undefined): path is PathEnd =>
  path !== undefined && path.at >= since - EDGE_MS && path.at <= until

/** Whose an address is: the hub's, the site's own, else somebody's on the way. */
function whose(world: World, address: string, site: string): { at: 'hub' | 'site' | 'way'; node?: NodeRecord } {
  const node = world.places.addresses.get(address)
  if (!node) return { at: 'way' }
  if (node.topology.site === site) return { at: 'site', node }
  return node.topology.site === world.places.hubSite ? { at: 'hub', node } : { at: 'way', node }
}

function pathSigns(world: World, one: Case): Sign[] {
  const { site } = one.node.topology
  const path = cluesOf(world, site).paths[one.node.id]
  if (!isOf(one, path)) return []
  if (path.last === '') {
    const text = { vi: 'không chặng nào trên đường đi trả lời', en: 'no hop of the way answers' }
    return [{ key: 'path', cause: 'link', weight: 0.1, text }]
  }
  const end = whose(world, path.last, site)
  const { vi, en } = end.node ? end.node.topology.name : { vi: path.last, en: path.last }
  if (end.at === 'site') {
    const text = { vi: `đường đi tới được ${vi} tại điểm`, en: `the way leads as far as ${en} on the site` }
    return [{ key: 'path', cause: 'device', weight: 0.7, text }]
  }
  const text =
    end.at === 'hub'
      ? { vi: `đường đi dừng ở ${vi}, đầu phía trung tâm`, en: `the way ends at ${en}, at our end of the line` }
      : {
          vi: `đường đi dừng ở ${vi}, trong mạng của nhà cung cấp`,
          en: `the way ends at ${en}, in the provider's network`,
        }
  return [{ key: 'path', cause: 'link', weight: end.at === 'hub' ? 0.2 : 0.4, text }]
}

/** Ways to the sites of a provider that end within its network. */
function providerPathSigns(world: World, one: Case): Sign[] {
  const ends = [...one.held].filter(({ id, topology }) => {
    const path = cluesOf(world, topology.site).paths[id]
    return isOf(one, path) && path.last !== '' && whose(world, path.last, topology.site).at === 'way'
  })
  if (ends.length < 2) return []
  const text = {
    vi: `đường đi tới ${ends.length} điểm dừng trong mạng của nhà cung cấp`,
    en: `the ways to ${ends.length} sites end in the provider's network`,
  }
  return [{ key: 'path', cause: 'provider', weight: 0.4, text }]
}

/** A device of the hub says that it lost the signal of a line, at that moment. */
function carrierSigns(world: World, { base, since, until }: Case): Sign[] {
  if (world.places.hubSite === undefined || (base !== 'link' && base !== 'hub')) return []
  const trap = cluesOf(world, world.places.hubSite).traps.find(
    ({ effect, at }) => effect === 'link-down' && Math.abs(at - since) <= EDGE_MS && at <= until,
  )
  if (!trap) return []
  const { vi, en } = nameOf(world, trap.node)
  const text = { vi: `${vi} báo: ${trap.summary}`, en: `${en} says: ${trap.summary}` }
  return [{ key: 'carrier', cause: base, weight: 0.3, text }]
}

/** Fewer devices at the hub are no comparison. */
const COMPARED = 2
const BLIND = 0.6

/** Devices are pinged every 5 s, and 3 packets in a row must be lost, ms. */
const FOUND_MS = 25_000

/** Whether what stands at the hub answers its agent: if nothing does, it is the agent that is cut off. */
function hubSigns(world: World, { node, signs, since, until }: Case): Sign[] {
  const isNow = until === Number.POSITIVE_INFINITY && node.massDown && node.massBackSince === 0
  if (!isNow || world.now - since < FOUND_MS || signs.some(({ cause }) => cause === 'self')) return []
  const here = (world.places.bySite.get(node.topology.site) ?? []).filter(
    ({ topology, probes }) =>
      topology.kind === 'device' && probes.some(({ check, lastSeen }) => check.kind === 'icmp' && lastSeen > 0),
  )
  if (here.length < COMPARED || node.links.length === 0) return []
  const silent = here.filter(({ probes }) => probes.some(({ state, missing }) => state.last === 'fail' || missing))
  const some = `${silent.length}/${here.length}`
  if (silent.length >= BLIND * here.length) {
    const text = {
      vi: `thiết bị ngay tại trung tâm cũng không trả lời (${some})`,
      en: `what stands at the hub does not answer either (${some} devices)`,
    }
    return [{ key: 'hub', cause: 'self', weight: 0.9, text }]
  }
  const rest = `${here.length - silent.length}/${here.length}`
  const text = {
    vi: `thiết bị tại trung tâm vẫn trả lời (${rest})`,
    en: `what stands at the hub answers (${rest} devices)`,
  }
  return [{ key: 'hub', cause: 'hub', weight: 0.4, text }]
}
