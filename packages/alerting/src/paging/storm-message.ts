import { formatDuration, type Name } from '@vonggac/model'
import type { Incident, Message } from '../contract.ts'
import { SEVERITY } from '../message-text.ts'
import type { PagerInput } from './pager-contract.ts'

/** Several incidents that are told together. */
export interface StormFacts {
  /** In place of an incident's id. */
  readonly id: string
  /** Those that are told by it, in order of opening. */
  readonly incidents: readonly Incident[]
  /** How many there were within the time that is counted, with those that were told one by one. */
  readonly total: number
  readonly at: number
  /** They are over. */
  readonly ended: boolean
}

/** How many are named; the others are only counted. */
const MAX_NAMED = 20

/** `12 sự cố trong 2 phút: 7 đường truyền, 5 thiết bị`, then one line each. */
export function stormMessage({ id, incidents, total, at, ended }: StormFacts, input: PagerInput): Message {
  const severity = incidents.some((one) => one.severity === 'critical') ? 'critical' : 'warning'
  const within = input.oncall.storm.within
  const count = Math.max(total, incidents.length)
  const causes = Map.groupBy(incidents, ({ cause }) => cause)
  const kinds = (language: keyof Name) =>
    [...causes].map(([cause, of]) => `${of.length} ${NOUNS[language][cause] ?? cause}`).join(', ')
  const minutes = Math.max(1, Math.round(within / 60_000))
  const title: Name = ended
    ? { vi: `đã hết ${count} sự cố: ${kinds('vi')}`, en: `${count} incidents are over: ${kinds('en')}` }
    : {
        vi: `${count} sự cố trong ${minutes} phút: ${kinds('vi')}`,
        en: `${count} incidents within ${formatDuration(within)}: ${kinds('en')}`,
      }
  const incident: Incident = {
    id,
    node: '',
    site: '',
    cause: incidents.every(({ cause }) => cause === incidents[0]!.cause) ? incidents[0]!.cause : 'check',
    severity,
    title,
    since: incidents.reduce((first, { since }) => Math.min(first, since), at),
    openedAt: at,
    resolvedAt: ended ? at : null,
    members: [],
  }
  const head = { vi: ended ? 'ĐÃ HẾT SỰ CỐ' : SEVERITY.vi[severity], en: ended ? 'RESOLVED' : SEVERITY.en[severity] }
  const subject = (language: keyof Name) => `${head[language]}: ${title[language]}`
  const half = (language: keyof Name) =>
    [
      subject(language),
      ...incidents.slice(0, MAX_NAMED).map((one) => `- ${one.title[language]}`),
      incidents.length > MAX_NAMED && MORE[language](incidents.length - MAX_NAMED),
      `${input.organisation[language]} – Vọng Gác`,
    ]
      .filter(Boolean)
      .join('\n')
  return {
    kind: 'storm',
    incident,
    incidents: incidents.map((one) => one.id),
    subject: `${subject('vi')} / ${subject('en')}`,
    text: `${half('vi')}\n\n--\n${half('en')}\n`,
    link: null,
  }
}

/** What broke, in words that a count may stand before. */
const NOUNS: Record<keyof Name, Readonly<Record<string, string>>> = {
  vi: {
    link: 'đường truyền',
    device: 'thiết bị',
    hub: 'trung tâm',
    agent: 'tác tử giám sát',
    service: 'dịch vụ',
    check: 'kiểm tra',
    provider: 'nhà mạng',
    power: 'nguồn điện',
    lan: 'mạng nội bộ',
    self: 'hệ thống giám sát',
  },
  en: { lan: 'LAN', self: 'monitoring' },
}

const MORE: Record<keyof Name, (n: number) => string> = {
  vi: (n) => `… và ${n} sự cố khác`,
  en: (n) => `… and ${n} more`,
}
