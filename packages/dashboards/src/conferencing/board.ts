import { checkTable } from '../check-panels.ts'
import { type Context, frame } from '../frame.ts'
import { tagValues } from '../influxql.ts'
import { drawnVariable } from '../ranking.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { mediaCourse, mediaFigures, pathTable, streams, worst } from './media.ts'
import { testTable, verdicts } from './readiness.ts'
import { callKinds, here, NOW } from './selection.ts'
import { signalling } from './signalling.ts'

/** Video conferencing: how people would see and hear each other, whether systems answer calls, whether sites are ready. */
export function conferencingDashboard(context: Context): DashboardJson {
  const { t } = context
  const checks = {
    title: t('confChecks'),
    where: [...here, callKinds],
    width: 12,
    height: 9,
    noValue: t('confNothing'),
  }
  return frame(context, {
    name: 'conferencing',
    incidentsOf: [...here],
    variables: [
      queryVariable('site', t('site'), tagValues('check', 'site', [callKinds]), { all: true }),
      drawnVariable(worst, { column: 'mos', tag: 'site', worst: 'lowest' }),
    ],
    rows: [
      {
        title: t('now'),
        panels: [...mediaFigures(context), checkTable(context, checks, { since: NOW }), pathTable(context)],
      },
      { title: t('confReadiness'), panels: [verdicts(context), testTable(context)] },
      { title: t('confMedia'), panels: [...mediaCourse(context), ...streams(context)] },
      { title: t('confSignalling'), panels: signalling(context) },
    ],
  })
}
