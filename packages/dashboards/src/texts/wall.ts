import type { Name } from '@vonggac/model'

/** *On-call wall screen*: few words, read from far away. */
export const wall = {
  wallTitle: { en: 'On-call wall screen', vi: 'Màn hình trực' },
  wallDescription: {
    en: 'For a screen on the wall: every site, what is open, who is on call. Nothing to click.',
    vi: 'Cho màn hình treo tường: mọi đơn vị, sự cố đang mở, ai đang trực. Không cần thao tác.',
  },
  wallSites: { en: 'Sites', vi: 'Các đơn vị' },
  wallOpen: { en: 'Open', vi: 'Sự cố' },
  wallDown: { en: 'Links down', vi: 'Mất đường truyền' },
  wallFresh: { en: 'Data from', vi: 'Số liệu lúc' },
  wallFreshHint: {
    en: 'When the collector last wrote anything. Minutes ago means: what stands here is old.',
    vi: 'Lần ghi gần nhất của bộ thu thập. Nếu đã vài phút: số liệu trên màn hình là cũ.',
  },
  wallLive: { en: 'Watch', vi: 'Giám sát' },
  wallRuns: { en: 'running', vi: 'đang chạy' },
  wallStale: { en: 'STALE: no data for a minute', vi: 'SỐ LIỆU CŨ: mất tin hơn 1 phút' },
  wallOnCall: { en: 'On call', vi: 'Đang trực' },
  wallOnCallHint: {
    en: 'By the rotas and overrides of the collector.',
    vi: 'Theo lịch trực và các thay đổi trong bộ thu thập.',
  },
  noRota: { en: 'No rota is configured.', vi: 'Chưa khai báo lịch trực.' },
} as const satisfies Record<string, Name>
