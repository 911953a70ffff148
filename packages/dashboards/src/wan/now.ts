import { statusColumn } from '../check-panels.ts'
import { rising, statusColours, statusMapping } from '../colour.ts'
import { max, mean } from '../expression.ts'
import { type Context, drillDown } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { field, type ModernPanel, stat, table } from '../panel.ts'
import { linkColumn, siteColumn } from '../place-columns.ts'
import { placeholder } from '../placeholder.ts'
import { rows } from '../target.ts'
import { joined, renamed, worstFirst } from '../transformation.ts'
import { here, newest } from './selection.ts'

export function siteGrid(context: Context): ModernPanel {
  const { t } = context
  return stat(
    {
      title: t('siteGrid'),
      description: t('siteGridHint'),
      width: 24,
      height: 8,
      timeFrom: '10m',
      targets: [rows(selectFrom(newest, { columns: { status: max('status') }, by: ['site'] }))],
      mappings: [statusMapping(t)],
      thresholds: statusColours,
      noValue: t('noLinks'),
      transformations: [worstFirst('status')],
      links: [drillDown(context, 'site', { site: placeholder('__data.fields.site') })],
    },
    { filled: true, column: 'status' },
  )
}

export function linkTable(context: Context): ModernPanel {
  const { t, limits } = context
  const quality = select('ping', {
    policy: 'raw',
    columns: {
      latency: mean('average_response_ms'),
      loss: mean('percent_packet_loss'),
      jitter: mean('jitter_ms'),
    },
    where: here,
    by: ['site', 'link', 'provider'],
  })
  const state = selectFrom(newest, { columns: { status: max('status') }, by: ['site', 'link', 'provider'] })
  return table(
    {
      title: t('linksNow'),
      description: t('linksNowHint'),
      width: 14,
      height: 12,
      timeFrom: '10m',
      targets: [rows(state), rows(quality)],
      noValue: t('noLinks'),
      transformations: [
        ...joined(),
        renamed({
          site: t('site'),
          link: t('link'),
          provider: t('provider'),
          status: t('state'),
          latency: t('latency'),
          loss: t('loss'),
          jitter: t('jitter'),
        }),
      ],
      links: [],
      overrides: [
        statusColumn(context),
        field(t('latency'), {
          unit: 'ms',
          decimals: 1,
          thresholds: rising(limits.latencyMs),
          'custom.displayMode': 'color-text',
        }),
        field(t('loss'), {
          unit: 'percent',
          decimals: 1,
          thresholds: rising(limits.lossPct),
          'custom.displayMode': 'color-text',
        }),
        field(t('jitter'), { unit: 'ms', decimals: 1 }),
        siteColumn(context),
        linkColumn(context),
      ],
    },
    { column: t('state'), descending: true },
  )
}
