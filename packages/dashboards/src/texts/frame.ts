import type { Name } from '@vonggac/model'

/** The names of dashboards, variables and rows, and the states. */
export const frame = {
  wanTitle: { en: 'WAN overview', vi: 'Tổng quan mạng WAN' },
  siteTitle: { en: 'Site', vi: 'Đơn vị' },
  servicesTitle: { en: 'Services and conferences', vi: 'Dịch vụ và hội nghị' },
  serversTitle: { en: 'Servers', vi: 'Máy chủ' },
  agentsTitle: { en: 'Agents and collector', vi: 'Tác tử và bộ thu thập' },
  wanDescription: {
    en: 'All units: who is cut off, who is slow, whose provider it is.',
    vi: 'Tất cả đơn vị: nơi nào mất kết nối, nơi nào chậm, thuộc nhà cung cấp nào.',
  },
  siteDescription: {
    en: 'One unit: links, interfaces, endpoints and every check.',
    vi: 'Một đơn vị: đường truyền, cổng mạng, thiết bị đầu cuối và mọi phép kiểm tra.',
  },
  servicesDescription: {
    en: 'What people use: whether it works, how it did, and whether the sites are ready for a conference.',
    vi: 'Những gì mọi người dùng: có hoạt động không, đã hoạt động thế nào, điểm cầu có sẵn sàng họp không.',
  },
  serversDescription: {
    en: 'Servers: of each resource its use, its queue, its errors.',
    vi: 'Máy chủ: mức sử dụng, hàng đợi và lỗi của từng tài nguyên.',
  },
  agentsDescription: {
    en: 'Whether the watch itself keeps watch.',
    vi: 'Hệ thống giám sát có đang hoạt động tốt không.',
  },
  boards: { en: 'All boards', vi: 'Tất cả bảng' },
  otherLanguage: { en: 'Tiếng Việt', vi: 'English' },
  open: { en: 'Open {title}', vi: 'Mở {title}' },

  dataSource: { en: 'Data source', vi: 'Nguồn dữ liệu' },
  resolution: { en: 'Resolution', vi: 'Độ phân giải' },
  resolutionHint: {
    en: 'Chosen by the range shown: single results up to 48 hours, 5-minute averages up to 60 days, hourly ones beyond; and coarser where the finer ones are no longer kept.',
    vi: 'Chọn theo khoảng thời gian đang xem: dữ liệu gốc đến 48 giờ, trung bình 5 phút đến 60 ngày, dài hơn thì trung bình 1 giờ; và thô hơn khi dữ liệu mịn đã hết hạn lưu.',
  },
  provider: { en: 'Provider', vi: 'Nhà cung cấp' },
  site: { en: 'Site', vi: 'Đơn vị' },
  link: { en: 'Link', vi: 'Đường truyền' },
  device: { en: 'Device', vi: 'Thiết bị' },
  interface: { en: 'Interface', vi: 'Cổng mạng' },
  host: { en: 'Server (agent)', vi: 'Máy chủ (tác tử)' },
  agent: { en: 'Agent', vi: 'Tác tử' },

  now: { en: 'Now', vi: 'Hiện tại' },
  history: { en: 'History', vi: 'Diễn biến' },
  quality: { en: 'Quality of the links', vi: 'Chất lượng đường truyền' },
  providers: { en: 'Providers', vi: 'Nhà cung cấp' },
  traffic: { en: 'Bandwidth', vi: 'Băng thông' },
  links: { en: 'Links', vi: 'Đường truyền' },
  interfaces: { en: 'Router and switch interfaces', vi: 'Cổng mạng của bộ định tuyến và chuyển mạch' },
  endpoints: { en: 'Endpoints', vi: 'Thiết bị đầu cuối' },
  checks: { en: 'Checks', vi: 'Phép kiểm tra' },
  processor: { en: 'Processor', vi: 'Bộ xử lý' },
  memory: { en: 'Memory', vi: 'Bộ nhớ' },
  disks: { en: 'Disks', vi: 'Ổ đĩa' },
  network: { en: 'Network', vi: 'Mạng' },
  spool: { en: "Waiting on the agents' disks", vi: 'Dữ liệu chờ gửi trên tác tử' },
  load: { en: 'What the agents cost', vi: 'Tài nguyên tác tử sử dụng' },

  ok: { en: 'OK', vi: 'Tốt' },
  warn: { en: 'Warning', vi: 'Cảnh báo' },
  fail: { en: 'Failed', vi: 'Hỏng' },
  unknown: { en: 'Unknown', vi: 'Không rõ' },
  up: { en: 'up', vi: 'hoạt động' },
  down: { en: 'down', vi: 'ngắt' },
  testing: { en: 'testing', vi: 'đang thử' },
  dormant: { en: 'dormant', vi: 'chờ' },
  notPresent: { en: 'not present', vi: 'không có' },
  lowerLayerDown: { en: 'lower layer down', vi: 'lớp dưới ngắt' },
} as const satisfies Record<string, Name>
