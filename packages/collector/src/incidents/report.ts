import { type Name, wallDigitsAt } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { IncidentDetail, IncidentReport, ReportRow, ReportSection } from '../api-types.ts'
import { CAUSES, causeName, KINDS, lastedName, SEVERITIES, STATES } from './report-words.ts'

/**
 * The report of an incident as an incident response centre files it: the headings of forms 03 (initial) and 04 (final) of
 * circular 20/2017/TT-BTTTT, as far as a monitoring system knows what belongs under them. What it does not know is left to
 * be filled in by hand. Pure.
 */

/** Lines of the timeline that a report has: it is read on paper. */
const MAX_LINES = 150
/** Names of one kind that a report lists. */
const MAX_NAMED = 60

interface About {
  readonly config: Config
  readonly stage: IncidentReport['stage']
  /** When the report is made, Unix ms. */
  readonly now: number
}

export function reportOf(incident: IncidentDetail, { config, stage, now }: About): IncidentReport {
  const told = { incident, config, now, at: (moment: number) => same(momentText(moment, config.organisation.timezone)) }
  const sections =
    stage === 'initial'
      ? [reporter(told), system(told), description(told), extent(told), firstMeasures(told), request()]
      : [reporter(told), system(told), description(told), extent(told), ending(told), lessons(told), request()]
  return {
    stage,
    at: now,
    timezone: config.organisation.timezone,
    organisation: config.organisation.name,
    superior: config.organisation.superior ?? null,
    incident: incident.id,
    title: incident.title,
    form: FORMS[stage],
    sections,
    timeline: linesOf(incident, config.organisation.timezone),
  }
}

const FORMS = {
  initial: 'Mẫu số 03, Thông tư 20/2017/TT-BTTTT',
  final: 'Mẫu số 04, Thông tư 20/2017/TT-BTTTT',
} as const

interface Told {
  readonly incident: IncidentDetail
  readonly config: Config
  readonly now: number
  readonly at: (moment: number) => Name
}

const same = (text: string): Name => ({ vi: text, en: text })
/** `null`: to be filled in by hand. */
const row = (vi: string, en: string, value: Name | string | null | undefined): ReportRow => ({
  label: { vi, en },
  value: value === undefined || value === null || value === '' ? null : typeof value === 'string' ? same(value) : value,
})
const section = (vi: string, en: string, rows: readonly ReportRow[]): ReportSection => ({ title: { vi, en }, rows })

function reporter({ incident, config }: Told): ReportSection {
  const { name, address, phone, email } = config.organisation
  const person = config.oncall.people.find(({ id }) => id === incident.assigned_to)
  return section('Tổ chức báo cáo và người liên hệ', 'Who reports, and whom to contact', [
    row('Tên tổ chức', 'Organisation', name),
    row('Địa chỉ', 'Address', address),
    row('Điện thoại', 'Telephone', phone),
    row('Thư điện tử', 'E-mail', email),
    row('Người liên hệ', 'Contact', person?.name ?? incident.acked_by),
    row('Điện thoại người liên hệ', 'Contact’s telephone', person?.phone),
    row('Thư điện tử người liên hệ', 'Contact’s e-mail', person?.email),
  ])
}

function system({ incident, config }: Told): ReportSection {
  const site = config.sites.find(({ id }) => id === incident.site)
  const link = site?.links.find(({ id }) => `${site.id}/${id}` === incident.node)
  const provider = config.providers.find(({ id }) => id === link?.provider)
  return section('Hệ thống bị sự cố', 'The system concerned', [
    row('Đơn vị vận hành', 'Operated by', config.organisation.name),
    row('Cơ quan chủ quản', 'Superior body', config.organisation.superior),
    row('Hệ thống, đối tượng bị sự cố', 'System or object', incident.node),
    row('Nơi xảy ra', 'Place', site?.name),
    row('Cấp độ của hệ thống thông tin', 'Security level of the system', null),
    row(
      'Nhà cung cấp dịch vụ kết nối',
      'Provider of the connection',
      provider && {
        vi: [provider.name.vi, provider.phone].filter(Boolean).join(', '),
        en: [provider.name.en, provider.phone].filter(Boolean).join(', '),
      },
    ),
  ])
}

function description({ incident, at }: Told): ReportSection {
  const signs = incident.timeline.find(({ kind }) => kind === 'opened')?.text
  return section('Mô tả sự cố', 'What happened', [
    row('Sự cố', 'Incident', incident.title),
    row('Mã số', 'Number', incident.id),
    row('Mức độ', 'Severity', SEVERITIES[incident.severity]),
    row('Dấu hiệu', 'Signs', signs),
    row('Thời điểm bắt đầu', 'Began', at(incident.since)),
    row('Thời điểm phát hiện', 'Detected', at(incident.opened_at)),
    row('Cách thức phát hiện', 'Detected by', {
      vi: 'Hệ thống giám sát Vọng Gác phát hiện tự động',
      en: 'Vọng Gác, automatically',
    }),
    row('Hiện trạng', 'State now', STATES[incident.state]),
    ...causeRows(incident),
  ])
}

