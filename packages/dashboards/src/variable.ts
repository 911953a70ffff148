import dashgen from 'grafana-dash-gen'
import { resolutionFor } from './influxql.ts'
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

/**
 * The finest resolution that still has the beginning of the range and is not too fine for its length, asked anew whenever the range
 * changes: the collector writes down which policy answers what. It has one value, so that it never stays on an old one; and it is not
 * in the address, where a link would carry the one of another range along.
 */
export function retentionVariable(t: Translate): Template {
  const variable = new dashgen.Templates.Query(resolutionFor, {
    name: 'retention',
    label: t('resolution'),
    datasource: dataSource,
    multi: false,
    includeAll: false,
    allValue: null,
    refresh: ON_TIME_RANGE,
    regex: '',
  } as never)
  // dash-gen knows nothing of these. `current` holds until the first answer.
  const more = {
    description: t('resolutionHint'),
    skipUrlSync: true,
    current: { selected: true, text: 'raw', value: 'raw' },
  }
  return { generate: () => ({ ...(variable.generate() as object), ...more }) } as unknown as Template
}

/** Grafana's number for "when the time range changes". */
export const ON_TIME_RANGE = 2

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

/** The same, not shown: its value follows from the others'. Neither is it in the address. */
export const hidden = (variable: Template): Template =>
  ({
    generate: () => ({ ...(variable.generate() as object), hide: 2, skipUrlSync: true }),
  }) as unknown as Template
