import type { Name } from '@vonggac/model'
import type { Attribution, Cause } from '../contract.ts'
import { linksOf } from '../reachability.ts'
import type { IncidentRecord, NodeRecord } from '../record.ts'
import type { World } from '../world.ts'
import { linksOfSite } from './site-cut.ts'

/** What is known for sure by the kind of incident alone; what else is seen adds to it. */
const BASE: Readonly<Record<Cause, number>> = {
  link: 0.6,
  device: 0.7,
  hub: 0.7,
  agent: 0.7,
  service: 0.7,
  check: 0.8,
  provider: 0.8,
  power: 0.9,
  lan: 0.8,
  self: 0.9,
}

interface Sign {
  readonly cause: Cause
  /** How much of the remaining doubt it takes away, 0 to 1. */
  readonly weight: number
  readonly text: Name
}

/** Judges why an incident opens, by what is known at that moment. */
export function attribute(world: World, { node, cause }: Pick<IncidentRecord, 'node' | 'cause'>): Attribution {
  const signs = [...powerSigns(world, node, cause), ...signsOf(node, cause)]
  const likely = signs[0]?.cause ?? cause
  const evidence = signs.filter((sign) => sign.cause === likely)
  const doubt = evidence.reduce((rest, { weight }) => rest * (1 - weight), 1 - BASE[likely])
  return {
    cause: likely,
    confidence: Math.round((1 - doubt) * 100) / 100,
    state: 'provisional',
    evidence: evidence.map(({ text }) => text),
  }
}

const ON_BATTERY = /\bon battery\b|\bbattery (is )?(low|depleted)\b|ắc quy/i

/** A UPS of the site said that it ran on its battery, before the site fell silent. */
function powerSigns(world: World, { topology }: NodeRecord, cause: Cause): Sign[] {
  if (cause !== 'link' && cause !== 'device' && cause !== 'lan') return []
  const devices = [...world.nodes.values()].filter(
    (each) => each.topology.site === topology.site && each.topology.role === 'ups',
  )
  const speaking = devices.find(({ checks }) =>
    checks.some(({ state, answered, why }) => state.belief !== 'ok' && answered && ON_BATTERY.test(why)),
  )
  if (!speaking) return []
  const { vi, en } = speaking.topology.name
  return [
    {
      cause: 'power',
      weight: 0.5,
      text: { vi: `${vi} đã chạy bằng ắc quy trước đó`, en: `${en} ran on its battery before` },
    },
  ]
}

function signsOf(node: NodeRecord, cause: Cause): Sign[] {
  if (cause === 'link') return linkSigns(node)
  if (cause === 'hub') {
    const text = `${node.failing.size}/${linksOf(node).length}`
    return [sign(cause, 0.3, { vi: `${text} đường truyền mất cùng lúc`, en: `${text} links failed together` })]
  }
  if (cause === 'device' || cause === 'lan')
    return [sign(cause, 0.3, { vi: 'đường truyền đến điểm vẫn trả lời', en: 'the link to the site answers' })]
  if (cause === 'provider')
    return [
      sign(cause, 0.5, {
        vi: 'đường truyền của nhà cung cấp khác vẫn hoạt động',
        en: 'links of other providers work',
      }),
    ]
  return []
}

/** A site that answers by another link has power. */
function linkSigns(node: NodeRecord): Sign[] {
  const sisters = linksOfSite(node).filter((each) => each !== node)
  const works = sisters.some(({ probes }) => probes.every(({ state, lastSeen }) => lastSeen > 0 && state.last === 'ok'))
  return works
    ? [
        sign('link', 0.7, {
          vi: 'điểm vẫn liên lạc được qua đường truyền khác',
          en: 'the site answers by its other link',
        }),
      ]
    : []
}

const sign = (cause: Cause, weight: number, text: Name): Sign => ({ cause, weight, text })
