import { statusColumn } from '../check-panels.ts'
import { rising, statusColours, statusMapping } from '../colour.ts'
import { has, last, max, mean, times } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, stateTimeline, table, timeseries } from '../panel.ts'
import { rows, series } from '../target.ts'
import { joined, renamed } from '../transformation.ts'
import { site } from './selection.ts'

export function endpoints({ t, limits }: Context): ModernPanel[] {
  const base = { width: 8, height: 8, noValue: t('noEndpoints'), interval: '15s' }
  const ping = <C extends string>(columns: Parameters<typeof select<'ping', C>>[1]['columns']) =>
    select('ping', { columns, where: [site, has('device')], every: true, by: ['device'] })
  const ports = select('net_response', {
    columns: { ms: times(mean('response_time'), 1_000) },
    where: [site],
    every: true,
    by: ['server', 'port'],
  })
  return [
    timeseries({
      ...base,
      title: t('deviceLatency'),
      unit: 'ms',
      targets: [series('$tag_device', ping({ latency: mean('average_response_ms') }))],
    }),
    timeseries(
      {
        ...base,
        title: t('deviceLoss'),
        unit: 'percent',
        max: 100,
        thresholds: rising(limits.lossPct),
        targets: [series('$tag_device', ping({ loss: mean('percent_packet_loss') }))],
      },
      { showThresholds: true },
    ),
    timeseries({
      ...base,
      title: t('ports'),
      description: t('portsHint'),
      unit: 'ms',
      noValue: t('noPorts'),
      targets: [series('$tag_server:$tag_port', ports)],
    }),
  ]
}

export function checks({ t }: Context): ModernPanel[] {
  const states = select('check', {
    policy: 'raw',
    columns: { status: max('status') },
    where: [site],
    every: true,
    by: ['check'],
  })
  const newest = select('check', {
    policy: 'raw',
    columns: { status: last('status'), error: last('error'), detail: last('detail') },
    where: [site],
    by: ['check', 'kind', 'target'],
  })
  const base = { mappings: [statusMapping(t)], noValue: t('noChecks') }
  return [
    stateTimeline({
      ...base,
      title: t('checkStates'),
      description: t('checkStatesHint'),
      width: 24,
      height: 12,
      targets: [series('$tag_check', states)],
      thresholds: statusColours,
      // As wide as the slowest check is long, twice: a narrower bucket would be empty now and then.
      interval: '2m',
    }),
    table(
      {
        ...base,
        mappings: [],
        title: t('checksNow'),
        width: 24,
        height: 10,
        timeFrom: '10m',
        targets: [rows(newest)],
        transformations: [
          ...joined().slice(0, 1),
          renamed({
            check: t('check'),
            status: t('state'),
            kind: t('kind'),
            target: t('target'),
            error: t('error'),
            detail: t('detail'),
          }),
        ],
        overrides: [statusColumn({ t })],
      },
      { column: t('state'), descending: true },
    ),
  ]
}
