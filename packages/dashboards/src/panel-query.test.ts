import { configSchema } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { panelQueries } from './panel-query.ts'

const config = configSchema.parse({})
const variables = {
  retention: 'raw',
  provider: '$__all',
  site: '$__all',
  link: '$__all',
  device: '$__all',
  interface: '$__all',
  host: '$__all',
  service: '$__all',
  agent: '$__all',
  severity: '$__all',
  cause: '$__all',
  port: '$__all',
  drawn: '$__all',
  server: '$__all',
  journey: '$__all',
}
const range = { from: 1_000, to: 2_000, interval: '10s' }

test('macros and variables are replaced as Grafana does it', () => {
  const queries = panelQueries(config, {
    ...range,
    variables: { ...variables, site: 'tam-ky', interface: ['Gi0/0/0', 'Gi0/0/1.5'] },
  })
  const traffic = queries.find(({ dashboard, panel }) => dashboard === 'vonggac-site-en' && panel === 'Traffic')!
  expect(traffic.query).toContain(
    'SELECT non_negative_derivative(max("ifHCInOctets"), 1s) * 8 AS "bps" FROM "raw"."interface" WHERE time >= 1000ms and time <= 2000ms AND "site" =~ /^tam-ky$/ AND "device" =~ /^.*$/ AND "ifName" =~ /^(Gi0\\/0\\/0|Gi0\\/0\\/1\\.5)$/ GROUP BY time(10s), "device", "ifName" fill(none)',
  )
  expect(queries.filter(({ query }) => query.includes('$timeFilter') || query.includes('$__'))).toEqual([])
})

test('template variables and annotations are among them', () => {
  const panels = panelQueries(config, { ...range, variables }).map(({ panel }) => panel)
  expect(panels).toContain('variable link')
  expect(panels).toContain('annotation Incidents')
})

test('a variable without a value is an error, not a query with a hole', () => {
  expect(() => panelQueries(config, { ...range, variables: {} })).toThrow(/no value for the variable \$provider/)
})
