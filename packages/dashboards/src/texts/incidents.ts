import type { Name } from '@vonggac/model'

/** *Alerts and incidents*, and what other boards say of incidents. */
export const incidents = {
  incidentsTitle: { en: 'Alerts and incidents', vi: 'Cảnh báo và sự cố' },
  incidentsDescription: {
    en: 'What is open now, what happened, why, how often and for how long, and who had it.',
    vi: 'Sự cố đang mở, đã xảy ra, nguyên nhân, số lần, thời gian kéo dài và ai đã tiếp nhận.',
  },
  openIncidents: { en: 'Open incidents', vi: 'Sự cố đang mở' },
  openIncidentsHint: {
    en: 'Opened in the last 30 days and not resolved yet.',
    vi: 'Mở trong 30 ngày gần nhất và chưa được xử lý xong.',
  },
  openCritical: { en: 'Open, critical', vi: 'Đang mở, nghiêm trọng' },
  openWarning: { en: 'Open, warning', vi: 'Đang mở, cảnh báo' },
  unacknowledged: { en: 'Nobody has it yet', vi: 'Chưa ai tiếp nhận' },
  unacknowledgedHint: {
    en: 'Open incidents that nobody has acknowledged.',
    vi: 'Sự cố đang mở mà chưa có người tiếp nhận.',
  },
  incidentsThen: { en: 'Incidents in the time shown', vi: 'Số sự cố trong khoảng đang xem' },
  incidentsThenHint: {
    en: 'Everything that was opened, changed or ended in the time shown.',
    vi: 'Mọi sự cố được mở, thay đổi hoặc kết thúc trong khoảng thời gian đang xem.',
  },
  meanLasted: { en: 'Mean duration', vi: 'Thời gian trung bình' },
  meanLastedHint: {
    en: 'Of the incidents that ended in the time shown.',
    vi: 'Của các sự cố kết thúc trong khoảng thời gian đang xem.',
  },
  longestLasted: { en: 'Longest', vi: 'Dài nhất' },
  incidentHistory: { en: 'Incidents', vi: 'Các sự cố' },
  incidentHistoryHint: {
    en: 'As they were last heard of in the time shown. Kept as long as single results: 30 days unless configured otherwise; older ones are in the console.',
    vi: 'Theo tin gần nhất trong khoảng đang xem. Lưu như dữ liệu gốc: 30 ngày nếu không cấu hình khác; sự cố cũ hơn xem ở bảng điều khiển.',
  },
  openings: { en: 'Newly opened', vi: 'Số sự cố mới mở' },
  openingsHint: {
    en: 'By severity, in each bucket of time.',
    vi: 'Theo mức độ, trong mỗi khoảng thời gian.',
  },
  byCause: { en: 'By cause', vi: 'Theo nguyên nhân' },
  bySite: { en: 'By site', vi: 'Theo đơn vị' },
  bySeverity: { en: 'By severity', vi: 'Theo mức độ' },
  ackedBy: { en: 'Acknowledged by', vi: 'Người tiếp nhận' },
  ackedByNobody: { en: 'nobody', vi: 'chưa ai' },
  since: { en: 'Since', vi: 'Từ lúc' },
  lasted: { en: 'Duration', vi: 'Kéo dài' },
  incidentOpen: { en: 'open', vi: 'đang mở' },
  incidentResolved: { en: 'resolved', vi: 'đã xong' },
  critical: { en: 'Critical', vi: 'Nghiêm trọng' },
  warning: { en: 'Warning', vi: 'Cảnh báo' },
  causeLink: { en: 'link', vi: 'đường truyền' },
  causeProvider: { en: 'provider', vi: 'nhà cung cấp' },
  causePower: { en: 'power', vi: 'mất điện' },
  causeDevice: { en: 'device', vi: 'thiết bị' },
  causeLan: { en: 'local network', vi: 'mạng nội bộ' },
  causeService: { en: 'service', vi: 'dịch vụ' },
  causeCheck: { en: 'one check', vi: 'một phép kiểm tra' },
  causeHub: { en: 'the centre', vi: 'trung tâm' },
  causeAgent: { en: 'agent', vi: 'tác tử' },
  causeSelf: { en: 'the watch itself', vi: 'hệ thống giám sát' },
  noIncidents: { en: 'No open incidents. All is well.', vi: 'Không có sự cố đang mở. Mọi thứ đều tốt.' },
  noIncidentsThen: {
    en: 'No incident in this time. All was well.',
    vi: 'Không có sự cố trong khoảng này. Mọi thứ đều tốt.',
  },
} as const satisfies Record<string, Name>
