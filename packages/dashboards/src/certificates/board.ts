import { checkTable } from '../check-panels.ts'
import { matches } from '../expression.ts'
import { type Context, frame } from '../frame.ts'
import { tagValues } from '../influxql.ts'
import { drawnVariable } from '../ranking.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { certificateCourse, soonest } from './course.ts'
import { certificateFigures, fileTable, serverTable } from './now.ts'
import { here, NOW } from './selection.ts'

/** Certificates of servers and in files: which end first, and which cannot be trusted. */
export function certificatesDashboard(context: Context): DashboardJson {
  const { t } = context
  const kinds = matches('kind', /^(tls|certificate|timestamp)$/)
  return frame(context, {
    name: 'certificates',
    incidentsOf: [...here],
    variables: [
      queryVariable('site', t('site'), tagValues('check', 'site', [kinds]), { all: true }),
      drawnVariable(soonest, { column: 'left', tag: 'source', worst: 'lowest' }),
    ],
    rows: [
      { title: t('now'), panels: [...certificateFigures(context), serverTable(context), fileTable(context)] },
      {
        title: t('checks'),
        panels: [checkTable(context, { title: t('certChecks'), where: [...here, kinds], height: 8 }, { since: NOW })],
      },
      { title: t('history'), panels: certificateCourse(context) },
    ],
  })
}
