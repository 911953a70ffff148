import type { Name } from '@vonggac/model'
import type { Cause } from './contract.ts'
import { linksOf } from './reachability.ts'
import type { NodeRecord } from './record.ts'

/** What is broken, in one line of each language. */
export function titleOf(node: NodeRecord, cause: Cause): Name {
  const { vi, en } = node.topology.name
  const [left, right] = WORDS[wordsOf(node, cause)]
  const counts = cause === 'hub' && node.failing.size > 0 ? ` (${node.failing.size}/${linksOf(node).length})` : ''
  return { vi: `${left}: ${vi}${counts}`, en: `${right}: ${en}${counts}` }
}

const WORDS = {
  link: ['Mất kết nối', 'Link down'],
  linkPoor: ['Chất lượng kém', 'Link degraded'],
  device: ['Thiết bị không trả lời', 'Device not answering'],
  hub: ['Trung tâm mất liên lạc với hầu hết các điểm', 'Hub cut off from most sites'],
  hubItself: ['Trung tâm gặp sự cố', 'Hub failing'],
  agent: ['Không nhận được dữ liệu', 'No data'],
  service: ['Dịch vụ gặp sự cố', 'Service failing'],
  servicePoor: ['Dịch vụ chậm hoặc chập chờn', 'Service degraded'],
  check: ['Kiểm tra không đạt', 'Check failing'],
  missing: ['Không có kết quả kiểm tra', 'No check results'],
} as const

function wordsOf({ checks, massDown }: NodeRecord, cause: Cause): keyof typeof WORDS {
  if (cause === 'hub') return massDown ? 'hub' : 'hubItself'
  if (cause === 'agent') return 'agent'
  const failing = checks.some(({ state }) => state.belief === 'fail')
  const warning = checks.some(({ state }) => state.belief === 'warn')
  if (!failing && !warning && checks.some(({ missing }) => missing)) return 'missing'
  if (cause === 'link' && !failing && warning) return 'linkPoor'
  if (cause === 'service' && !failing && warning) return 'servicePoor'
  return cause
}
