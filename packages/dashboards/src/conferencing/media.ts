import { columns } from '../columns.ts'
import { type Expression, last, max, mean, min, value } from '../expression.ts'
import { type Context, drillDown } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import type { FieldOf } from '../measurement.ts'
import { type ModernPanel, type PanelSpec, stat, table, timeseries } from '../panel.ts'
import { siteColumn } from '../place-columns.ts'
import { placeholder } from '../placeholder.ts'
import { rows, series } from '../target.ts'
import { BY, drawn, EVERY, here, lost, NAMED, NOW, opinion, rating, unsteady } from './selection.ts'

/** The lowest score of each site in the time shown: for the order in which curves are drawn. */
export const worst = select('media_quality', { columns: { mos: min('mos') }, where: here, by: ['site'] })

export function mediaFigures({ t }: Context): ModernPanel[] {
  const base = { width: 4, height: 4, timeFrom: NOW, noValue: t('confNoMedia') }
  const paths = select('media_quality', {
    policy: 'raw',
    columns: { mos: last('mos'), lossOut: last('loss_forward_pct'), lossBack: last('loss_return_pct') },
    where: here,
    by: BY,
  })
  const figure = (title: string, expression: Expression<'mos' | 'lossOut' | 'lossBack'>, more: Partial<PanelSpec>) =>
    stat({ ...base, title, targets: [series('', selectFrom(paths, { columns: { now: expression } }))], ...more })
  return [
    figure(t('confLowestMos'), min('mos'), { decimals: 2, thresholds: opinion, description: t('confMosHint') }),
    figure(t('confLossOut'), max('lossOut'), {
      unit: 'percent',
      decimals: 1,
      thresholds: lost,
      description: t('confLossHint'),
    }),
    figure(t('confLossBack'), max('lossBack'), {
      unit: 'percent',
      decimals: 1,
      thresholds: lost,
      description: t('confLossHint'),
    }),
  ]
}

/** Every path as it is, the worst first. */
export function pathTable(context: Context): ModernPanel {
  const { t } = context
  const newest = select('media_quality', {
    policy: 'raw',
    columns: {
      mos: last('mos'),
      r: value('r_factor'),
      out: value('mos_forward'),
      back: value('mos_return'),
      lossOut: value('loss_forward_pct'),
      lossBack: value('loss_return_pct'),
      jitterOut: value('jitter_forward_ms'),
      jitterBack: value('jitter_return_ms'),
      delay: value('delay_ms'),
      codec: value('codec'),
    },
    where: here,
    by: [...BY, 'peer'],
  })
  const score = { decimals: 2, thresholds: opinion, 'custom.displayMode': 'color-text' }
  const loss = { unit: 'percent', decimals: 1, thresholds: lost, 'custom.displayMode': 'color-text' }
  const jitter = { unit: 'ms', decimals: 1, thresholds: unsteady, 'custom.displayMode': 'color-text' }
  return table(
    {
      title: t('confPaths'),
      description: t('confPathsHint'),
      width: 24,
      height: 10,
      timeFrom: NOW,
      noValue: t('confNoMedia'),
      targets: [rows(newest)],
      ...columns([
        ['mos', t('confMos'), { ...score, 'custom.displayMode': 'color-background', 'custom.width': 90 }],
        ['site', t('site'), siteColumn(context)],
        ['link', t('link')],
        ['peer', t('confPeer')],
        ['r', t('confR'), { decimals: 0, thresholds: rating, 'custom.displayMode': 'color-text' }],
        ['out', t('confMosOut'), score],
        ['back', t('confMosBack'), score],
        ['lossOut', t('confLossOut'), loss],
        ['lossBack', t('confLossBack'), loss],
        ['jitterOut', t('confJitterOut'), jitter],
        ['jitterBack', t('confJitterBack'), jitter],
        ['delay', t('confDelay'), { unit: 'ms', decimals: 0 }],
        ['codec', t('confCodec'), { 'custom.width': 80 }],
      ]),
    },
    { column: t('confMos'), descending: false },
  )
}

export const toSite = (context: Context, site: string) => drillDown(context, 'site', { site })

/** How people would hear each other, of the ten sites that fared worst. */
export function mediaCourse(context: Context): ModernPanel[] {
  const { t } = context
  const base = {
    width: 12,
    height: 9,
    interval: EVERY,
    noValue: t('confNoMedia'),
    links: [toSite(context, placeholder('__field.labels.site'))],
  }
  const quality = (how: Expression<FieldOf<'media_quality'>>) =>
    select('media_quality', { columns: { shown: how }, where: drawn, every: true, by: BY })
  const ways = (name: 'loss' | 'jitter') => {
    const [out, back] = name === 'loss' ? LOSS : JITTER
    return [series(`${NAMED} →`, quality(mean(out))), series(`${NAMED} ←`, quality(mean(back)))]
  }
  return [
    timeseries(
      {
        ...base,
        title: t('confMos'),
        description: t('confMosHint'),
        decimals: 2,
        min: 1,
        max: 4.5,
        thresholds: opinion,
        targets: [series(NAMED, quality(min('mos')))],
      },
      { showThresholds: true, legend: 'table' },
    ),
    timeseries(
      {
        ...base,
        title: t('confR'),
        description: t('confRHint'),
        decimals: 0,
        min: 0,
        max: 100,
        thresholds: rating,
        targets: [series(NAMED, quality(min('r_factor')))],
      },
      { showThresholds: true, legend: 'table' },
    ),
    timeseries(
      {
        ...base,
        title: t('confLoss'),
        description: t('confWaysHint'),
        unit: 'percent',
        thresholds: lost,
        targets: ways('loss'),
      },
      { showThresholds: true, legend: 'table' },
    ),
    timeseries(
      {
        ...base,
        title: t('jitter'),
        description: t('confWaysHint'),
        unit: 'ms',
        thresholds: unsteady,
        targets: ways('jitter'),
      },
      { showThresholds: true, legend: 'table' },
    ),
  ]
}

const LOSS = ['loss_forward_pct', 'loss_return_pct'] as const
const JITTER = ['jitter_forward_ms', 'jitter_return_ms'] as const

/** What the test streams saw beside: packets in the wrong order, and the way there and back. */
export function streams(context: Context): ModernPanel[] {
  const { t } = context
  const base = { width: 12, height: 8, interval: EVERY, noValue: t('confNoMedia') }
  const stamp = (how: Expression<FieldOf<'stamp'>>) =>
    select('stamp', { columns: { shown: how }, where: drawn, every: true, by: BY })
  return [
    timeseries(
      {
        ...base,
        title: t('confReorder'),
        description: t('confReorderHint'),
        decimals: 0,
        targets: [
          series(`${NAMED} →`, stamp(max('reorder_forward'))),
          series(`${NAMED} ←`, stamp(max('reorder_return'))),
        ],
      },
      { legend: 'table' },
    ),
    timeseries(
      {
        ...base,
        title: t('confRtt'),
        description: t('confRttHint'),
        unit: 'ms',
        targets: [series(NAMED, stamp(mean('rtt_ms_avg')))],
      },
      { legend: 'table' },
    ),
  ]
}
