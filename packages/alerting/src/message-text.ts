import { type Name, wallDigitsAt } from '@vonggac/model'
import type { Affected } from './affected.ts'
import type { Cause, Incident, Message } from './contract.ts'

/** Everything that a message says, before it is put in words. */
export interface Facts {
  readonly kind: Exclude<Message['kind'], 'notice' | 'storm'>
  readonly incident: Incident
  /** What was seen, in the agents' words. */
  readonly detail: string
  /** It ended only because nobody looks any more. */
  readonly closed: boolean
  readonly organisation: Name
  readonly timezone: string
  readonly affected: Affected | undefined
  readonly link: string | null
}

interface Words {
  readonly subject: string
  /** Everything that matters in one line: what broke, where, since when, why, what is affected. Also the first line of the text. */
  readonly short: string
  readonly text: string
}

/** The Vietnamese half. */
export function vietnamese(facts: Facts): Words {
  const { kind, incident, organisation, link } = facts
  const { title, since, openedAt, resolvedAt, members } = incident
  const lasted = durationIn(UNITS.vi, (resolvedAt ?? openedAt) - since)
  const head = { opened: SEVERITY.vi[incident.severity], flapping: 'CHẬP CHỜN', resolved: 'ĐÃ HẾT SỰ CỐ', test: 'THỬ' }[
    kind
  ]
  const begins = kind === 'opened' || kind === 'flapping'
  const when = kind === 'resolved' ? `kéo dài ${lasted}` : `từ ${clockTime(since, facts, 'short')}`
  const short = [
    `${head}: ${title.vi}, ${when}`,
    begins && said(`nhiều khả năng do `, likelyCause(incident, 'vi')),
    begins && facts.affected && `mất liên lạc: ${countsOf(facts.affected, NOUNS.vi) || 'không có gì khác'}`,
  ]
    .filter(Boolean)
    .join('; ')
  const lines = [
    short,
    `Bắt đầu: ${clockTime(since, facts, 'long')}`,
    kind === 'resolved' && `Kết thúc: ${clockTime(resolvedAt ?? openedAt, facts, 'long')}, kéo dài ${lasted}`,
    facts.closed && 'Đã hết giờ kiểm tra; chưa chắc đã hết lỗi, sẽ kiểm tra lại khi đến giờ',
    kind === 'flapping' && 'Lúc được lúc mất: chỉ báo lại khi đã ổn định đủ lâu',
    begins && `Nguyên nhân: ${causeText(incident, 'vi')} (${incident.node})${whyText(incident, 'vi')}`,
    kind === 'resolved' && said('Nguyên nhân, theo những gì đã biết: ', knownCause(incident, 'vi')),
    begins && facts.detail !== '' && `Dấu hiệu: ${facts.detail}`,
    begins && facts.affected && `Ảnh hưởng: ${countsOf(facts.affected, NOUNS.vi) || 'không có gì khác'}`,
    members.length > 0 && `Số kiểm tra liên quan: ${members.length}`,
    link && `Xem chi tiết: ${link}`,
    `${organisation.vi} – Vọng Gác`,
  ]
  return { subject: `${head}: ${title.vi}, ${when}`, short, text: lines.filter(Boolean).join('\n') }
}

/** The English half. */
export function english(facts: Facts): Words {
  const { kind, incident, organisation, link } = facts
  const { title, since, openedAt, resolvedAt, members } = incident
  const lasted = durationIn(UNITS.en, (resolvedAt ?? openedAt) - since)
  const head = { opened: SEVERITY.en[incident.severity], flapping: 'FLAPPING', resolved: 'RESOLVED', test: 'TEST' }[
    kind
  ]
  const begins = kind === 'opened' || kind === 'flapping'
  const when = kind === 'resolved' ? `after ${lasted}` : `since ${clockTime(since, facts, 'short')}`
  const short = [
    `${head}: ${title.en}, ${when}`,
    begins && said('likely cause: ', likelyCause(incident, 'en')),
    begins && facts.affected && `cut off: ${countsOf(facts.affected, NOUNS.en) || 'nothing else'}`,
  ]
    .filter(Boolean)
    .join('; ')
  const lines = [
    short,
    `Began: ${clockTime(since, facts, 'long')}`,
    kind === 'resolved' && `Ended: ${clockTime(resolvedAt ?? openedAt, facts, 'long')}, after ${lasted}`,
    facts.closed && 'Its hours are over: this is not known to be mended, and is looked at again when they begin',
    kind === 'flapping' && 'It comes and goes: you hear of it again when it has been well for long enough',
    begins && `Cause: ${causeText(incident, 'en')} (${incident.node})${whyText(incident, 'en')}`,
    kind === 'resolved' && said('Cause, as far as it is known: ', knownCause(incident, 'en')),
    begins && facts.detail !== '' && `Seen: ${facts.detail}`,
    begins && facts.affected && `Affected: ${countsOf(facts.affected, NOUNS.en) || 'nothing else'}`,
    members.length > 0 && `Checks concerned: ${members.length}`,
    link && `Details: ${link}`,
    `${organisation.en} – Vọng Gác`,
  ]
  return { subject: `${head}: ${title.en}, ${when}`, short, text: lines.filter(Boolean).join('\n') }
}

