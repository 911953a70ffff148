import type { SlaReport } from '@vonggac/collector/api-types'
import { formatDuration } from '@vonggac/model'
import { momentText } from './moment.ts'
import { table } from './table.ts'

/** A report for a terminal: a row a thing, then what has to be known of it. */
export function slaText(report: SlaReport, language: 'vi' | 'en'): string {
  const { period, rows, outages, notes } = report
  const seconds = (ms: number | null) =>
    ms === null ? '-' : ms < 1_000 ? '0' : formatDuration(Math.round(ms / 1_000) * 1_000)
  const kept = (verdict: boolean | null) => (verdict === null ? '-' : verdict ? 'kept' : 'MISSED')
  const body = rows.map((row) => [
    row.scope,
    row.id,
    row.availability === null ? '-' : `${row.availability.toFixed(4)} %`,
    row.target.availability === null ? '-' : `${row.target.availability} %`,
    kept(row.kept.availability),
    String(row.outages),
    seconds(row.down_ms),
    seconds(row.mttr_ms),
    seconds(row.blind_ms),
    seconds(row.excluded_ms),
    row.latency_ms === null ? '-' : `${row.latency_ms.mean.toFixed(1)}/${row.latency_ms.p95} ms`,
    row.loss_pct === null ? '-' : `${row.loss_pct.mean.toFixed(2)} %`,
  ])
  const head = [
    'WHAT',
    'ID',
    'AVAILABLE',
    'PROMISED',
    '',
    'OUTAGES',
    'DOWN',
    'MTTR',
    'UNKNOWN',
    'EXCLUDED',
    'LATENCY MEAN/P95',
    'LOSS',
  ]
  return [
    `${period.month ?? ''} ${momentText(period.from, period.timezone)} to ${momentText(period.to, period.timezone)} (${period.timezone}); ${outages.length} outages`.trim(),
    '',
    table(head, body),
    ...notes.map((note) => `! ${note[language]}\n`),
  ].join('\n')
}
