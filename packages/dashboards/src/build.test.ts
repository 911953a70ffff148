import { readdirSync } from 'node:fs'
import { configSchema } from '@vonggac/model/inventory'
import { describe, expect, test } from 'vitest'
import { boardNames } from './boards.ts'
import { buildDashboards, dashboardsIn } from './build.ts'
import { panelsOf, rawQueries } from './panel-query.ts'
import { placeholder } from './placeholder.ts'
import type { DashboardJson } from './schema.ts'
import { languages } from './text.ts'
import { texts } from './texts.ts'

const link = (id: string, sla: Record<string, unknown>) => ({ id, provider: 'vnpt', gateway: '10.33.1.1', sla })
const province = (...links: ReturnType<typeof link>[]) =>
  configSchema.parse({
    organisation: { name: { vi: 'Tỉnh thử', en: 'Test Province' } },
    providers: [{ id: 'vnpt', name: 'VNPT' }],
    sites: [{ id: 'tam-ky', name: 'Tam Kỳ', kind: 'district', links }],
  })
const config = province(link('vnpt', { availability: 99.5, latency: '30ms', loss: 1 }))
const all = languages.flatMap((language) => [...dashboardsIn(language, config).values()])
const uids = all.map(({ uid }) => uid)

test('every dashboard has a uid of its own that Grafana accepts', () => {
  expect(new Set(uids).size).toBe(2 * boardNames.length)
  for (const uid of uids) expect(uid).toMatch(/^[a-zA-Z0-9_-]{1,40}$/)
})

test('the same configuration gives the same bytes, and addresses do not matter', () => {
  const moved = structuredClone(config)
  moved.sites[0]!.links[0]!.gateway = '10.99.1.1'
  expect(buildDashboards(config)).toEqual(buildDashboards(moved))
})

test('both languages ask the same questions in the same places', () => {
  const shape = (dashboard: DashboardJson) => [
    // An incident has a title in each language.
    rawQueries(dashboard).map(({ query }) => query.replaceAll('"title_en"', '"title"')),
    panelsOf(dashboard).map(({ type, gridPos }) => [type, gridPos]),
  ]
  const [en, vi] = languages.map((language) => [...dashboardsIn(language, config).values()].map(shape))
  expect(vi).toEqual(en)
})

test('the contracts of the links are the limits of the colours', () => {
  const strict = province(link('vnpt', { latency: '20ms' }), link('viettel', { latency: '80ms' }))
  const latency = panelsOf(dashboardsIn('en', strict).get('wan')!).find(
    ({ type, title }) => type === 'timeseries' && title === 'Latency',
  )!
  expect(latency.fieldConfig?.defaults.thresholds?.steps.map(({ value }) => value)).toEqual([null, 20, 80])
  expect(latency.description).toContain('Orange from 20 ms, red from 80 ms')
})

test('no text is empty or left with a placeholder', () => {
  for (const { en, vi } of Object.values(texts)) expect(en.trim() && vi.trim()).not.toBe('')
  const whole = JSON.stringify(all)
  for (const name of ['title', 'limit', 'warn', 'fail']) expect(whole).not.toContain(`{${name}}`)
})

