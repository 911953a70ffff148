import type { Name } from '@vonggac/model'
import { isPinged } from '../reachability.ts'
import type { NodeRecord } from '../record.ts'

/** Things that fail together of one cause that is none of them: the links of a provider, the devices of a site, our agents. */

const KINDS: ReadonlySet<NodeRecord['topology']['kind']> = new Set(['provider', 'lan', 'self'])

/** Whether a node only stands for others. */
export const isGroup = ({ topology }: NodeRecord): boolean => KINDS.has(topology.kind)

/** What is said of a group whose incident holds these nodes, itself among them. */
export function groupTitle(group: NodeRecord, held: ReadonlySet<NodeRecord>): Name {
  const { kind } = group.topology
  if (kind === 'provider') return providerTitle(group, held.size - 1)
  return kind === 'lan' ? lanTitle(group, held.size - 1) : selfTitle(held)
}

/** "Provider VNPT: 7 of 20 links down". */
function providerTitle({ topology, peers }: NodeRecord, down: number): Name {
  const { vi, en } = topology.name
  const of = peers.filter(({ probes }) => probes.length > 0).length
  return { vi: `Nhà cung cấp ${vi}: mất ${down}/${of} đường truyền`, en: `Provider ${en}: ${down} of ${of} links down` }
}

/** "Local network failing: Tam Kỳ (5/6 devices)". */
function lanTitle({ topology, peers }: NodeRecord, down: number): Name {
  const { vi, en } = topology.name
  const of = peers.filter(isPinged).length
  return {
    vi: `Mạng nội bộ không trả lời: ${vi} (${down}/${of} thiết bị)`,
    en: `Local network failing: ${en} (${down}/${of} devices)`,
  }
}

/** "We ourselves are cut off: nothing arrives from 34 agents". */
function selfTitle(held: Iterable<NodeRecord>): Name {
  const agents = [...held].flatMap((node) => node.agents)
  const blind = agents.find(({ blindTold }) => blindTold)
  const head = { vi: 'Chính chúng ta bị cô lập', en: 'We ourselves are cut off' }
  return blind
    ? { vi: `${head.vi}: tác tử ${blind.id} không đo được`, en: `${head.en}: agent ${blind.id} cannot measure` }
    : {
        vi: `${head.vi}: không nhận được gì từ ${agents.length} tác tử`,
        en: `${head.en}: nothing arrives from ${agents.length} agents`,
      }
}
