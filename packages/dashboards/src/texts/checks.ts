import type { Name } from '@vonggac/model'

/** What several boards say of checks and sensors. */
export const checks = {
  took: { en: 'Took', vi: 'Thời gian' },
  checkedAt: { en: 'Checked', vi: 'Lúc kiểm tra' },
  checkTableHint: {
    en: 'The newest result of each, the worst first: what is wrong, and since which run. Texts come from the machines that were asked.',
    vi: 'Kết quả mới nhất của từng phép kiểm tra, xấu nhất trước: lỗi gì, ở lần kiểm tra nào. Nội dung do máy được hỏi trả lời.',
  },
  checkTimelineHint: {
    en: 'The worst result of each bucket of time.',
    vi: 'Kết quả xấu nhất trong mỗi khoảng thời gian.',
  },
  sensor: { en: 'Sensor', vi: 'Cảm biến' },
  sensorType: { en: 'Measures', vi: 'Loại' },
  sensorValue: { en: 'Value', vi: 'Giá trị' },
  sensorText: { en: 'Says', vi: 'Thiết bị báo' },
} as const satisfies Record<string, Name>
