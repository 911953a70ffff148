import type { Name } from '@vonggac/model'

/** *WAN overview*, and what other dashboards share with it. */
export const wan = {
  sitesWatched: { en: 'Sites watched', vi: 'Số đơn vị được giám sát' },
  sitesWatchedHint: {
    en: 'Sites with a result within the time shown.',
    vi: 'Số đơn vị có kết quả trong khoảng thời gian đang xem.',
  },
  linksDown: { en: 'Links not answering', vi: 'Đường truyền không trả lời' },
  linksDownHint: {
    en: 'Links whose newest result is a failure, or not known.',
    vi: 'Số đường truyền có kết quả gần nhất là hỏng hoặc không rõ.',
  },
  availability: { en: 'Packets answered', vi: 'Tỷ lệ gói được trả lời' },
  availabilityHint: {
    en: 'Of all packets sent over all links chosen. Red below {limit} %, the strictest promise of the contracts.',
    vi: 'Trên toàn bộ gói đã gửi qua các đường truyền đang chọn. Đỏ khi dưới {limit} %, mức cam kết chặt nhất trong các hợp đồng.',
  },
  medianLatency: { en: 'Median latency', vi: 'Độ trễ trung vị' },
  latency: { en: 'Latency', vi: 'Độ trễ' },
  latencyHint: {
    en: 'Round trip from the hub. Orange from {warn} ms, red from {fail} ms: the strictest and the loosest promise of the contracts.',
    vi: 'Thời gian đi về từ trung tâm. Cam từ {warn} ms, đỏ từ {fail} ms: mức cam kết chặt nhất và lỏng nhất trong các hợp đồng.',
  },
  worstLoss: { en: 'Worst loss', vi: 'Mất gói cao nhất' },
  loss: { en: 'Loss', vi: 'Mất gói' },
  lossHint: {
    en: 'Packets without an answer. Orange from {warn} %, red from {fail} %.',
    vi: 'Tỷ lệ gói không được trả lời. Cam từ {warn} %, đỏ từ {fail} %.',
  },
  jitter: { en: 'Jitter', vi: 'Biến thiên trễ' },
  jitterHint: {
    en: 'Mean difference between one round trip and the next. Above 30 ms, video and voice suffer.',
    vi: 'Chênh lệch trung bình giữa hai lần đi về liên tiếp. Trên 30 ms, hình và tiếng bị ảnh hưởng.',
  },
  siteGrid: { en: 'Sites, worst first', vi: 'Các đơn vị, xấu nhất trước' },
  siteGridHint: {
    en: 'The worst link of each site in the last 10 minutes. A click opens the site.',
    vi: 'Đường truyền xấu nhất của mỗi đơn vị trong 10 phút gần nhất. Bấm để mở đơn vị.',
  },
  linksNow: { en: 'Links, worst first', vi: 'Các đường truyền, xấu nhất trước' },
  linksNowHint: {
    en: 'The newest state, and the means of the last 10 minutes. A click on a site or link opens it.',
    vi: 'Trạng thái mới nhất và trung bình 10 phút gần nhất. Bấm vào đơn vị hoặc đường truyền để mở.',
  },
  linkStates: { en: 'State of each link', vi: 'Trạng thái từng đường truyền' },
  linkStatesHint: {
    en: 'The worst that was known in each bucket of time.',
    vi: 'Trạng thái xấu nhất biết được trong mỗi khoảng thời gian.',
  },
  linksByProvider: { en: 'Links by provider', vi: 'Số đường truyền theo nhà cung cấp' },
  linksByProviderHint: {
    en: 'Links with a result within the time shown.',
    vi: 'Số đường truyền có kết quả trong khoảng thời gian đang xem.',
  },
  lossByProvider: { en: 'Mean loss by provider', vi: 'Mất gói trung bình theo nhà cung cấp' },
  latencyByProvider: { en: 'Mean latency by provider', vi: 'Độ trễ trung bình theo nhà cung cấp' },
  latencyByProviderHint: {
    en: "All curves of one provider rising together is the provider's trouble, not a unit's.",
    vi: 'Nếu cả một nhà cung cấp cùng tăng thì lỗi ở nhà cung cấp, không phải ở đơn vị.',
  },
  trafficIn: { en: 'Received', vi: 'Lưu lượng nhận' },
  trafficOut: { en: 'Sent', vi: 'Lưu lượng gửi' },
  busiestHint: {
    en: 'The busiest interface of each site, polled over SNMP.',
    vi: 'Cổng bận nhất của mỗi đơn vị, đọc qua SNMP.',
  },
  lastChange: { en: 'Last change', vi: 'Thay đổi lần cuối' },
  severity: { en: 'Severity', vi: 'Mức độ' },
  cause: { en: 'Cause', vi: 'Nguyên nhân' },
  state: { en: 'State', vi: 'Trạng thái' },
  what: { en: 'What', vi: 'Nội dung' },
  incidents: { en: 'Incidents', vi: 'Sự cố' },
} as const satisfies Record<string, Name>
