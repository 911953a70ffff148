import type { Name } from '@vonggac/model'
import type { Cause } from './contract.ts'
import { linksOf } from './reachability.ts'
import type { CheckRecord, NodeRecord } from './record.ts'

/** What is broken, in one line of each language. */
export function titleOf(node: NodeRecord, cause: Cause): Name {
  const { vi, en } = node.topology.name
  const [left, right] = WORDS[wordsOf(node, cause)]
  const counts = cause === 'hub' && node.failing.size > 0 ? ` (${node.failing.size}/${linksOf(node).length})` : ''
  const said = cause === 'check' ? whatItSays(node) : ''
  return { vi: `${left}: ${vi}${counts}${said}`, en: `${right}: ${en}${counts}${said}` }
}

/** It fails, and answers all the same. */
const isTelling = ({ state, answered }: CheckRecord) => state.belief === 'fail' && answered

/** A title is one line on a telephone. */
const MAX_SAID = 100

/** In the words of a device that answers and says itself what is wrong: "interface Gi0/0/1 (link vnpt) is down". */
function whatItSays({ checks }: NodeRecord): string {
  const telling = checks.find(isTelling)
  const said = telling?.why.replace(/^[a-z]+: /, '').split(/; | since /)[0]
  return said ? ` – ${said.length > MAX_SAID ? `${said.slice(0, MAX_SAID - 1)}…` : said}` : ''
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
  reports: ['Thiết bị báo sự cố', 'Device reports trouble'],
  check: ['Kiểm tra không đạt', 'Check failing'],
  missing: ['Không có kết quả kiểm tra', 'No check results'],
} as const

function wordsOf({ checks, massDown, topology }: NodeRecord, cause: Cause): keyof typeof WORDS {
  if (cause === 'hub') return massDown ? 'hub' : 'hubItself'
  if (cause === 'agent') return 'agent'
  const failing = checks.some(({ state }) => state.belief === 'fail')
  const warning = checks.some(({ state }) => state.belief === 'warn')
  if (!failing && !warning && checks.some(({ missing }) => missing)) return 'missing'
  if (cause === 'link' && !failing && warning) return 'linkPoor'
  if (cause === 'service' && !failing && warning) return 'servicePoor'
  if (cause === 'check' && topology.kind === 'device' && checks.some(isTelling)) return 'reports'
  return cause
}
