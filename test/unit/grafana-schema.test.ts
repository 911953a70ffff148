import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildDashboards } from '@vonggac/dashboards'
import { loadConfig } from '@vonggac/model/inventory'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { expect, test } from 'vitest'
import { root } from '../support/vonggac.ts'

/**
 * Every dashboard against the schema that Grafana publishes (as types: see the file's comment for how it became JSON Schema). It knows every key of
 * a dashboard, of a panel, and of the options and fields of each kind of panel: a key that Grafana does not know is found, and so is a value of
 * the wrong type.
 */
interface Schemas {
  readonly dashboard: object
  readonly panel: object
  readonly row: object
  readonly options: Readonly<Record<string, object>>
  readonly custom: Readonly<Record<string, object>>
}
type Json = Readonly<Record<string, unknown>>
interface Panel extends Json {
  readonly type: string
  readonly title: string
  readonly panels?: readonly Panel[]
  readonly options?: Json
  readonly fieldConfig?: { readonly defaults: { readonly custom?: Json } }
}

/** What Grafana takes and its types do not name, by the path or the key. */
const KNOWN_BESIDES: readonly [where: RegExp, key: RegExp][] = [
  // The data source's own, in an annotation's query.
  [/^\/annotations\/list\/\d+\/target$/, /^(fromAnnotations|query|textColumn|tagsColumn|timeEndColumn|titleColumn)$/],
  // What older Grafana shows in its list of variables.
  [/^\/templating\/list\/\d+$/, /^definition$/],
  // The plugin of state timelines reads it in every version.
  [/^$/, /^spanNulls$/],
]

const schemas = JSON.parse(readFileSync(join(root, 'test/support/grafana-schema.json'), 'utf8')) as Schemas
const ajv = new Ajv({ strict: false, allErrors: true })
const compiled = new Map<object, ValidateFunction>()

function faults(schema: object | undefined, data: unknown): string[] {
  if (!schema) return ['no schema for this kind of panel']
  const validate = compiled.get(schema) ?? ajv.compile(schema)
  compiled.set(schema, validate)
  if (validate(data)) return []
  return validate.errors!.filter(isFault).map(({ instancePath, message, params }) => {
    return `${instancePath || '/'} ${message} ${JSON.stringify(params)}`
  })
}

const isFault = ({ instancePath, params }: ErrorObject): boolean =>
  !KNOWN_BESIDES.some(
    ([where, key]) => where.test(instancePath) && key.test(String((params as Json).additionalProperty)),
  )

function faultsOf(panel: Panel): string[] {
  const { type, title, panels = [], options, fieldConfig } = panel
  const own =
    type === 'row'
      ? faults(schemas.row, { ...panel, panels: [] })
      : [
          ...faults(schemas.panel, panel),
          ...faults(schemas.options[type], options),
          ...(fieldConfig?.defaults.custom ? faults(schemas.custom[type], fieldConfig.defaults.custom) : []),
        ]
  return [...own.map((fault) => `${title} (${type}): ${fault}`), ...panels.flatMap(faultsOf)]
}

const { config } = loadConfig(join(root, 'config'))
const dashboards = buildDashboards(config!).filter(({ path }) => path.endsWith('.json'))

test.for(dashboards.map(({ path, text }) => [path, text] as const))('%s is what Grafana’s schema says', ([, text]) => {
  const dashboard = JSON.parse(text) as Json & { panels: readonly Panel[] }
  expect(faults(schemas.dashboard, { ...dashboard, panels: [] })).toEqual([])
  expect(dashboard.panels.flatMap(faultsOf)).toEqual([])
})

test.for<[string, (panel: Record<string, unknown>) => void]>([
  ['a key that no panel has', (panel) => Object.assign(panel, { tooltip: true })],
  ['an option of another kind', (panel) => Object.assign(panel.options as object, { sparkline: true })],
  ['a value of the wrong type', (panel) => Object.assign(panel, { maxDataPoints: 'many' })],
  [
    'a field that no curve has',
    (panel) => Object.assign((panel as unknown as Panel).fieldConfig!.defaults.custom!, { thick: 1 }),
  ],
])('%s is found', ([, spoil]) => {
  const { panels } = JSON.parse(dashboards.find(({ path }) => path === 'en/wan.json')!.text) as { panels: Panel[] }
  const curve = structuredClone(panels.find(({ type }) => type === 'timeseries')!)
  expect(faultsOf(curve)).toEqual([])
  spoil(curve as unknown as Record<string, unknown>)
  expect(faultsOf(curve)).toHaveLength(1)
})