/** What is thought to be the cause, how sure that is, and by what. */
function causeRows({ cause, attribution }: IncidentDetail): ReportRow[] {
  const value = attribution ? causeName(attribution) : CAUSES[cause]
  const isSure = attribution?.state === 'confirmed'
  const seen = attribution?.evidence ?? []
  const said = (language: 'vi' | 'en') => seen.map((each) => each[language]).join('; ')
  return [
    isSure
      ? row('Nguyên nhân (đã xác nhận)', 'Cause (confirmed)', value)
      : row('Nguyên nhân (sơ bộ)', 'Cause (provisional)', value),
    ...(seen.length > 0 ? [row('Căn cứ', 'Evidence', { vi: said('vi'), en: said('en') })] : []),
  ]
}

function extent({ incident: { impact } }: Told): ReportSection {
  const sites = (state: 'cut-off' | 'weakened') => listed((impact?.sites ?? []).filter((site) => site.state === state))
  const count = (number: number | undefined) => (number ? String(number) : undefined)
  const none = { vi: 'Không có', en: 'None' }
  return section('Phạm vi ảnh hưởng', 'What is affected', [
    row('Đơn vị mất kết nối hoàn toàn', 'Sites cut off', sites('cut-off') ?? none),
    row('Đơn vị mất một đường truyền', 'Sites that lost a link', sites('weakened') ?? none),
    row('Dịch vụ bị ảnh hưởng', 'Services affected', listed(impact?.services ?? []) ?? none),
    row(
      'Đường truyền, thiết bị phía sau',
      'Links and devices behind it',
      impact ? `${impact.links} / ${impact.devices}` : undefined,
    ),
    row('Số người bị ảnh hưởng (ít nhất)', 'People affected (at least)', count(impact?.people) ?? '0'),
  ])
}

function listed(items: readonly { readonly name: Name }[]): Name | undefined {
  if (items.length === 0) return undefined
  const said = (language: 'vi' | 'en') =>
    `${items.length}: ${items
      .slice(0, MAX_NAMED)
      .map(({ name }) => name[language])
      .join('; ')}${items.length > MAX_NAMED ? '; …' : ''}`
  return { vi: said('vi'), en: said('en') }
}

const notesOf = ({ timeline }: IncidentDetail) =>
  timeline
    .filter(({ kind }) => kind === 'note')
    .map(({ by, text }) => (by === null ? text : `${by}: ${text}`))
    .join('\n')

const firstMeasures = ({ incident }: Told): ReportSection =>
  section('Biện pháp đã thực hiện', 'What has been done', [
    row('Người tiếp nhận', 'Taken over by', incident.acked_by),
    row('Biện pháp', 'Measures', incident.postmortem.measures || notesOf(incident)),
  ])

function ending({ incident, now, at }: Told): ReportSection {
  const { resolved_at, runs, postmortem, acked_by } = incident
  const open = runs.reduce((sum, run) => sum + ((run.resolved_at ?? now) - run.since), 0)
  const times = runs.map((run) => `${at(run.since).vi} – ${run.resolved_at === null ? '…' : at(run.resolved_at).vi}`)
  return section('Quá trình và kết quả xử lý', 'How it was handled, and the result', [
    row('Người tiếp nhận', 'Taken over by', acked_by),
    row('Nguyên nhân gốc', 'Root cause', postmortem.root_cause),
    row('Biện pháp xử lý', 'Measures', postmortem.measures || notesOf(incident)),
    row('Thời điểm kết thúc', 'Ended', resolved_at === null ? null : at(resolved_at)),
    row('Tổng thời gian gián đoạn', 'Interrupted altogether', lastedName(open)),
    ...(times.length > 1 ? [row('Các lần xảy ra', 'Times', times.join('\n'))] : []),
    row('Kết quả', 'Result', STATES[incident.state]),
  ])
}

const lessons = ({ incident }: Told): ReportSection =>
  section('Biện pháp phòng ngừa', 'Prevention', [row('Biện pháp', 'Measures', incident.postmortem.prevention)])

const request = (): ReportSection =>
  section('Kiến nghị, đề xuất', 'Requests and proposals', [row('Nội dung', 'Content', null)])

function linesOf(incident: IncidentDetail, timezone: string): IncidentReport['timeline'] {
  return incident.timeline.slice(-MAX_LINES).map(({ at, kind, text, by }) => ({
    at,
    when: momentText(at, timezone),
    kind: KINDS[kind],
    text,
    by,
  }))
}

/** `02:03:12 23/11/2026`: 24 hours, day first. */
export function momentText(at: number, timezone: string): string {
  const { hour, minute, second, day, month, year } = wallDigitsAt(at, timezone)
  return `${hour}:${minute}:${second} ${day}/${month}/${year}`
}
