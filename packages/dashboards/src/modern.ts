import type dashgen from 'grafana-dash-gen'
import type { AnnotationJson, DashboardJson, LinkJson, PanelJson, RowJson, VariableJson } from './schema.ts'

/** 9.4's number. Every later Grafana brings it up to its own when it loads the file. */
const SCHEMA_VERSION = 37
const GRID_WIDTH = 24

export interface ModernOptions {
  readonly uid: string
  readonly description: string
  readonly annotations: readonly AnnotationJson[]
  readonly range: string
  readonly refresh: string
  readonly links: readonly LinkJson[]
}

/** What dash-gen generates, as far as it is used: rows of panels, variables. */
interface Legacy {
  readonly title: string
  readonly tags: readonly string[]
  readonly rows: readonly {
    readonly title: string
    readonly collapse: boolean
    readonly panels: readonly PanelJson[]
  }[]
  readonly templating: { readonly list: readonly Readonly<Record<string, unknown>>[] }
}

/**
 * dash-gen composes in the form of 2014 (rows, no places, no uids). This makes it what a current Grafana loads:
 * panels on the grid, ids 1 to n in reading order, row panels, variables with today's keys.
 */
export function modern(dashboard: InstanceType<typeof dashgen.Dashboard>, options: ModernOptions): DashboardJson {
  const legacy = dashboard.generate() as unknown as Legacy
  return {
    uid: options.uid,
    title: legacy.title,
    description: options.description,
    tags: legacy.tags,
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: true,
    graphTooltip: 1,
    fiscalYearStartMonth: 0,
    weekStart: 'monday',
    timezone: 'browser',
    time: { from: options.range, to: 'now' },
    timepicker: {},
    refresh: options.refresh,
    annotations: { list: options.annotations },
    templating: { list: legacy.templating.list.map(variable) },
    links: options.links,
    panels: placed(legacy.rows),
  } as unknown as DashboardJson
}

/** Panels from left to right, a new line when the next does not fit; each row begins below everything before it. */
function placed(rows: Legacy['rows']): readonly (PanelJson | RowJson)[] {
  const panels: (PanelJson | RowJson)[] = []
  let id = 0
  let top = 0
  for (const row of rows) {
    // Without a title there is no bar to fold it up with: a screen on the wall has no room for one.
    if (row.title === '') {
      const body = flow(row.panels, top).map((panel) => ({ ...panel, id: ++id }))
      panels.push(...body)
      top = below(body, top)
      continue
    }
    const head = {
      type: 'row' as const,
      id: ++id,
      title: row.title,
      collapsed: row.collapse,
      gridPos: { x: 0, y: top, w: GRID_WIDTH, h: 1 },
    }
    const body = flow(row.panels, top + 1).map((panel) => ({ ...panel, id: ++id }))
    panels.push({ ...head, panels: row.collapse ? body : [] } as unknown as RowJson)
    if (!row.collapse) panels.push(...body)
    top = row.collapse ? top + 1 : below(body, top + 1)
  }
  return panels
}

const below = (panels: readonly PanelJson[], top: number): number =>
  Math.max(top, ...panels.map(({ gridPos }) => gridPos!.y + gridPos!.h))

function flow(panels: readonly PanelJson[], top: number): PanelJson[] {
  let x = 0
  let y = top
  let lineHeight = 0
  return panels.map((panel) => {
    const { w, h } = panel.gridPos!
    if (x + w > GRID_WIDTH) {
      x = 0
      y += lineHeight
      lineHeight = 0
    }
    const gridPos = { x, y, w, h }
    x += w
    lineHeight = Math.max(lineHeight, h)
    return { ...panel, gridPos }
  })
}

/** dash-gen's keys of long ago are left behind; what it drops (sort, definition) comes back. */
function variable({
  allFormat: _a,
  multiFormat: _m,
  refresh_on_load: _r,
  enable: _e,
  ...rest
}: Readonly<Record<string, unknown>>): VariableJson {
  const isQuery = rest.type === 'query'
  return {
    hide: 0,
    skipUrlSync: false,
    ...rest,
    ...(rest.type !== 'custom' && { options: [] }),
    ...(isQuery && {
      sort: 1,
      definition: rest.query,
      current: rest.includeAll ? { selected: true, text: ['All'], value: ['$__all'] } : given(rest.current),
    }),
    ...(rest.type === 'custom' && { current: { selected: true, ...(rest.current as object) } }),
    // Without one of its own, "all" is every value there is.
    ...((!rest.includeAll || rest.allValue === null) && { allValue: undefined }),
    ...(!isQuery && { datasource: undefined }),
  } as unknown as VariableJson
}

/** What a variable begins with; nothing chosen is a choice, too. */
const given = (current: unknown): unknown =>
  Object.keys((current as object | undefined) ?? {}).length > 0 ? current : { selected: false, text: '', value: '' }
