import type { Name } from '@vonggac/model'

/** *Services and conferences*. */
export const services = {
  service: { en: 'Service', vi: 'Dịch vụ' },
  servicesNow: { en: 'How the services are', vi: 'Trạng thái dịch vụ' },
  servicesNowHint: {
    en: 'By the rule of services.yaml: which checks make a service up, degraded or down.',
    vi: 'Theo quy tắc trong services.yaml: phép kiểm tra nào quyết định dịch vụ hoạt động, suy giảm hay ngừng.',
  },
  servicesAvailability: { en: 'Availability in the time shown', vi: 'Độ sẵn sàng trong khoảng thời gian đang xem' },
  servicesAvailabilityHint: {
    en: 'Per cent of the minutes in which the state is known and the service works, be it degraded.',
    vi: 'Phần trăm số phút biết được trạng thái mà dịch vụ còn hoạt động, kể cả khi suy giảm.',
  },
  servicesStates: { en: 'States', vi: 'Diễn biến trạng thái' },
  servicesChecks: { en: 'What the services are made of', vi: 'Các phép kiểm tra của dịch vụ' },
  servicesNewest: { en: 'Newest results, worst first', vi: 'Kết quả mới nhất, xấu nhất trước' },
  servicesCheckStates: { en: 'Checks', vi: 'Trạng thái kiểm tra' },
  servicesDurations: { en: 'How long the checks take', vi: 'Thời gian của phép kiểm tra' },
  servicesDurationsHint: {
    en: 'Of a whole run: signing in, delivering a message, going through an application.',
    vi: 'Của cả lần chạy: đăng nhập, gửi nhận thư, đi qua các bước của ứng dụng.',
  },
  readiness: { en: 'Readiness before conferences', vi: 'Sẵn sàng trước cuộc họp' },
  readinessStates: { en: 'Verdicts', vi: 'Kết luận theo điểm cầu' },
  readinessStatesHint: {
    en: 'What each test found of each site: before every meeting, and when somebody asked for it.',
    vi: 'Kết quả mỗi lần thử của từng điểm cầu: trước mỗi cuộc họp và khi có người yêu cầu.',
  },
  readinessLoss: { en: 'Loss of the test streams', vi: 'Mất gói của luồng thử' },
  degraded: { en: 'degraded', vi: 'suy giảm' },
  closed: { en: 'outside its hours', vi: 'ngoài giờ' },
  ready: { en: 'ready', vi: 'sẵn sàng' },
  atRisk: { en: 'at risk', vi: 'có rủi ro' },
  notReady: { en: 'not ready', vi: 'chưa sẵn sàng' },
  noServices: {
    en: 'No service is measured here: describe what people use in services.yaml.',
    vi: 'Chưa có dịch vụ nào: khai báo trong services.yaml.',
  },
  noReadiness: {
    en: 'No test in this time: `vonggac preflight`, or a meeting in meetings.yaml.',
    vi: 'Chưa thử lần nào: chạy `vonggac preflight` hoặc khai báo cuộc họp trong meetings.yaml.',
  },
} as const satisfies Record<string, Name>
