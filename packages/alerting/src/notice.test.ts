import { expect, test } from 'vitest'
import { type Notice, noticeDeliveries } from './notice.ts'
import type { Oncall } from './paging/broadcast.ts'

const channel = (id: string) => ({
  id,
  kind: 'webhook' as const,
  url: 'http://127.0.0.1/',
  headers: {},
  timeout: 1_000,
})
const oncall: Oncall = {
  channels: [channel('ops'), channel('log')],
  notify: [{ severity: 'critical', channels: ['ops'] }, { channels: ['log'] }],
}
const notice: Notice = {
  id: 'meeting-weekly',
  nth: 0,
  severity: 'warning',
  title: { vi: 'CHƯA SẴN SÀNG: Giao ban', en: 'NOT READY: Weekly' },
  text: { vi: 'Tam Kỳ: mất gói', en: 'Tam Kỳ: loss' },
  at: 1,
  link: 'http://console/meetings/weekly',
  organisation: { vi: 'Tỉnh', en: 'Province' },
}

test('a notice says the same in both languages, with where to look', () => {
  const [delivery] = noticeDeliveries(notice, oncall)
  expect(delivery!.message).toMatchObject({
    kind: 'notice',
    subject: 'CHƯA SẴN SÀNG: Giao ban / NOT READY: Weekly',
    text: [
      'CHƯA SẴN SÀNG: Giao ban',
      'Tam Kỳ: mất gói',
      'Xem chi tiết: http://console/meetings/weekly',
      'Tỉnh – Vọng Gác',
      '',
      '--',
      'NOT READY: Weekly',
      'Tam Kỳ: loss',
      'Details: http://console/meetings/weekly',
      'Province – Vọng Gác',
      '',
    ].join('\n'),
  })
})

test('its severity says who hears of it', () => {
  const told = (severity: Notice['severity']) =>
    noticeDeliveries({ ...notice, severity }, oncall).map((one) => one.channel)
  expect([told('warning'), told('critical')]).toEqual([['log'], ['ops', 'log']])
})

test('what is said later is another message of the same thread', () => {
  const key = (nth: number) => noticeDeliveries({ ...notice, nth }, oncall)[0]!.key
  expect([key(0), key(2)]).toEqual(['meeting-weekly:opened:log', 'meeting-weekly:changed-2:log'])
})
