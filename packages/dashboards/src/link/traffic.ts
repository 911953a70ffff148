import { max, plus, rate, times } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { field, type ModernPanel, timeseries } from '../panel.ts'
import { series } from '../target.ts'
import { here, port } from './selection.ts'

/** What goes over the port that ends the link. */
export function portCurves({ t }: Context): ModernPanel[] {
  const each = { where: port, every: true, by: ['device', 'ifName'] as const }
  const base = { height: 8, noValue: t('noPort'), interval: '1m' }
  const bps = (counter: 'ifHCInOctets' | 'ifHCOutOctets') =>
    select('interface', { ...each, columns: { bps: times(rate(counter), 8) } })
  const sold = select('link_state', {
    columns: { bps: max('bandwidth_bps') },
    where: here,
    every: true,
    fill: 'previous',
    by: ['link'],
  })
  return [
    timeseries({
      ...base,
      width: 14,
      title: t('traffics'),
      description: t('trafficsHint'),
      unit: 'bps',
      targets: [
        series(t('in'), bps('ifHCInOctets')),
        series(t('out'), bps('ifHCOutOctets')),
        series(t('bandwidth'), sold),
      ],
      overrides: [
        field(t('bandwidth'), {
          'custom.lineStyle': { fill: 'dash', dash: [10, 10] },
          color: { mode: 'fixed', fixedColor: 'text' },
        }),
      ],
    }),
    timeseries({
      ...base,
      width: 10,
      title: t('portErrors'),
      description: t('ifErrorsHint'),
      unit: 'pps',
      targets: [
        series(
          t('errors'),
          select('interface', { ...each, columns: { errors: plus(rate('ifInErrors'), rate('ifOutErrors')) } }),
        ),
        series(
          t('discards'),
          select('interface', { ...each, columns: { discards: plus(rate('ifInDiscards'), rate('ifOutDiscards')) } }),
        ),
      ],
    }),
  ]
}
