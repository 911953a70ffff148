import { colour, thresholds } from './colour.ts'
import type { Context } from './frame.ts'
import type { Query } from './influxql.ts'
import type { Account } from './link-state.ts'
import { field, type ModernPanel, type PanelSpec, table } from './panel.ts'
import { linkColumn, siteColumn } from './place-columns.ts'
import { rows } from './target.ts'
import { renamed } from './transformation.ts'

/** Availability of links against what each one's contract promises, the one that misses it by most first. */
export const accountTable = (
  context: Context,
  query: Query<Account, 'site' | 'link' | 'provider'>,
  spec: Pick<PanelSpec, 'title' | 'description' | 'width' | 'height' | 'timeFrom'>,
): ModernPanel => {
  const { t } = context
  return table(
    {
      ...spec,
      targets: [rows(query)],
      noValue: t('noAccount'),
      transformations: [
        renamed({
          site: t('site'),
          link: t('link'),
          provider: t('provider'),
          availability: t('available'),
          promised: t('promised'),
          margin: t('margin'),
          outages: t('outages'),
          down: t('downTime'),
        }),
      ],
      overrides: [
        field(t('available'), { unit: 'percent', decimals: 3 }),
        field(t('promised'), { unit: 'percent', decimals: 2 }),
        field(t('margin'), {
          unit: 'percent',
          decimals: 3,
          noValue: t('nothingPromised'),
          thresholds: thresholds(colour.fail, [0, colour.ok]),
          'custom.displayMode': 'color-background',
        }),
        field(t('outages'), { decimals: 0 }),
        field(t('downTime'), { unit: 's', decimals: 0 }),
        siteColumn(context),
        linkColumn(context),
      ],
    },
    { column: t('margin'), descending: false },
  )
}
