import type { Name } from '@vonggac/model'
import type { IncidentAttribution, IncidentSummary, TimelineEntry } from '../api-types.ts'

/** Words of incident reports. Vietnamese as the form has them, English for who reads along. */

export const CAUSES: Readonly<Record<IncidentSummary['cause'], Name>> = {
  link: { vi: 'Đường truyền', en: 'The link' },
  device: { vi: 'Thiết bị', en: 'The device' },
  hub: { vi: 'Phía trung tâm, không phải từng đơn vị', en: 'The data centre, not the single sites' },
  agent: { vi: 'Máy trạm giám sát không gửi dữ liệu', en: 'The monitoring agent sends nothing' },
  service: { vi: 'Dịch vụ', en: 'The service' },
  check: { vi: 'Một phép kiểm tra; thiết bị vẫn trả lời', en: 'One check; the device still answers' },
  provider: { vi: 'Nhà cung cấp dịch vụ viễn thông', en: 'The provider' },
  power: { vi: 'Mất điện tại đơn vị', en: 'Power at the site' },
  lan: { vi: 'Mạng nội bộ của đơn vị', en: 'The site’s own network' },
  self: { vi: 'Đường kết nối của chính hệ thống giám sát', en: 'The monitoring system’s own uplink' },
}

export const SEVERITIES: Readonly<Record<IncidentSummary['severity'], Name>> = {
  critical: { vi: 'Nghiêm trọng', en: 'Critical' },
  warning: { vi: 'Cảnh báo', en: 'Warning' },
}

/** How sure a cause is, from this confidence on. */
const SURENESS: readonly (readonly [number, Name])[] = [
  [0.9, { vi: 'gần như chắc chắn', en: 'almost certain' }],
  [0.75, { vi: 'rất có thể', en: 'very likely' }],
  [0.5, { vi: 'có thể', en: 'likely' }],
  [0, { vi: 'chưa rõ', en: 'not clear' }],
]

/** `Mất điện tại đơn vị (gần như chắc chắn, 95 %)`. */
export function causeName({ cause, confidence }: Pick<IncidentAttribution, 'cause' | 'confidence'>): Name {
  const sure = SURENESS.find(([from]) => confidence >= from)![1]
  const percent = `${Math.round(confidence * 100)} %`
  return { vi: `${CAUSES[cause].vi} (${sure.vi}, ${percent})`, en: `${CAUSES[cause].en} (${sure.en}, ${percent})` }
}

export const STATES: Readonly<Record<IncidentSummary['state'], Name>> = {
  open: { vi: 'Chưa được xử lý', en: 'Not handled yet' },
  acknowledged: { vi: 'Đang được xử lý', en: 'Being handled' },
  resolved: { vi: 'Đã được xử lý', en: 'Resolved' },
}

export const KINDS: Readonly<Record<TimelineEntry['kind'], Name>> = {
  opened: { vi: 'Mở sự cố', en: 'Opened' },
  reopened: { vi: 'Mở lại', en: 'Opened again' },
  check: { vi: 'Kiểm tra', en: 'Check' },
  attributed: { vi: 'Nguyên nhân', en: 'Cause' },
  notification: { vi: 'Thông báo', en: 'Notification' },
  acknowledged: { vi: 'Nhận xử lý', en: 'Acknowledged' },
  assigned: { vi: 'Phân công', en: 'Assigned' },
  snoozed: { vi: 'Hoãn báo', en: 'Snoozed' },
  note: { vi: 'Ghi chú', en: 'Note' },
  merged: { vi: 'Gộp', en: 'Merged' },
  separated: { vi: 'Tách', en: 'Separated' },
  attachment: { vi: 'Tài liệu', en: 'Document' },
  resolved: { vi: 'Kết thúc', en: 'Resolved' },
}

const UNITS = [
  [86_400, 'ngày', 'd'],
  [3_600, 'giờ', 'h'],
  [60, 'phút', 'min'],
  [1, 'giây', 's'],
] as const

/** `2 giờ 5 phút`, to the second. */
export function lastedName(ms: number): Name {
  const parts: { vi: string; en: string }[] = []
  let rest = Math.max(0, Math.round(ms / 1_000))
  for (const [seconds, vi, en] of UNITS) {
    const amount = Math.floor(rest / seconds)
    rest -= amount * seconds
    if (amount > 0) parts.push({ vi: `${amount} ${vi}`, en: `${amount} ${en}` })
  }
  const said = (language: 'vi' | 'en', nothing: string) => parts.map((part) => part[language]).join(' ') || nothing
  return { vi: said('vi', '0 giây'), en: said('en', '0 s') }
}
