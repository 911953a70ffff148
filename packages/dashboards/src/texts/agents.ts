import type { Name } from '@vonggac/model'

/** *Agents and collector*. */
export const agents = {
  agentsReporting: { en: 'Agents reporting', vi: 'Tác tử đang báo cáo' },
  agentsReportingHint: {
    en: 'Agents heard of in the last 10 minutes.',
    vi: 'Số tác tử có báo cáo trong 10 phút gần nhất.',
  },
  agentsNow: { en: 'Agents', vi: 'Các tác tử' },
  version: { en: 'Version', vi: 'Phiên bản' },
  spoolRecords: { en: 'Batches waiting', vi: 'Số lô đang chờ' },
  spoolOldest: { en: 'Oldest waiting', vi: 'Lô chờ lâu nhất' },
  spoolBytes: { en: 'Bytes waiting', vi: 'Dung lượng đang chờ' },
  spoolHint: {
    en: 'What an agent has measured and the collector has not taken yet. It grows while the way to the collector is cut, and nothing is lost.',
    vi: 'Dữ liệu tác tử đã đo nhưng bộ thu thập chưa nhận. Tăng khi mất đường đến bộ thu thập, không mất dữ liệu.',
  },
  dropped: { en: 'Dropped', vi: 'Bị bỏ' },
  droppedHint: {
    en: 'Records lost because the spool was full. Anything above 0 is a hole in the data.',
    vi: 'Bản ghi bị mất vì bộ đệm đầy. Lớn hơn 0 nghĩa là dữ liệu bị thiếu.',
  },
  refused: { en: 'Refused lines', vi: 'Dòng bị từ chối' },
  refusedHint: {
    en: 'Lines that the collector did not take, set aside by the agent with the reason.',
    vi: 'Dòng bộ thu thập không nhận, được tác tử để riêng kèm lý do.',
  },
  lateRuns: { en: 'Lateness of runs (p95)', vi: 'Độ trễ lịch chạy (p95)' },
  lateHint: {
    en: 'How long after its time a check started; skipped when its previous run had not ended. High values: the machine is overloaded.',
    vi: 'Phép kiểm tra bắt đầu muộn bao lâu; bỏ lượt khi lần trước chưa xong. Giá trị cao: máy quá tải.',
  },
  skippedRuns: { en: 'Skipped runs', vi: 'Lượt chạy bị bỏ' },
  agentCpuHint: { en: 'Per cent of one core.', vi: 'Phần trăm của một lõi.' },
  agentMemoryHint: {
    en: 'Resident memory of the agent; it should stay flat.',
    vi: 'Bộ nhớ thường trú của tác tử; cần giữ ổn định.',
  },
  checkDurations: { en: 'Duration of the runs', vi: 'Thời gian chạy' },
  checkDurationsHint: { en: 'By kind of check.', vi: 'Theo loại kiểm tra.' },
  checkRuns: { en: 'Runs', vi: 'Số lượt chạy' },
  errorsByCode: { en: 'Errors by code', vi: 'Lỗi theo mã' },
  errorsNewest: { en: 'Newest errors', vi: 'Lỗi mới nhất' },
  errorsHint: {
    en: 'The newest 500 results with an error in the time shown.',
    vi: '500 kết quả lỗi mới nhất trong khoảng thời gian đang xem.',
  },
  times: { en: 'Times', vi: 'Số lần' },
  collector: { en: 'Collector', vi: 'Bộ thu thập' },
  noCollector: {
    en: 'The collector has reported nothing in this time: it was not running.',
    vi: 'Bộ thu thập không báo cáo trong khoảng này: nó không chạy.',
  },
  pointsPerSecond: { en: 'Points per second', vi: 'Số điểm mỗi giây' },
  pointsPerSecondHint: {
    en: 'Taken from agents, and written to the store. After an outage of the store the second is above the first until all is caught up.',
    vi: 'Nhận từ tác tử và ghi vào kho. Sau khi kho ngừng, đường thứ hai cao hơn cho đến khi ghi bù xong.',
  },
  received: { en: 'received', vi: 'đã nhận' },
  storedPoints: { en: 'stored', vi: 'đã lưu' },
  journalLag: { en: 'Records waiting in the journal', vi: 'Bản ghi chờ trong nhật ký' },
  journalLagHint: {
    en: 'What is on disk and not yet in the store, or not yet looked at by alerting. Towards alerting it must stay near 0.',
    vi: 'Dữ liệu đã ghi đĩa nhưng chưa vào kho hoặc chưa qua cảnh báo. Phía cảnh báo phải gần 0.',
  },
  towardsStore: { en: 'for the store', vi: 'cho kho' },
  towardsAlerting: { en: 'for alerting', vi: 'cho cảnh báo' },
  collectorErrors: { en: 'Refused, rejected, undelivered', vi: 'Từ chối, không lưu được, không gửi được' },
  collectorErrorsHint: {
    en: 'Since the start of the collector: malformed lines, points that the store refused (field type, age), failed attempts to notify somebody.',
    vi: 'Từ khi bộ thu thập khởi động: dòng sai, điểm bị kho từ chối (kiểu trường, quá cũ), lần gửi thông báo thất bại.',
  },
  rejectedPoints: { en: 'rejected by the store', vi: 'kho từ chối' },
  failedDeliveries: { en: 'failed notifications', vi: 'thông báo thất bại' },
  storeUp: { en: 'Store can be written', vi: 'Kho ghi được' },
  storeUpHint: {
    en: '1 or 0. At 0 points wait in the journal; alerting goes on.',
    vi: '1 hoặc 0. Khi 0, dữ liệu chờ trong nhật ký; cảnh báo vẫn chạy.',
  },
  loopLag: { en: 'Lateness of the collector (p99)', vi: 'Độ trễ xử lý (p99)' },
  loopLagHint: {
    en: 'How late it gets to what it has to do. Hundreds of milliseconds: the machine is overloaded.',
    vi: 'Bộ thu thập xử lý trễ bao lâu. Vài trăm mili giây: máy quá tải.',
  },
  collectorMemory: { en: 'Memory and journal', vi: 'Bộ nhớ và nhật ký' },
  collectorMemoryHint: {
    en: 'Resident memory of the collector, which should stay flat, and the size of its journal.',
    vi: 'Bộ nhớ thường trú của bộ thu thập, cần ổn định, và dung lượng nhật ký.',
  },
  journalBytes: { en: 'journal', vi: 'nhật ký' },
  when: { en: 'When', vi: 'Lúc' },
} as const satisfies Record<string, Name>
