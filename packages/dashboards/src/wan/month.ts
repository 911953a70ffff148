import { accountTable } from '../account-table.ts'
import { colour, thresholds, zeroIsGood } from '../colour.ts'
import { below, min } from '../expression.ts'
import type { Context } from '../frame.ts'
import { countOf, selectFrom } from '../influxql.ts'
import { monthOf } from '../link-state.ts'
import { type ModernPanel, stat } from '../panel.ts'
import { series } from '../target.ts'
import { here } from './selection.ts'

const month = monthOf(here, ['site', 'link', 'provider'])

/** What was available this month, against what each contract promises. */
export function thisMonth(context: Context): ModernPanel[] {
  const { t } = context
  const base = { width: 4, height: 5, description: t('monthAccountHint'), timeFrom: 'now/M' }
  return [
    accountTable(context, month, {
      title: t('monthAccount'),
      description: t('monthAccountHint'),
      width: 20,
      height: 10,
      timeFrom: 'now/M',
    }),
    stat({
      ...base,
      title: t('broken'),
      description: t('brokenHint'),
      decimals: 0,
      targets: [series('', countOf(month, 'margin', [below('margin', 0)]))],
      thresholds: zeroIsGood(),
      noValue: '0',
    }),
    stat({
      ...base,
      title: t('worstOfMonth'),
      unit: 'percent',
      decimals: 3,
      targets: [series('', selectFrom(month, { columns: { lowest: min('availability') } }))],
      thresholds: thresholds(colour.blue),
      noValue: '–',
    }),
  ]
}
