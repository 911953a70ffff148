import { colour } from './colour.ts'
import type { Condition } from './expression.ts'
import type { Context } from './frame.ts'
import { incidentsOf, openIncidentsOf } from './incident-query.ts'
import type { TagOf } from './measurement.ts'
import { field, type ModernPanel, type PanelSpec, table } from './panel.ts'
import { siteColumn } from './place-columns.ts'
import type { Mapping } from './schema.ts'
import { rows } from './target.ts'
import type { Translate } from './text.ts'
import { renamed } from './transformation.ts'

type Place = Pick<PanelSpec, 'width' | 'height'>
type Where = readonly Condition<TagOf<'incident'>>[]

/** What is not well now. As far back as raw points go: an incident may have been open for weeks. */
export function openIncidentTable(context: Context, where: Where, place: Place): ModernPanel {
  const { t, language } = context
  return table(
    {
      ...place,
      title: t('openIncidents'),
      description: t('openIncidentsHint'),
      timeFrom: '30d',
      targets: [rows(openIncidentsOf(language, where))],
      noValue: t('noIncidents'),
      transformations: [
        renamed({
          severity: t('severity'),
          since: t('since'),
          site: t('site'),
          title: t('what'),
          cause: t('cause'),
          acked: t('ackedBy'),
        }),
      ],
      overrides: [...common(context), field(t('since'), { unit: 'dateTimeFromNow', 'custom.width': 140 })],
    },
    { column: t('severity'), descending: false },
  )
}

/** Every incident of the time shown, the latest first. */
export function incidentHistoryTable(context: Context, where: Where, place: Place): ModernPanel {
  const { t, language } = context
  return table(
    {
      ...place,
      title: t('incidentHistory'),
      description: t('incidentHistoryHint'),
      targets: [rows(incidentsOf(language, where))],
      noValue: t('noIncidentsThen'),
      transformations: [
        renamed({
          since: t('since'),
          severity: t('severity'),
          state: t('state'),
          site: t('site'),
          title: t('what'),
          cause: t('cause'),
          lasted: t('lasted'),
          acked: t('ackedBy'),
        }),
      ],
      overrides: [
        ...common(context),
        field(t('since'), { unit: 'dateTimeAsIso', 'custom.width': 170 }),
        field(t('lasted'), { unit: 's', decimals: 0 }),
        field(t('state'), { mappings: [stateMapping(t)], 'custom.displayMode': 'color-text' }),
      ],
    },
    { column: t('since'), descending: true },
  )
}

const common = (context: Context) => {
  const { t } = context
  return [
    field(t('severity'), {
      mappings: [severityMapping(t)],
      'custom.displayMode': 'color-background',
      'custom.width': 130,
    }),
    field(t('cause'), { mappings: [causeMapping(t)] }),
    field(t('ackedBy'), { mappings: [nobody(t)] }),
    siteColumn(context),
  ]
}

/** The tag `severity` of measurement `incident`. */
export const severityMapping = (t: Translate): Mapping => ({
  type: 'value',
  options: {
    critical: { text: t('critical'), color: colour.fail, index: 0 },
    warning: { text: t('warning'), color: colour.warn, index: 1 },
  },
})

const stateMapping = (t: Translate): Mapping => ({
  type: 'value',
  options: {
    open: { text: t('incidentOpen'), color: colour.fail, index: 0 },
    resolved: { text: t('incidentResolved'), color: colour.ok, index: 1 },
  },
})

/** The tag `cause`. */
export const causeMapping = (t: Translate): Mapping => ({
  type: 'value',
  options: {
    link: { text: t('causeLink'), index: 0 },
    provider: { text: t('causeProvider'), index: 1 },
    power: { text: t('causePower'), index: 2 },
    device: { text: t('causeDevice'), index: 3 },
    lan: { text: t('causeLan'), index: 4 },
    service: { text: t('causeService'), index: 5 },
    check: { text: t('causeCheck'), index: 6 },
    hub: { text: t('causeHub'), index: 7 },
    agent: { text: t('causeAgent'), index: 8 },
    self: { text: t('causeSelf'), index: 9 },
  },
})

const nobody = (t: Translate): Mapping => ({
  type: 'value',
  options: { '': { text: t('ackedByNobody'), color: colour.warn, index: 0 } },
})
