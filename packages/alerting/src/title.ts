import type { Name } from '@vonggac/model'
import { isCutOff } from './attribution/site-cut.ts'
import type { Cause } from './contract.ts'
import type { CheckRecord, NodeRecord, ServiceRecord } from './record.ts'
import type { FieldState } from './rules/field-state.ts'
import { decidingOf, evidenceOf, verdictOf } from './service-state.ts'
import type { Evidence, ServiceCause } from './world.ts'

/** What is broken, in one line of each language. */
export function titleOf(node: NodeRecord, cause: Cause, serviceCause?: ServiceCause): Name {
  if (node.service && cause === 'service') return serviceTitle(node.service, serviceCause)
  if (isCutOff(node)) return cutOffTitle(node)
  if (isPeer(node)) return peerTitle(node)
  const { vi, en } = node.topology.name
  const [left, right] = WORDS[wordsOf(node, cause)]
  const counts = cause === 'hub' && node.failing.size > 0 ? ` (${node.failing.size}/${node.links.length})` : ''
  const said = cause === 'check' ? whatItSays(node) : NOTHING
  return { vi: `${left}: ${vi}${counts}${said.vi}`, en: `${right}: ${en}${counts}${said.en}` }
}

/** Another collector: it has no name that a site, an agent or a service could have. */
const isPeer = ({ id }: NodeRecord) => id.startsWith('@peer/')

/** It does not answer, or it answers and does not do its work. */
function peerTitle(node: NodeRecord): Name {
  const { vi, en } = node.topology.name
  const said = whatItSays(node)
  return said === NOTHING
    ? { vi: `Trạm giám sát bên kia không trả lời: ${vi}`, en: `The other watch post is not answering: ${en}` }
    : {
        vi: `Trạm giám sát bên kia không làm việc: ${vi}${said.vi}`,
        en: `The other watch post is not working: ${en}${said.en}`,
      }
}

/** "Site cut off: Tam Kỳ (2/2 links)". */
function cutOffTitle(link: NodeRecord): Name {
  const { place, site } = link.topology
  const { vi, en } = place ?? { vi: site, en: site }
  const { length } = link.siteLinks
  return {
    vi: `Mất liên lạc với điểm: ${vi} (${length}/${length} đường truyền)`,
    en: `Site cut off: ${en} (${length}/${length} links)`,
  }
}

/** "Official e-mail is down: tcp-25: refused: connection refused". */
function serviceTitle(service: ServiceRecord, causeOf: ServiceCause | undefined): Name {
  const { shape } = service
  const verdict = verdictOf(service)
  const [vi, en] = SERVICE_WORDS[verdict.state === 'down' || verdict.state === 'degraded' ? verdict.state : 'unknown']
  const evidence = evidenceOf(service, decidingOf(service, verdict))
  const said = causeOf?.(shape, evidence) ?? inItsWords(shape.node, evidence[0])
  const told = (text: string) => (text === '' ? '' : `: ${cut(text)}`)
  return { vi: `${shape.name.vi} ${vi}${told(said.vi)}`, en: `${shape.name.en} ${en}${told(said.en)}` }
}

const SERVICE_WORDS = {
  down: ['ngừng hoạt động', 'is down'],
  degraded: ['hoạt động kém', 'is degraded'],
  unknown: ['không có kết quả kiểm tra', 'gives no check results'],
} as const

/** A check of its own by its name, that of another thing by its id; and what was wrong with it. */
function inItsWords(node: string, first: Evidence | undefined): Name {
  if (!first || first.state === 'working') return { vi: '', en: '' }
  const { id } = first.check
  const name = id.startsWith(`${node}/`) ? id.slice(node.length + 1, id.lastIndexOf('@')) : id
  const text = first.why === '' ? name : `${name}: ${first.why}`
  return { vi: text, en: text }
}

const cut = (text: string) => (text.length > MAX_SAID ? `${text.slice(0, MAX_SAID - 1)}…` : text)

/** It fails, and answers all the same. */
const isTelling = ({ state, answered }: CheckRecord) => state.belief === 'fail' && answered

/** A title is one line on a telephone. */
const MAX_SAID = 100

const NOTHING: Name = { vi: '', en: '' }

/** In the words of a device that answers and says itself what is wrong: "interface Gi0/0/1 (link vnpt) is down". */
function whatItSays({ checks }: NodeRecord): Name {
  const telling = checks.find(isTelling)
  if (telling?.field) return ofField(telling.field)
  const said = telling?.why.replace(/^[a-z]+: /, '').split(/; | since /)[0]
  return said ? { vi: ` – ${cut(said)}`, en: ` – ${cut(said)}` } : NOTHING
}

/** "Memory nearly used up (96.2, above 95)", "Disk full (/var 99, above 98)"; without a title, in the names of the data. */
function ofField({ watch: { rule }, tags, text }: FieldState): Name {
  const name = `${rule.measurement}.${rule.field}`
  const told = (language: keyof Name) => {
    const detail = [...Object.values(tags), text[language]].filter((part) => part !== '').join(' ')
    return ` – ${cut(`${rule.title?.[language] ?? name} (${detail})`)}`
  }
  return { vi: told('vi'), en: told('en') }
}

const WORDS = {
  link: ['Mất kết nối', 'Link down'],
  linkPoor: ['Chất lượng kém', 'Link degraded'],
  device: ['Thiết bị không trả lời', 'Device not answering'],
  hub: ['Trung tâm mất liên lạc với hầu hết các điểm', 'Hub cut off from most sites'],
  hubItself: ['Trung tâm gặp sự cố', 'Hub failing'],
  agent: ['Không nhận được dữ liệu', 'No data'],
  service: ['Dịch vụ gặp sự cố', 'Service failing'],
  reports: ['Thiết bị báo sự cố', 'Device reports trouble'],
  check: ['Kiểm tra không đạt', 'Check failing'],
  provider: ['Nhà cung cấp', 'Provider'],
  power: ['Mất điện', 'Power failure'],
  lan: ['Mạng nội bộ gặp sự cố', 'Local network failing'],
  self: ['Chính chúng ta bị cô lập', 'We ourselves are cut off'],
  missing: ['Không có kết quả kiểm tra', 'No check results'],
} as const

function wordsOf({ checks, massDown, topology }: NodeRecord, cause: Cause): keyof typeof WORDS {
  if (cause === 'hub') return massDown ? 'hub' : 'hubItself'
  if (cause === 'agent') return 'agent'
  const failing = checks.some(({ state }) => state.belief === 'fail')
  const warning = checks.some(({ state }) => state.belief === 'warn')
  if (!failing && !warning && checks.some(({ missing }) => missing)) return 'missing'
  if (cause === 'link' && !failing && warning) return 'linkPoor'
  if (cause === 'check' && topology.kind === 'device' && checks.some(isTelling)) return 'reports'
  return cause
}
