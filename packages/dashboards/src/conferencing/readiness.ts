import { readinessColours, readinessMapping } from '../colour.ts'
import { columns } from '../columns.ts'
import { max, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, stateTimeline, table } from '../panel.ts'
import { siteColumn } from '../place-columns.ts'
import { placeholder } from '../placeholder.ts'
import { rows, series } from '../target.ts'
import { toSite } from './media.ts'
import { here, lost, opinion } from './selection.ts'

/** What tests before meetings found of each site. They are hours apart: a verdict stands until the next. */
export const verdicts = (context: Context): ModernPanel =>
  stateTimeline({
    title: context.t('readinessStates'),
    description: context.t('readinessStatesHint'),
    width: 24,
    height: 12,
    interval: EVERY_TEST,
    targets: [
      series(
        '$tag_site',
        select('readiness', {
          policy: 'raw',
          columns: { verdict: max('code') },
          where: here,
          every: true,
          fill: 'previous',
          by: ['site'],
        }),
      ),
    ],
    mappings: [readinessMapping(context.t)],
    thresholds: readinessColours,
    noValue: context.t('noReadiness'),
    links: [toSite(context, placeholder('__field.labels.site'))],
  })

const EVERY_TEST = '1m'

/** Every test of the time shown, the newest on top: of which meeting, with which verdict, for which reason. */
export function testTable(context: Context): ModernPanel {
  const { t } = context
  const all = select('readiness', {
    policy: 'raw',
    columns: {
      code: value('code'),
      meeting: value('meeting'),
      text: value('text'),
      mos: value('mos'),
      lossOut: value('loss_forward_pct'),
      lossBack: value('loss_return_pct'),
      free: value('free_bps'),
    },
    where: here,
    by: ['site'],
    newest: MOST_TESTS,
  })
  const loss = { unit: 'percent', decimals: 1, thresholds: lost, 'custom.displayMode': 'color-text' }
  return table(
    {
      title: t('confTests'),
      description: t('confTestsHint'),
      width: 24,
      height: 10,
      noValue: t('noReadiness'),
      targets: [rows(all)],
      ...columns(
        [
          [
            'code',
            t('confVerdict'),
            {
              mappings: [readinessMapping(t)],
              thresholds: readinessColours,
              'custom.displayMode': 'color-background',
              'custom.width': 130,
            },
          ],
          ['site', t('site'), siteColumn(context)],
          ['meeting', t('confMeeting')],
          ['text', t('certWrong')],
          ['mos', t('confMos'), { decimals: 2, thresholds: opinion, 'custom.displayMode': 'color-text' }],
          ['lossOut', t('confLossOut'), loss],
          ['lossBack', t('confLossBack'), loss],
          ['free', t('confFree'), { unit: 'bps', decimals: 0 }],
        ],
        { time: t('confTested') },
      ),
    },
    { column: t('confTested'), descending: true },
    { column: t('confVerdict'), descending: true },
  )
}

/** Tests of a site that the table holds: some days of meetings. */
const MOST_TESTS = 50
