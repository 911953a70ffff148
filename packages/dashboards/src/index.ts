/** Grafana dashboards of an inventory: generated, written, checked, published. */
export type { GeneratedFile } from './build.ts'
export { buildDashboards } from './build.ts'
export { checkDashboards, writeDashboards } from './output.ts'
export type { Choice, Interpolation, PanelQuery } from './panel-query.ts'
export { panelQueries } from './panel-query.ts'
export type { Grafana, Published } from './publish.ts'
export { PublishError, publishDashboards } from './publish.ts'
