import { plus, rate, times } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, timeseries } from '../panel.ts'
import { series } from '../target.ts'
import { here } from './selection.ts'

export function network({ t }: Context): ModernPanel[] {
  const base = { width: 8, height: 8, noValue: t('noHosts'), interval: '15s' }
  const net = (columns: Parameters<typeof select<'net', 'shown'>>[1]['columns']) =>
    select('net', { where: here, every: true, by: ['agent', 'interface'], columns })
  const name = '$tag_agent $tag_interface'
  return [
    timeseries({
      ...base,
      title: t('trafficIn'),
      unit: 'bps',
      targets: [series(name, net({ shown: times(rate('bytes_recv'), 8) }))],
    }),
    timeseries({
      ...base,
      title: t('trafficOut'),
      unit: 'bps',
      targets: [series(name, net({ shown: times(rate('bytes_sent'), 8) }))],
    }),
    timeseries({
      ...base,
      title: t('netErrors'),
      description: t('ifErrorsHint'),
      unit: 'pps',
      targets: [
        series(`${name} ${t('errors')}`, net({ shown: plus(rate('err_in'), rate('err_out')) })),
        series(`${name} ${t('discards')}`, net({ shown: plus(rate('drop_in'), rate('drop_out')) })),
      ],
    }),
  ]
}
