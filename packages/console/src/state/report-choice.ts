import type { SlaRow } from '../api/document.ts'

/** What somebody wants a report on, as it stands in the address of the page. */
export interface ReportChoice {
  /** `2026-10`. */
  readonly month: string
  /** Which rows are shown. */
  readonly view: SlaRow['scope']
  /** Narrowed to one provider or one site; empty: not. */
  readonly provider: string
  readonly site: string
  readonly withoutMaintenance: boolean
}

/** The orders of the views. */
export const reportViews = ['link', 'provider', 'site', 'service'] as const satisfies readonly SlaRow['scope'][]

/** Offices are in Viet Nam: UTC+7 all year. */
const OFFSET_MS = 7 * 3_600_000
/** Months that can be chosen: a year and the one that is not over. */
const MONTHS = 13

/** The month that it is, and those before it, newest first: `2026-11`. */
export function recentMonths(now: number): string[] {
  const at = new Date(now + OFFSET_MS)
  const month = (back: number) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - back, 1))
  return Array.from({ length: MONTHS }, (_, back) => month(back).toISOString().slice(0, 7))
}

/** What the query of an address says; the last month that is over, and links, unless it says otherwise. */
export function choiceOf(query: string, now: number): ReportChoice {
  const parameters = new URLSearchParams(query)
  const month = parameters.get('month') ?? ''
  const view = reportViews.find((one) => one === parameters.get('view'))
  return {
    month: /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? month : recentMonths(now)[1]!,
    view: view ?? 'link',
    provider: parameters.get('provider') ?? '',
    site: parameters.get('site') ?? '',
    withoutMaintenance: parameters.get('exclude') === 'maintenance',
  }
}

/** The choice as the query of the API; `more` beside it. */
export function reportQuery(
  { month, provider, site, withoutMaintenance }: ReportChoice,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ month })
  if (provider !== '') query.set('provider', provider)
  if (site !== '') query.set('site', site)
  if (withoutMaintenance) query.set('exclude', 'maintenance')
  for (const [key, value] of Object.entries(more)) query.set(key, value)
  return query.toString()
}

/** The choice as the address of the page has it: the inverse of `choiceOf`. */
export const choiceQuery = (choice: ReportChoice): string => reportQuery(choice, { view: choice.view })

/** Whether a row kept all that was promised of it; `null`: nothing was promised, or nothing is known. */
export function keptAll({ kept }: Pick<SlaRow, 'kept'>): boolean | null {
  const said = [kept.availability, kept.latency, kept.loss].filter((one) => one !== null)
  return said.length === 0 ? null : said.every(Boolean)
}

/** Worst first: what was promised and missed, then the less available; what nothing is known of comes last. */
export function worstFirst(rows: readonly SlaRow[]): SlaRow[] {
  const rank = (row: SlaRow) => (row.availability === null ? 2 : keptAll(row) === false ? 0 : 1)
  return rows.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.availability ?? 0) - (b.availability ?? 0) ||
      b.down_ms - a.down_ms ||
      (a.id < b.id ? -1 : 1),
  )
}
