import type { Name } from '@vonggac/model'

/** *Site*. */
export const site = {
  average: { en: 'mean', vi: 'trung bình' },
  lowest: { en: 'lowest', vi: 'thấp nhất' },
  highest: { en: 'highest', vi: 'cao nhất' },
  ifTraffic: { en: 'Traffic', vi: 'Lưu lượng' },
  ifTrafficHint: {
    en: "Bits per second from the interface's octet counters.",
    vi: 'Số bit mỗi giây tính từ bộ đếm octet của cổng.',
  },
  utilisation: { en: 'Utilisation', vi: 'Mức sử dụng' },
  utilisationHint: {
    en: 'Traffic as a share of the speed that the interface reports (ifHighSpeed), which may be more than the circuit behind it.',
    vi: 'Lưu lượng so với tốc độ cổng báo (ifHighSpeed), có thể lớn hơn tốc độ thuê của đường truyền.',
  },
  ifErrors: { en: 'Errors and discards', vi: 'Lỗi và gói bị loại' },
  ifErrorsHint: {
    en: 'Packets a second, both directions. Errors point to cable or duplex, discards to a full queue.',
    vi: 'Số gói mỗi giây, cả hai chiều. Lỗi thường do cáp hoặc duplex, gói bị loại do hàng đợi đầy.',
  },
  ifStates: { en: 'Interfaces', vi: 'Các cổng mạng' },
  ifStatesHint: {
    en: 'The newest state; errors over the time shown.',
    vi: 'Trạng thái mới nhất; số lỗi trong khoảng thời gian đang xem.',
  },
  alias: { en: 'Description', vi: 'Mô tả' },
  operState: { en: 'Operational', vi: 'Hoạt động' },
  adminState: { en: 'Administrative', vi: 'Cấu hình' },
  speed: { en: 'Speed', vi: 'Tốc độ' },
  errorsIn: { en: 'Errors in', vi: 'Lỗi chiều vào' },
  errorsOut: { en: 'Errors out', vi: 'Lỗi chiều ra' },
  in: { en: 'in', vi: 'vào' },
  out: { en: 'out', vi: 'ra' },
  errors: { en: 'errors', vi: 'lỗi' },
  discards: { en: 'discards', vi: 'bị loại' },
  deviceLatency: { en: 'Latency of the devices', vi: 'Độ trễ của các thiết bị' },
  deviceLoss: { en: 'Loss of the devices', vi: 'Mất gói của các thiết bị' },
  ports: { en: 'TCP ports', vi: 'Cổng TCP' },
  portsHint: { en: 'Time until the connection stands.', vi: 'Thời gian thiết lập kết nối.' },
  checkStates: { en: 'State of each check', vi: 'Trạng thái từng phép kiểm tra' },
  checkStatesHint: {
    en: 'The worst result of each bucket of time (not known counts above failed). From single results, which are kept for 30 days unless configured otherwise.',
    vi: 'Kết quả xấu nhất trong mỗi khoảng (không rõ xếp trên hỏng). Lấy từ dữ liệu gốc, lưu 30 ngày nếu không cấu hình khác.',
  },
  checksNow: { en: 'Newest results', vi: 'Kết quả mới nhất' },
  check: { en: 'Check', vi: 'Phép kiểm tra' },
  kind: { en: 'Kind', vi: 'Loại' },
  target: { en: 'Target', vi: 'Đích' },
  error: { en: 'Error', vi: 'Mã lỗi' },
  detail: { en: 'Detail', vi: 'Chi tiết' },
} as const satisfies Record<string, Name>
