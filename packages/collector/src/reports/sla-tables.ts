import type { SlaReport, SlaRow } from '../api-report-types.ts'
import { secondsOf } from './report-text.ts'
import type { ReportLanguage, ReportWords } from './words.ts'

/** A moment in a table: by the clocks of the report's zone. */
export interface Moment {
  readonly at: number
}
export type Cell = string | number | Moment | null

/** A part of the report as rows and columns, for CSV and spreadsheets. */
export interface Table {
  readonly id: TableId
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

export const tableIds = ['rows', 'outages', 'exclusions', 'blind'] as const
export type TableId = (typeof tableIds)[number]

/** The whole report as tables. Lengths are whole seconds. */
export function tablesOf(report: SlaReport, words: ReportWords, language: ReportLanguage): Table[] {
  return [summary(report, words, language), outages(report, words), exclusions(report, words), blind(report, words)]
}

function summary({ rows }: SlaReport, words: ReportWords, language: ReportLanguage): Table {
  const s = (text: string) => `${text} (${words.seconds})`
  const spread = (text: string) => [`${text} ${words.mean}`, ...['p50', 'p95', 'p99', 'max'].map((p) => `${text} ${p}`)]
  const head = [
    words.kind,
    words.id,
    words.name,
    words.site,
    words.provider,
    words.availability,
    words.promised,
    words.kept,
    ...[words.up, words.down, words.blind, words.excluded, words.closed, words.total, words.summarised].map(s),
    words.outages,
    ...[words.longest, words.mttr, words.mtbf].map(s),
    ...spread(words.latency),
    words.promised,
    words.kept,
    ...spread(words.loss),
    words.promised,
    words.kept,
  ]
  const verdict = (kept: boolean | null) => (kept === null ? null : kept ? words.yes : words.no)
  const figures = (of: SlaRow['latency_ms']): Cell[] =>
    of === null ? [null, null, null, null, null] : [of.mean, of.p50, of.p95, of.p99, of.max]
  const length = (ms: number | null): Cell => (ms === null ? null : secondsOf(ms))
  return {
    id: 'rows',
    title: words.page,
    head,
    rows: rows.map((row) => [
      words.scopes[row.scope],
      row.id,
      row.name[language],
      row.site,
      row.provider,
      row.availability,
      row.target.availability,
      verdict(row.kept.availability),
      ...[row.up_ms, row.down_ms, row.blind_ms, row.excluded_ms, row.closed_ms, row.period_ms, row.summarised_ms].map(
        secondsOf,
      ),
      row.outages,
      ...[row.longest_ms, row.mttr_ms, row.mtbf_ms].map(length),
      ...figures(row.latency_ms),
      row.target.latency_ms,
      verdict(row.kept.latency),
      ...figures(row.loss_pct),
      row.target.loss_pct,
      verdict(row.kept.loss),
    ]),
  }
}

const moment = (at: number | null): Cell => (at === null ? null : { at })

function outages({ outages: all }: SlaReport, words: ReportWords): Table {
  const { counted, seconds, lastGood, firstFailed, lastFailed, firstGood } = words
  return {
    id: 'outages',
    title: words.outageList,
    head: [
      words.kind,
      words.id,
      words.from,
      words.to,
      `${words.lasted} (${seconds})`,
      `${counted} (${seconds})`,
      words.error,
      words.evidence,
      lastGood,
      firstFailed,
      lastFailed,
      firstGood,
      words.reason,
    ],
    rows: all.map((one) => [
      words.scopes[one.scope],
      one.id,
      { at: one.from },
      { at: one.to },
      secondsOf(one.to - one.from),
      secondsOf(one.counted_ms),
      one.error,
      one.results,
      moment(one.last_good),
      moment(one.first_failed),
      moment(one.last_failed),
      moment(one.first_good),
      [one.before && words.before, one.after && words.after].filter(Boolean).join('; '),
    ]),
  }
}

function exclusions({ exclusions: all }: SlaReport, words: ReportWords): Table {
  const s = (text: string) => `${text} (${words.seconds})`
  return {
    id: 'exclusions',
    title: words.exclusionList,
    head: [words.kind, words.from, words.to, words.reason, words.appliesTo, s(words.excluded), s(words.down)],
    rows: all.flatMap(({ kind, from, to, reason, applied }): Cell[][] => {
      const own = [words.kinds[kind], { at: from }, { at: to }, reason]
      if (applied.length === 0) return [[...own, words.notApplied, 0, 0]]
      return applied.map(({ id, ms, down_ms }) => [...own, id, secondsOf(ms), secondsOf(down_ms)])
    }),
  }
}

function blind({ blind: all }: SlaReport, words: ReportWords): Table {
  return {
    id: 'blind',
    title: words.blind,
    head: [words.kind, words.id, words.from, words.to, `${words.lasted} (${words.seconds})`, words.reason],
    rows: all.map(({ scope, id, from, to, reason }) => [
      words.scopes[scope],
      id,
      { at: from },
      { at: to },
      secondsOf(to - from),
      words.reasons[reason],
    ]),
  }
}
