import type { Cause } from '../contract.ts'
import { hubOfLink } from '../reachability.ts'
import type { NodeRecord } from '../record.ts'
import type { World } from '../world.ts'
import type { Sign } from './sign.ts'

/** What can be seen at the moment itself, and afterwards no more: which other things work. */
export function openingSigns(world: World, { node, base }: { node: NodeRecord; base: Cause }): Sign[] {
  if (base === 'link') return [...sisterSigns(node), ...sameProviderSigns(world, node)]
  if (base === 'hub' && node.massDown) {
    const text = `${node.failing.size}/${node.links.length}`
    return [
      {
        key: 'links',
        cause: base,
        weight: 0.3,
        text: { vi: `${text} đường truyền mất cùng lúc`, en: `${text} links failed together` },
      },
    ]
  }
  if ((base === 'device' && hasWorkingLink(world, node)) || base === 'lan')
    return [
      {
        key: 'way',
        cause: base,
        weight: 0.3,
        text: { vi: 'đường truyền đến điểm vẫn trả lời', en: 'the link to the site answers' },
      },
    ]
  if (base === 'provider')
    return [
      {
        key: 'others',
        cause: base,
        weight: 0.5,
        text: {
          vi: 'đường truyền của nhà cung cấp khác vẫn hoạt động',
          en: 'links of other providers work',
        },
      },
    ]
  return []
}

const works = ({ probes }: NodeRecord): boolean =>
  probes.length > 0 && probes.every(({ state, lastSeen, missing }) => lastSeen > 0 && state.last === 'ok' && !missing)

const hasWorkingLink = ({ places }: World, { topology }: NodeRecord): boolean =>
  (places.bySite.get(topology.site) ?? []).some((node) => node.topology.kind === 'link' && works(node))

/** A site that answers by another link has power, and its router works. */
function sisterSigns(link: NodeRecord): Sign[] {
  const sister = link.siteLinks.some((each) => each !== link && works(each))
  if (!sister) return []
  const text = { vi: 'điểm vẫn liên lạc được qua đường truyền khác', en: 'the site answers by its other link' }
  return [{ key: 'sister', cause: 'link', weight: 0.7, against: ['power', 'device'], text }]
}

/** Fewer working links of the provider are no comparison. */
const COMPARED = 2
/** From this share of the provider's other links on it looks like more than this one. */
const SUSPICIOUS = 0.2

/** Whether other links of the same provider, at other sites, fail as well. */
function sameProviderSigns({ now, timing }: World, link: NodeRecord): Sign[] {
  const { provider, providerName, site } = link.topology
  const hub = hubOfLink(link)
  if (provider === undefined || !hub) return []
  const others = hub.links.filter(({ topology }) => topology.provider === provider && topology.site !== site)
  const failing = others.filter((each) => hub.failing.has(each) && each.failedAt > now - timing.providerWindowMs)
  const working = others.filter(works).length
  const name = providerName ?? { vi: provider, en: provider }
  if (failing.length > 0 && failing.length >= SUSPICIOUS * (failing.length + working)) {
    const text = {
      vi: `${failing.length} đường truyền khác của ${name.vi} cũng mất cùng lúc`,
      en:
        failing.length === 1
          ? `another link of ${name.en} fails as well`
          : `${failing.length} other links of ${name.en} fail as well`,
    }
    return [{ key: 'same-provider', cause: 'provider', weight: 0.3, text }]
  }
  if (failing.length > 0 || working < COMPARED) return []
  const text = {
    vi: `${working} đường truyền khác của ${name.vi} vẫn hoạt động`,
    en: `${working} other links of ${name.en} work`,
  }
  return [{ key: 'same-provider', cause: 'link', weight: 0.2, text }]
}
