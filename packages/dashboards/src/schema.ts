import type {
  AnnotationQuery,
  Dashboard,
  DashboardLink,
  DataTransformerConfig,
  FieldConfig,
  GraphFieldConfig,
  Panel,
  RowPanel,
  TableFieldOptions,
  ThresholdsConfig,
  ValueMapping,
  VariableModel,
} from '@grafana/schema'
import type { Options as BarGaugeOptions } from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen'
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen'
import type {
  FieldConfig as StateTimelineField,
  Options as StateTimelineOptions,
} from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen'
import type { Options as TableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen'
import type { Options as TimeSeriesOptions } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen'

/**
 * Grafana's own published types, as plain JSON: its enums as unions of their values, so that nothing of Grafana is
 * loaded at run time. Types only; what an older Grafana lacks must be avoided by hand.
 */
export type Plain<T> = unknown extends T
  ? T
  : T extends string
    ? `${T}`
    : T extends number
      ? `${T}` extends `${infer N extends number}`
        ? N
        : T
      : T extends boolean | null | undefined
        ? T
        : T extends readonly (infer E)[]
          ? readonly Plain<E>[]
          : { readonly [K in keyof T]: Plain<T[K]> }

export type PanelJson = Plain<Panel>
export type RowJson = Plain<RowPanel>
export type DashboardJson = Plain<Dashboard>
export type LinkJson = Plain<DashboardLink>
export type VariableJson = Plain<VariableModel>
export type AnnotationJson = Plain<AnnotationQuery>
export type Thresholds = Plain<ThresholdsConfig>
export type Mapping = Plain<ValueMapping>
export type Transformation = Plain<DataTransformerConfig>

/** The options that each kind of panel takes, and what it takes per field under `custom`. */
export interface PanelKinds {
  readonly timeseries: { readonly options: Plain<TimeSeriesOptions>; readonly custom: Plain<GraphFieldConfig> }
  readonly stat: { readonly options: Partial<Plain<StatOptions>>; readonly custom: Record<string, never> }
  readonly 'state-timeline': {
    readonly options: Plain<StateTimelineOptions>
    /** `spanNulls` is in every version's plugin and in no version's schema. */
    readonly custom: Plain<StateTimelineField> & { readonly spanNulls?: number }
  }
  readonly table: { readonly options: Partial<Plain<TableOptions>>; readonly custom: Partial<Plain<TableFieldOptions>> }
  readonly bargauge: { readonly options: Partial<Plain<BarGaugeOptions>>; readonly custom: Record<string, never> }
}

export type PanelKind = keyof PanelKinds
export type Defaults<K extends PanelKind> = Omit<Plain<FieldConfig>, 'custom' | 'links'> & {
  readonly custom?: PanelKinds[K]['custom']
  readonly links?: readonly DataLink[]
}

/** A link from a value of a panel. */
export interface DataLink {
  readonly title: string
  readonly url: string
  readonly targetBlank?: boolean
}
