import { expect, test } from 'vitest'
import { parseRoute, pathOf, type Route } from './router.ts'

const routes: readonly Route[] = [
  { page: 'overview' },
  { page: 'site', id: 'tam-ky' },
  { page: 'site', id: 'a/b ?#%é' },
  { page: 'incidents' },
  { page: 'incident', id: 'tam-ky.vnpt-mwscuatx' },
  { page: 'agents' },
]

test.for(routes)('the address of $page leads back to it', (route) => {
  expect(parseRoute(pathOf(route))).toEqual(route)
})

test.for(['/nothing', '/sites', '/sites/a/b', '/agents/x', '/incidents/a/b'])('%s is no page', (path) => {
  expect(parseRoute(path)).toEqual({ page: 'missing' })
})

test('a broken escape is an id like any other', () => {
  expect(parseRoute('/sites/%E0%A4')).toEqual({ page: 'site', id: '%E0%A4' })
})
