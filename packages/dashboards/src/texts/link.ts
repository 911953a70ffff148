import type { Name } from '@vonggac/model'

/** *Link*, *Provider comparison*, and availability wherever it is shown. */
export const link = {
  linkTitle: { en: 'Link', vi: 'Đường truyền' },
  linkDescription: {
    en: 'One link: its state, quality, traffic, way and incidents, against its own contract.',
    vi: 'Một đường truyền: trạng thái, chất lượng, lưu lượng, tuyến và sự cố, so với hợp đồng của chính nó.',
  },
  providersTitle: { en: 'Provider comparison', vi: 'So sánh nhà cung cấp' },
  providersDescription: {
    en: 'Who sells the better links: availability, outages, loss and latency by provider, and the worst links of each.',
    vi: 'Nhà cung cấp nào tốt hơn: độ sẵn sàng, số lần gián đoạn, mất gói, độ trễ, và các đường truyền kém nhất.',
  },
  thisMonth: { en: 'This month, against the contracts', vi: 'Tháng này, so với hợp đồng' },
  monthAccount: { en: 'Availability this month', vi: 'Độ sẵn sàng trong tháng' },
  monthAccountHint: {
    en: 'Of the seconds of this month in which the state was known, those in which the link was up. Maintenance and power cuts are not taken off here: the monthly report does that. With an absolute range: of that range.',
    vi: 'Trong số giây của tháng này biết được trạng thái, tỷ lệ đường truyền hoạt động. Ở đây chưa trừ bảo trì và mất điện: báo cáo tháng có trừ. Khi chọn khoảng thời gian tuyệt đối: tính cho khoảng đó.',
  },
  account: { en: 'Availability in the time shown', vi: 'Độ sẵn sàng trong khoảng đang xem' },
  accountHint: {
    en: 'Of the seconds in which the state was known, those in which the link was up.',
    vi: 'Trong số giây biết được trạng thái, tỷ lệ đường truyền hoạt động.',
  },
  available: { en: 'Available', vi: 'Sẵn sàng' },
  promised: { en: 'Promised', vi: 'Cam kết' },
  margin: { en: 'Above the promise', vi: 'Vượt cam kết' },
  nothingPromised: { en: 'nothing promised', vi: 'không cam kết' },
  outages: { en: 'Outages', vi: 'Số lần gián đoạn' },
  downTime: { en: 'Down for', vi: 'Tổng gián đoạn' },
  broken: { en: 'Below their promise', vi: 'Dưới mức cam kết' },
  brokenHint: {
    en: 'Links whose availability this month is below what their contract promises.',
    vi: 'Số đường truyền có độ sẵn sàng trong tháng thấp hơn mức cam kết trong hợp đồng.',
  },
  worstOfMonth: { en: 'Lowest availability this month', vi: 'Độ sẵn sàng thấp nhất trong tháng' },
  availabilityCourse: { en: 'Availability', vi: 'Độ sẵn sàng' },
  linkState: { en: 'State of the link', vi: 'Trạng thái đường truyền' },
  linkStateHint: {
    en: 'The worst that was known in each bucket of time.',
    vi: 'Trạng thái xấu nhất biết được trong mỗi khoảng thời gian.',
  },
  promise: { en: 'promised', vi: 'cam kết' },
  linkLatencyHint: {
    en: 'Round trip from the hub, and what the contract promises.',
    vi: 'Thời gian đi về từ trung tâm, và mức cam kết trong hợp đồng.',
  },
  linkLossHint: {
    en: 'Packets without an answer, and what the contract promises.',
    vi: 'Tỷ lệ gói không được trả lời, và mức cam kết trong hợp đồng.',
  },
  traffics: { en: 'Traffic on its port', vi: 'Lưu lượng trên cổng' },
  trafficsHint: {
    en: 'Bits per second on the port that ends the link, and the bandwidth that is paid for.',
    vi: 'Số bit mỗi giây trên cổng kết cuối, và băng thông thuê.',
  },
  bandwidth: { en: 'bandwidth', vi: 'băng thông' },
  portErrors: { en: 'Errors and discards on its port', vi: 'Lỗi và gói bị loại trên cổng' },
  path: { en: 'Way', vi: 'Tuyến đường đi' },
  pathHint: {
    en: 'The hops of the newest trace in the time shown, from the hub.',
    vi: 'Các chặng của lần dò tuyến gần nhất trong khoảng đang xem, từ trung tâm.',
  },
  hop: { en: 'Hop', vi: 'Chặng' },
  address: { en: 'Address', vi: 'Địa chỉ' },
  roundTrip: { en: 'Round trip', vi: 'Thời gian đi về' },
  noPath: {
    en: 'No trace in this time: add a check of kind `path` or `traceroute` for the link.',
    vi: 'Chưa có lần dò tuyến: thêm phép kiểm tra loại `path` hoặc `traceroute` cho đường truyền.',
  },
  mos: { en: 'Voice quality (MOS)', vi: 'Chất lượng thoại (MOS)' },
  mosHint: {
    en: 'What a talk over this link would sound like, 1 to 4.5, from STAMP streams (ITU-T G.107). Below 4 people notice, below 3.6 they complain.',
    vi: 'Chất lượng cuộc gọi qua đường truyền, từ 1 đến 4,5, theo luồng STAMP (ITU-T G.107). Dưới 4 người dùng nhận ra, dưới 3,6 họ phàn nàn.',
  },
  noMos: {
    en: 'No test streams on this link: they need a STAMP reflector at the site.',
    vi: 'Chưa có luồng thử trên đường truyền: cần bộ phản xạ STAMP tại đơn vị.',
  },
  noPort: {
    en: 'The inventory does not say which port ends this link (`device:` and `interface:`), or it is not polled over SNMP.',
    vi: 'Cấu hình chưa khai báo cổng kết cuối (`device:` và `interface:`), hoặc cổng chưa được đọc qua SNMP.',
  },
  noAccount: {
    en: 'No account of this link yet: the collector writes one every 30 seconds while it runs.',
    vi: 'Chưa có số liệu: bộ thu thập ghi mỗi 30 giây khi đang chạy.',
  },
  comparison: { en: 'Providers in the time shown', vi: 'Các nhà cung cấp trong khoảng đang xem' },
  comparisonHint: {
    en: 'All links of a provider together. Percentiles over longer ranges are those of 5-minute or hourly averages.',
    vi: 'Gộp mọi đường truyền của nhà cung cấp. Với khoảng dài, bách phân vị tính trên trung bình 5 phút hoặc 1 giờ.',
  },
  meanLatency: { en: 'Mean latency', vi: 'Độ trễ trung bình' },
  latencyP95: { en: 'Latency, 95 % below', vi: 'Độ trễ, 95 % dưới mức' },
  latencyP99: { en: 'Latency, 99 % below', vi: 'Độ trễ, 99 % dưới mức' },
  meanLoss: { en: 'Mean loss', vi: 'Mất gói trung bình' },
  worstLinks: { en: 'Links, worst first', vi: 'Các đường truyền, kém nhất trước' },
  availabilityByProvider: { en: 'Availability by provider', vi: 'Độ sẵn sàng theo nhà cung cấp' },
  outagesByProvider: { en: 'Outages by provider', vi: 'Số lần gián đoạn theo nhà cung cấp' },
} as const satisfies Record<string, Name>