describe.each(all.map((dashboard) => [dashboard.uid!, dashboard] as const))('%s', (_, dashboard) => {
  const panels = dashboard.panels ?? []
  const shown = panelsOf(dashboard)

  test('panels count 1 to n, stay on the grid and do not overlap', () => {
    const ids = panels.map(({ id }) => id)
    expect(ids).toEqual(ids.map((_, index) => index + 1))
    const cells = new Set<string>()
    for (const { gridPos, title } of panels) {
      const { x, y, w, h } = gridPos!
      expect(x + w, title).toBeLessThanOrEqual(24)
      for (let column = x; column < x + w; column++) {
        for (let line = y; line < y + h; line++) {
          expect(cells, `${title} lies on another panel`).not.toContain(`${column},${line}`)
          cells.add(`${column},${line}`)
        }
      }
    }
  })

  test('every panel says what it is, and what it means when it is empty', () => {
    for (const panel of shown.filter(({ type }) => type !== 'row')) {
      expect(panel.title).toBeTruthy()
      expect(panel.fieldConfig?.defaults.noValue, panel.title).toBeTruthy()
      expect(panel.datasource).toEqual({ type: 'influxdb', uid: '$'.concat('{datasource}') })
    }
  })

  test('the queries of a panel have letters of their own', () => {
    for (const { title, targets = [] } of shown) {
      const letters = targets.map(({ refId }) => refId)
      expect(new Set(letters).size, title).toBe(letters.length)
    }
  })

  test('every variable that is used is defined, before it is used', () => {
    const macros = ['timeFilter', '__interval', '__from', '__to']
    const defined: string[] = []
    for (const { name, type, query } of dashboard.templating?.list ?? []) {
      if (type === 'query')
        for (const used of variablesIn(String(query)))
          expect([...macros, ...defined], `in the variable ${name}`).toContain(used)
      defined.push(name)
    }
    for (const { panel, query } of rawQueries(dashboard)) {
      for (const used of variablesIn(query)) expect([...macros, ...defined], panel).toContain(used)
    }
  })

  test('a rename or an override speaks of a column that is there', () => {
    for (const panel of shown) {
      const columns = (panel.targets ?? []).flatMap(({ query }) => columnsOf(String(query)))
      const renames = (panel.transformations ?? []).flatMap(({ id, options }) =>
        id === 'organize' ? Object.keys((options as { renameByName: object }).renameByName) : [],
      )
      for (const column of renames) expect([...columns, 'Time', 'time', 'check (count)'], panel.title).toContain(column)
    }
  })

  test('links lead to dashboards that exist', () => {
    const urls = JSON.stringify(dashboard).match(/\/d\/[\w-]+/g) ?? []
    // The other language at least.
    expect(urls.length).toBeGreaterThan(0)
    for (const url of urls) expect(uids).toContain(url.slice(3))
  })

  test('every board of the language is in the list of boards, this one too', () => {
    const list = dashboard.links?.find(({ type }) => type === 'dashboards')
    expect(list).toMatchObject({ asDropdown: true, keepTime: true })
    const found = all.filter(({ tags }) => list!.tags.every((tag) => tags?.includes(tag)))
    expect(found.map(({ uid }) => uid)).toEqual(uids.filter((uid) => uid!.slice(-3) === dashboard.uid!.slice(-3)))
  })

  test('variables in drill-down links exist where they lead', () => {
    for (const [, uid, parameters] of JSON.stringify(dashboard).matchAll(/\/d\/([\w-]+)\?([^"\\]*)/g)) {
      const there = all.find((other) => other.uid === uid)?.templating?.list?.map(({ name }) => name)
      for (const [, name] of parameters!.matchAll(/&var-(\w+)=/g)) expect(there).toContain(name)
    }
  })
})

test('a variable that asks for points bounds them by the range in the one form that every Grafana replaces', () => {
  for (const query of all.flatMap(rawQueries).filter(({ panel }) => panel === 'variable drawn')) {
    expect(query.query).not.toContain('$timeFilter')
    expect(query.query).toContain(placeholder('__from'))
  }
})

test('no text of one board is taken for that of another', async () => {
  const files = readdirSync(new URL('./texts', import.meta.url))
  const modules = await Promise.all(
    files.map((file) => import(new URL(`./texts/${file}`, import.meta.url).href) as Promise<Record<string, object>>),
  )
  const keys = modules.flatMap((module) => Object.values(module)).flatMap((dictionary) => Object.keys(dictionary))
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
})

test('what the dashboards show', () => {
  const summary = [...dashboardsIn('en', config).values()].map((dashboard) => ({
    [dashboard.title!]: (dashboard.panels ?? []).map((panel) => `${panel.type}: ${panel.title}`),
  }))
  expect(summary).toMatchSnapshot()
})

/** `$name`, but not the `$` that ends a regular expression. */
const variablesIn = (query: string): string[] => [...query.matchAll(/\$(\w+)/g)].map(([, name]) => name!)

/** Names that a result of this query has: aliases of the outer SELECT and the tags that it groups by. */
function columnsOf(query: string): string[] {
  const aliases = [...query.matchAll(/AS "(\w+)"/g)].map(([, name]) => name!)
  const tags = [...query.matchAll(/GROUP BY ([^)]*?)(?: fill|$)/g)].flatMap(([, list]) =>
    [...list!.matchAll(/"(\w+)"/g)].map(([, name]) => name!),
  )
  return [...aliases, ...tags]
}
