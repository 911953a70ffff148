import type { SlaReport, SlaRow } from '@vonggac/collector/api-types'
import { describe, expect, test } from 'vitest'
import { reportDocument } from '../../packages/collector/src/reports/report-document.ts'
import { readWorkbook, type WorkbookSheet } from '../support/openpyxl.ts'
import { HOSTILE_NAME } from '../support/sla-province.ts'

/** The workbook, read by a program that is not ours. */

const from = Date.parse('2026-10-01T00:00:00+07:00')
const to = Date.parse('2026-11-01T00:00:00+07:00')
const row: SlaRow = {
  scope: 'link',
  id: 'tam-ky/vnpt',
  name: { vi: 'UBND phường Tam Kỳ: đường truyền số liệu chuyên dùng', en: 'Tam Kỳ' },
  site: 'tam-ky',
  provider: 'vnpt',
  period_ms: to - from,
  up_ms: to - from - 3_723_000,
  down_ms: 3_723_000,
  blind_ms: 0,
  excluded_ms: 0,
  closed_ms: 0,
  summarised_ms: 0,
  availability: 99.861,
  outages: 2,
  longest_ms: 3_600_000,
  mttr_ms: 1_861_500,
  mtbf_ms: 1_337_338_500,
  latency_ms: { count: 267_000, mean: 4.123, p50: 4.1, p95: 6.2, p99: 9.9, max: 312.4 },
  loss_pct: null,
  target: { availability: 99.5, latency_ms: 30, loss_pct: null },
  kept: { availability: true, latency: true, loss: null },
}
const hostile = ['=1+1', '+84 235', '-2+3', '@SUM(A1)', '\t=1', HOSTILE_NAME, 'a\u0000b', '🛰 & <b>']
const report: SlaReport = {
  organisation: { vi: 'UBND tỉnh Quảng Nam', en: 'Quảng Nam' },
  period: { from, to, month: '2026-10', timezone: 'Asia/Ho_Chi_Minh', complete: true },
  generated_at: to + 1,
  excluded: [],
  rows: [row, ...hostile.map((name, i) => ({ ...row, id: `s${i}/vnpt`, name: { vi: name, en: name } }))],
  outages: [
    {
      scope: 'link',
      id: 'tam-ky/vnpt',
      from: Date.parse('2026-10-05T08:30:07+07:00'),
      to: Date.parse('2026-10-05T09:30:07+07:00'),
      counted_ms: 3_600_000,
      before: false,
      after: false,
      results: 360,
      first_failed: Date.parse('2026-10-05T08:30:07+07:00'),
      last_failed: Date.parse('2026-10-05T09:30:00+07:00'),
      last_good: null,
      first_good: Date.parse('2026-10-05T09:30:07+07:00'),
      error: 'timeout',
    },
  ],
  blind: [],
  exclusions: [
    { kind: 'power', from, to: from + 60_000, match: ['tam-ky'], reason: '=HYPERLINK("http://x")', applied: [] },
  ],
  left_out: { outages: 0, blind: 0 },
  notes: [],
}

describe.for(['vi', 'en'] as const)('the workbook in %s', async (language) => {
  const { body } = await reportDocument(report, { format: 'xlsx', language })
  const sheets = readWorkbook(Buffer.from(body))
  const [summary, outages, exclusions] = sheets as [WorkbookSheet, WorkbookSheet, WorkbookSheet]
  const cells = sheets.flatMap(({ rows }) => rows.flat())

  test('has a sheet a table, each with a bold head that stays', () => {
    expect(sheets.map(({ title }) => title)).toEqual(
      language === 'vi'
        ? ['Tổng hợp', 'Các lần gián đoạn', 'Thời gian loại trừ', 'Không rõ']
        : ['Summary', 'Outages', 'Time left out', 'Unknown'],
    )
    for (const { rows, frozen } of sheets) {
      expect(frozen).toBe('A2')
      expect(rows[0]!.every(({ bold, type }) => bold && type === 's')).toBe(true)
    }
  })

  test('has numbers as numbers and moments as moments, by the clocks of the organisation', () => {
    const [head, first] = summary.rows
    const column = (text: RegExp) => head!.findIndex(({ value }) => text.test(String(value)))
    const cell = (text: RegExp) => first![column(text)]!
    expect(cell(/^(Độ sẵn sàng|Availability)/)).toMatchObject({ value: 99.861, type: 'n' })
    expect(cell(/^(Gián đoạn|Down)/)).toMatchObject({ value: 3_723, type: 'n' })
    expect(cell(/p99/)).toMatchObject({ value: 9.9, type: 'n' })
    expect(first![column(/^(Mất gói|Loss).*p99/)]).toMatchObject({ value: null })
    const [, begin] = outages.rows.map((each) => each[2]!)
    expect(begin).toMatchObject({ value: '2026-10-05T08:30:07', type: 'd', format: 'dd/mm/yyyy hh:mm:ss' })
  })

  test('has texts as they are, and none that runs', () => {
    expect(cells.filter(({ type }) => type === 'f' || type === 'e')).toEqual([])
    expect(summary.rows[1]![2]!.value).toBe(row.name[language])
    const names = summary.rows.slice(2).map((each) => each[2]!)
    expect(names.map(({ value }) => value)).toEqual(hostile.map((name) => name.replace('\u0000', '?')))
    expect(names.every(({ type }) => type === 's')).toBe(true)
    expect(exclusions.rows[1]![3]).toMatchObject({ value: '=HYPERLINK("http://x")', type: 's' })
  })

  test('has columns that are as wide as what is in them, within reason', () => {
    for (const { widths, rows } of sheets) {
      for (const [i, width] of widths.entries()) {
        const longest = Math.max(...rows.map((each) => String(each[i]?.value ?? '').length))
        expect(width).toBeGreaterThanOrEqual(Math.min(longest, 48))
        expect(width).toBeLessThanOrEqual(50)
      }
    }
  })
})
