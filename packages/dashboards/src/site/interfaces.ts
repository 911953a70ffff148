import { colour, interfaceMapping, thresholds } from '../colour.ts'
import { growth, last, max, mean, over, plus, rate, times } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { field, type ModernPanel, table, timeseries } from '../panel.ts'
import { rows, series } from '../target.ts'
import { renamed } from '../transformation.ts'
import { interfaces } from './selection.ts'

const each = { where: interfaces, every: true, by: ['device', 'ifName'] as const }

export function interfaceCurves({ t }: Context): ModernPanel[] {
  const base = { width: 8, height: 8, noValue: t('noInterfaces'), interval: '1m' }
  const name = '$tag_device $tag_ifName'
  const bps = (counter: 'ifHCInOctets' | 'ifHCOutOctets') =>
    select('interface', { ...each, columns: { bps: times(rate(counter), 8) } })
  // The busier direction decides; ifHighSpeed is in Mbit/s, and 10^4 makes both per cent.
  const used = (counter: 'ifHCInOctets' | 'ifHCOutOctets') =>
    selectFrom(
      select('interface', {
        ...each,
        where: [...interfaces],
        columns: { bps: times(rate(counter), 8), mbps: max('ifHighSpeed') },
      }),
      {
        columns: { used: over(mean('bps'), times(mean('mbps'), 10_000)) },
        every: true,
        by: ['device', 'ifName'],
      },
    )
  const wrong = select('interface', { ...each, columns: { errors: plus(rate('ifInErrors'), rate('ifOutErrors')) } })
  const dropped = select('interface', {
    ...each,
    columns: { discards: plus(rate('ifInDiscards'), rate('ifOutDiscards')) },
  })
  return [
    timeseries({
      ...base,
      title: t('ifTraffic'),
      description: t('ifTrafficHint'),
      unit: 'bps',
      targets: [series(`${name} ${t('in')}`, bps('ifHCInOctets')), series(`${name} ${t('out')}`, bps('ifHCOutOctets'))],
    }),
    timeseries(
      {
        ...base,
        title: t('utilisation'),
        description: t('utilisationHint'),
        unit: 'percent',
        max: 100,
        targets: [
          series(`${name} ${t('in')}`, used('ifHCInOctets')),
          series(`${name} ${t('out')}`, used('ifHCOutOctets')),
        ],
        thresholds: thresholds(colour.ok, [70, colour.warn], [90, colour.fail]),
      },
      { showThresholds: true },
    ),
    timeseries({
      ...base,
      title: t('ifErrors'),
      description: t('ifErrorsHint'),
      unit: 'pps',
      targets: [series(`${name} ${t('errors')}`, wrong), series(`${name} ${t('discards')}`, dropped)],
    }),
  ]
}

export function interfaceTable({ t }: Context): ModernPanel {
  const newest = { where: interfaces, by: ['device', 'ifName', 'ifAlias'] as const }
  const states = select('interface', {
    ...newest,
    policy: 'raw',
    columns: {
      oper: last('ifOperStatus'),
      admin: last('ifAdminStatus'),
      speed: times(last('ifHighSpeed'), 1_000_000),
      errorsIn: growth('ifInErrors'),
      errorsOut: growth('ifOutErrors'),
    },
  })
  const states$ = { mappings: [interfaceMapping(t)], 'custom.displayMode': 'color-text' }
  return table(
    {
      title: t('ifStates'),
      description: t('ifStatesHint'),
      width: 24,
      height: 8,
      targets: [rows(states)],
      noValue: t('noInterfaces'),
      transformations: [
        renamed({
          device: t('device'),
          ifName: t('interface'),
          ifAlias: t('alias'),
          oper: t('operState'),
          admin: t('adminState'),
          speed: t('speed'),
          errorsIn: t('errorsIn'),
          errorsOut: t('errorsOut'),
        }),
      ],
      overrides: [field(t('operState'), states$), field(t('adminState'), states$), field(t('speed'), { unit: 'bps' })],
    },
    { column: t('operState'), descending: true },
  )
}
