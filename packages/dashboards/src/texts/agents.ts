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
  when: { en: 'When', vi: 'Lúc' },
} as const satisfies Record<string, Name>
