import dashgen from 'grafana-dash-gen'
import { DATA_SOURCE_UID, dataSource } from './target.ts'
import type { Translate } from './text.ts'

type Template = InstanceType<typeof dashgen.Templates.Custom> | InstanceType<typeof dashgen.Templates.Query>

/** The data source, so that a dashboard can be pointed at another InfluxDB without editing it. */
export const dataSourceVariable = (t: Translate): Template =>
  new dashgen.Templates.Custom({
    ...(custom('datasource', t('dataSource')) as object),
    type: 'datasource',
    query: 'influxdb',
    refresh: 1,
    regex: '',
    current: { selected: false, text: 'Vọng Gác', value: DATA_SOURCE_UID },
  } as never)

/** Raw points, or the averages that outlive them; the values are the names of the store's retention policies. */
export const retentionVariable = (t: Translate): Template =>
  new dashgen.Templates.Custom({
    ...(custom('retention', t('resolution')) as object),
    description: t('resolutionHint'),
    options: [
      { text: t('raw'), value: 'raw', selected: true },
      { text: t('fiveMinutes'), value: 'five_minutes', selected: false },
      { text: t('oneHour'), value: 'one_hour', selected: false },
    ],
    defaultValue: 'raw',
  } as never)

const custom = (name: string, label: string) => ({
  name,
  label,
  multi: false,
  includeAll: false,
  hide: 0,
  skipUrlSync: false,
})

/** A variable filled by a query; `all` lets one choose several, or everything. */
export const queryVariable = (
  name: string,
  label: string,
  query: string,
  { all }: { readonly all: boolean },
): Template =>
  new dashgen.Templates.Query(query, {
    name,
    label,
    datasource: dataSource,
    multi: all,
    includeAll: all,
    // Matches what carries no such tag, too, and keeps the query short however many there are.
    allValue: all ? '.*' : null,
    refresh: 1,
    regex: '',
  } as never)
