import { colour, rising, thresholds } from '../colour.ts'
import { max, mean, min } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import type { FieldOf } from '../measurement.ts'
import { field, type ModernPanel, timeseries } from '../panel.ts'
import { series } from '../target.ts'
import { here } from './selection.ts'

const ping = <C extends string>(columns: Parameters<typeof select<'ping', C>>[1]['columns']) =>
  select('ping', { columns, where: here, every: true, by: ['link'] })

/** What the contract says of it, as a line. */
const promise = (name: string, of: FieldOf<'link_state'>) =>
  series(
    name,
    select('link_state', { columns: { promised: max(of) }, where: here, every: true, fill: 'previous', by: ['link'] }),
  )

const dashed = (name: string) =>
  field(name, {
    'custom.lineStyle': { fill: 'dash', dash: [10, 10] },
    'custom.fillOpacity': 0,
    color: { mode: 'fixed', fixedColor: 'text' },
  })

export function quality({ t, limits }: Context): ModernPanel[] {
  const base = { height: 8, noValue: t('noLinks'), interval: '30s', overrides: [dashed(t('promise'))] }
  return [
    timeseries({
      ...base,
      width: 10,
      title: t('latency'),
      description: t('linkLatencyHint'),
      unit: 'ms',
      thresholds: rising(limits.latencyMs),
      targets: [
        series(t('average'), ping({ average: mean('average_response_ms') })),
        series(t('lowest'), ping({ lowest: min('minimum_response_ms') })),
        series(t('highest'), ping({ highest: max('maximum_response_ms') })),
        promise(t('promise'), 'sla_latency_ms'),
      ],
    }),
    timeseries({
      ...base,
      width: 5,
      title: t('loss'),
      description: t('linkLossHint'),
      unit: 'percent',
      targets: [series(t('loss'), ping({ loss: mean('percent_packet_loss') })), promise(t('promise'), 'sla_loss_pct')],
    }),
    timeseries({
      ...base,
      width: 4,
      title: t('jitter'),
      description: t('jitterHint'),
      unit: 'ms',
      targets: [series(t('jitter'), ping({ jitter: mean('jitter_ms') }))],
    }),
    timeseries(
      {
        ...base,
        width: 5,
        title: t('mos'),
        description: t('mosHint'),
        decimals: 2,
        max: 4.5,
        interval: '1m',
        noValue: t('noMos'),
        // 4 and 3.6: where people notice, and where they complain (ITU-T G.107, annex B).
        thresholds: thresholds(colour.fail, [3.6, colour.warn], [4, colour.ok]),
        targets: [
          series(
            t('mos'),
            select('media_quality', { columns: { mos: min('mos') }, where: here, every: true, by: ['link'] }),
          ),
        ],
      },
      { showThresholds: true, softMin: 1 },
    ),
  ]
}