/** How bad it is, as the first word of a message. */
export const SEVERITY = {
  vi: { critical: 'NGHIÊM TRỌNG', warning: 'CẢNH BÁO' },
  en: { critical: 'CRITICAL', warning: 'WARNING' },
} as const

/** What the attribution says where there is one, and the strongest that speaks for it; nothing where that adds nothing to the title. */
function likelyCause({ node, cause, attribution }: Incident, language: 'vi' | 'en'): string {
  const likely = attribution?.cause ?? cause
  const first = attribution?.evidence[0]
  if (likely === 'check' || likely === 'service' || isPeer(node) || (attribution && !first)) return ''
  return first ? `${CAUSE[language][likely]} (${first[language]})` : CAUSE[language][likely]
}

/** Everything that speaks for it. */
const whyText = ({ attribution }: Incident, language: 'vi' | 'en'): string =>
  attribution && attribution.evidence.length > 0
    ? `: ${attribution.evidence.map((each) => each[language]).join('; ')}`
    : ''

/** What was found out until the end; nothing where nothing was. */
const knownCause = (incident: Incident, language: 'vi' | 'en'): string =>
  whyText(incident, language) && `${causeText(incident, language)}${whyText(incident, language)}`

/** Another collector is an agent of nobody. */
const isPeer = (node: string) => node.startsWith('@peer/')
const PEER = { vi: 'trạm giám sát bên kia, hoặc đường tới đó', en: 'the other watch post, or the way to it' } as const

const causeText = ({ node, cause }: Incident, language: 'vi' | 'en'): string =>
  isPeer(node) ? PEER[language] : CAUSE[language][cause]

const said = (before: string, text: string) => text !== '' && `${before}${text}`

const CAUSE: Record<'vi' | 'en', Record<Cause, string>> = {
  vi: {
    link: 'đường truyền',
    device: 'thiết bị',
    hub: 'phía trung tâm, không phải từng điểm',
    agent: 'tác tử giám sát không gửi dữ liệu',
    service: 'dịch vụ',
    check: 'một kiểm tra; thiết bị vẫn trả lời',
    provider: 'nhà cung cấp đường truyền',
    power: 'mất điện tại điểm',
    lan: 'mạng nội bộ tại điểm',
    self: 'chính hệ thống giám sát bị cô lập',
  },
  en: {
    link: 'the link',
    device: 'the device',
    hub: 'our end, not the single sites',
    agent: 'the monitoring agent sends nothing',
    service: 'the service',
    check: 'one check; the device still answers',
    provider: 'the provider of the links',
    power: 'power at the site',
    lan: 'the local network of the site',
    self: 'we ourselves are cut off',
  },
}

type Nouns = Record<keyof Affected, (n: number) => string>

const NOUNS: Record<'vi' | 'en', Nouns> = {
  vi: {
    sites: (n) => `${n} điểm`,
    links: (n) => `${n} đường truyền`,
    devices: (n) => `${n} thiết bị`,
    services: (n) => `${n} dịch vụ`,
    people: (n) => `khoảng ${n} người`,
  },
  en: {
    sites: (n) => plural(n, 'site'),
    links: (n) => plural(n, 'link'),
    devices: (n) => plural(n, 'device'),
    services: (n) => plural(n, 'service'),
    people: (n) => `about ${n} people`,
  },
}

const plural = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`

const countsOf = (affected: Affected, nouns: Nouns): string =>
  (['sites', 'links', 'devices', 'services', 'people'] as const)
    .filter((kind) => affected[kind] > 0)
    .map((kind) => nouns[kind](affected[kind]))
    .join(', ')

const UNITS = {
  vi: [
    [86_400, 'ngày'],
    [3_600, 'giờ'],
    [60, 'phút'],
    [1, 'giây'],
  ],
  en: [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ],
} as const

/** At most two units: `2 giờ 5 phút`. */
function durationIn(units: (typeof UNITS)['vi' | 'en'], ms: number): string {
  const parts: string[] = []
  let rest = Math.max(0, Math.round(ms / 1_000))
  for (const [seconds, unit] of units) {
    const amount = Math.floor(rest / seconds)
    rest -= amount * seconds
    if (amount > 0) parts.push(`${amount} ${unit}`)
  }
  return parts.slice(0, 2).join(' ') || `0 ${units[3][1]}`
}

/** `02:03 22/11` or `02:03:12 22/11/2026 (Asia/Ho_Chi_Minh)`: 24 hours, day first, in the organisation's time. */
function clockTime(at: number, { timezone }: Facts, length: 'short' | 'long'): string {
  const { hour, minute, second, day, month, year } = wallDigitsAt(at, timezone)
  return length === 'short'
    ? `${hour}:${minute} ${day}/${month}`
    : `${hour}:${minute}:${second} ${day}/${month}/${year} (${timezone})`
}
