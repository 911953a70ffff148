import type { Name } from '@vonggac/model'
import type { ReadinessReason } from '../api-types.ts'

/**
 * Everything that can stand between a site and a conference, in the order in which it matters: what comes first explains
 * what comes after it. Each with what to do about it.
 */
const advices = {
  'link-down': {
    vi: 'Gọi nhà cung cấp đường truyền; kiểm tra nguồn điện và bộ định tuyến tại điểm cầu.',
    en: 'Call the provider of the circuit; check power and router at the site.',
  },
  'endpoint-down': {
    vi: 'Nhờ người tại điểm cầu kiểm tra thiết bị: nguồn, dây mạng, có bị tắt hoặc ngủ không.',
    en: 'Have somebody at the site look at the endpoint: power, network cable, switched off or asleep.',
  },
  'mcu-down': {
    vi: 'Kiểm tra MCU và mạng của trung tâm dữ liệu trước: không điểm cầu nào vào được phòng họp.',
    en: 'See to the MCU and the data centre’s network first: no site can join.',
  },
  service: {
    vi: 'Kiểm tra máy chủ của dịch vụ hội nghị.',
    en: 'See to the servers of the conferencing service.',
  },
  loss: {
    vi: 'Gọi nhà cung cấp đường truyền và cho họ số liệu này; dùng đường dự phòng nếu có.',
    en: 'Call the provider with these figures; move to the backup circuit if there is one.',
  },
  signalling: {
    vi: 'Khởi động lại ứng dụng họp trên thiết bị; kiểm tra đăng ký SIP/H.323 và tường lửa.',
    en: 'Restart conferencing on the endpoint; check its SIP/H.323 registration and the firewall.',
  },
  bandwidth: {
    vi: 'Tìm xem ai đang dùng đường truyền và hoãn lại (sao lưu, cập nhật); hoặc hạ tốc độ cuộc gọi.',
    en: 'Find who is using the circuit and put it off (backups, updates), or lower the call rate.',
  },
  jitter: {
    vi: 'Kiểm tra tải của đường truyền và QoS (lớp video) trên bộ định tuyến.',
    en: 'Check the load of the circuit and QoS (the video class) on the routers.',
  },
  latency: {
    vi: 'Xem đường đi (traceroute): có thể đang đi vòng hoặc qua đường dự phòng.',
    en: 'Look at the path (traceroute): it may take a detour or the backup.',
  },
  certificate: {
    vi: 'Gia hạn chứng thư trước cuộc họp.',
    en: 'Renew the certificate before the meeting.',
  },
  untested: {
    vi: 'Kiểm tra tác tử tại trung tâm và cấu hình của nó; gọi thử điểm cầu này bằng tay.',
    en: 'See to the agent at the hub and its configuration; call this site by hand.',
  },
  'backup-down': {
    vi: 'Vẫn họp được, nhưng không còn đường dự phòng: báo nhà cung cấp.',
    en: 'The meeting can be held, but there is nothing to fall back on: tell the provider.',
  },
  'one-signalling': {
    vi: 'Gọi điểm cầu bằng giao thức còn lại, hoặc khởi động lại ứng dụng họp trên thiết bị.',
    en: 'Call the site by the other protocol, or restart conferencing on the endpoint.',
  },
  'endpoint-health': {
    vi: 'Xem cảnh báo của thiết bị trước giờ họp.',
    en: 'See to the endpoint’s own warning before the meeting.',
  },
  'no-endpoint': {
    vi: 'Khai báo thiết bị họp của điểm cầu này trong cấu hình.',
    en: 'Add the conferencing endpoint of this site to the configuration.',
  },
} as const satisfies Record<string, Name>

export type ReasonCode = keyof typeof advices

const order = Object.keys(advices) as ReasonCode[]

/** A reason with its advice. `check`: which check says so. */
export const reasonOf = (
  code: ReasonCode,
  verdict: ReadinessReason['verdict'],
  { text, check = null }: { readonly text: Name; readonly check?: string | null },
): ReadinessReason => ({ code, verdict, text, advice: advices[code], check })

/** What stands in the way before what might; among those, causes before consequences. */
export function inOrder(reasons: readonly ReadinessReason[]): ReadinessReason[] {
  const rank = ({ verdict, code }: ReadinessReason) =>
    (verdict === 'not-ready' ? 0 : order.length) + order.indexOf(code as ReasonCode)
  return reasons.toSorted((a, b) => rank(a) - rank(b))
}
