import type { SlaReport } from '../api-report-types.ts'
import { tableCsv } from './csv.ts'
import { slaPage } from './sla-page.ts'
import { type TableId, tablesOf } from './sla-tables.ts'
import { type ReportLanguage, reportWords } from './words.ts'

export const reportFormats = ['json', 'html', 'csv', 'xlsx'] as const
export type ReportFormat = (typeof reportFormats)[number]

/** A report as a file. */
export interface ReportDocument {
  readonly body: string | Buffer
  readonly type: string
  /** What it is called when it is saved. */
  readonly file: string
}

/** The report in a format. CSV holds one table: `table`, the summary unless said otherwise. */
export async function reportDocument(
  report: SlaReport,
  { format, language, table = 'rows' }: { format: ReportFormat; language: ReportLanguage; table?: TableId },
): Promise<ReportDocument> {
  const { timezone } = report.period
  const file = (ending: string) => `sla-${nameOf(report)}${ending}`
  if (format === 'json')
    return { body: `${JSON.stringify(report, null, 2)}\n`, type: 'application/json', file: file('.json') }
  if (format === 'html')
    return { body: String(await slaPage(report, language)), type: 'text/html; charset=utf-8', file: file('.html') }
  const tables = tablesOf(report, reportWords[language], language)
  if (format === 'csv') {
    const body = tableCsv(tables.find(({ id }) => id === table)!, timezone)
    return { body, type: 'text/csv; charset=utf-8', file: file(table === 'rows' ? '.csv' : `-${table}.csv`) }
  }
  // Its library is loaded when somebody wants a workbook, not with every collector.
  const { xlsxOf } = await import('./xlsx.ts')
  return { body: await xlsxOf(tables, timezone), type: XLSX, file: file('.xlsx') }
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The period as part of a file's name. */
export function nameOf({ period }: Pick<SlaReport, 'period'>): string {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  return period.month ?? `${day(period.from)}-${day(period.to)}`
}
