import { wallTimeAt } from '@vonggac/model'
import { type Config, didYouMean } from '@vonggac/model/inventory'
import type { ExclusionKind } from '../api-report-types.ts'
import { MAX_PERIOD_MS, momentIn, monthPeriod, type Period } from './period.ts'
import type { ReportQuery } from './sla-report.ts'

export const exclusionKinds = ['maintenance', 'power'] as const satisfies readonly ExclusionKind[]

/** A report as people ask for it, on the command line or in an address. */
export interface ReportRequest {
  /** `2026-10`. Without it and without `from`: the last month that is over. */
  readonly month?: string | undefined
  /** `2026-10-05`, `2026-10-05T08:30`, or Unix ms; `to` is not part of it. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly provider?: string | undefined
  readonly site?: string | undefined
  /** `maintenance,power`. */
  readonly exclude?: string | undefined
}

/** What is wrong with a request, in words for whoever made it. */
export class ReportRequestError extends Error {
  override name = 'ReportRequestError'
}

/** Understands a request. Throws a `ReportRequestError` that says what is wrong with it. */
export function parseReportRequest(asked: ReportRequest, config: Config, now: number): ReportQuery {
  const period = periodOf(asked, config.organisation.timezone, now)
  if (period.from >= now) throw new ReportRequestError('the period has not begun yet')
  return {
    period,
    provider: known('provider', asked.provider, config.providers),
    site: known('site', asked.site, config.sites),
    exclude: excluded(asked.exclude ?? ''),
  }
}

function periodOf({ month, from, to }: ReportRequest, zone: string, now: number): Period {
  if (month !== undefined && (from !== undefined || to !== undefined))
    throw new ReportRequestError('either month or from and to, not both')
  if (from === undefined && to === undefined) {
    const text = month ?? lastMonth(zone, now)
    const period = monthPeriod(text, zone)
    if (!period) throw new ReportRequestError(`month: expected a month such as 2026-10, not ${JSON.stringify(text)}`)
    return period
  }
  const [begin, end] = [moment('from', from, zone), moment('to', to, zone)]
  if (end <= begin) throw new ReportRequestError('`to` must be later than `from`')
  if (end - begin > MAX_PERIOD_MS) throw new ReportRequestError('one report is over a year at most')
  return { from: begin, to: end, month: null }
}

function moment(key: string, text: string | undefined, zone: string): number {
  const at = text === undefined ? undefined : momentIn(text, zone)
  if (at === undefined)
    throw new ReportRequestError(
      `${key}: expected a date such as 2026-10-05, or 2026-10-05T08:30 by the clocks of ${zone}`,
    )
  return at
}

/** Nobody asks for a month that is not over unless he says so. */
function lastMonth(zone: string, now: number): string {
  const { year, month } = wallTimeAt(now, zone)
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`
}

function known(what: string, id: string | undefined, all: readonly { readonly id: string }[]): string | undefined {
  if (id === undefined || id === '') return undefined
  const ids = all.map((one) => one.id)
  if (!ids.includes(id)) throw new ReportRequestError(`there is no ${what} ${JSON.stringify(id)}${didYouMean(id, ids)}`)
  return id
}

function excluded(text: string): ExclusionKind[] {
  const named = text.split(',').flatMap((part) => part.trim() || [])
  return named.map((part) => {
    const kind = exclusionKinds.find((one) => one === part)
    if (!kind)
      throw new ReportRequestError(`exclude: expected ${exclusionKinds.join(', ')}, not ${JSON.stringify(part)}`)
    return kind
  })
}
