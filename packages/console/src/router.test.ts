import { expect, test } from 'vitest'
import { parseRoute, pathOf, type Route } from './router.ts'

const routes: readonly Route[] = [
  { page: 'overview' },
  { page: 'site', id: 'tam-ky' },
  { page: 'site', id: 'a/b ?#%é' },
  { page: 'incidents' },
  { page: 'incident', id: 'tam-ky.vnpt-mwscuatx' },
  { page: 'agents' },
  { page: 'check', id: 'tam-ky/vnpt/icmp@hub' },
  { page: 'check', id: 'ttdl/web/http-a b?#%é@hub' },
  { page: 'configuration' },
  { page: 'services' },
  { page: 'service', id: 'ttdl/mail' },
  { page: 'readiness' },
  { page: 'meeting', id: 'weekly-20261207t0800' },
  { page: 'reports' },
  { page: 'notices' },
]

test.for(routes)('the address of $page leads back to it', (route) => {
  expect(parseRoute(pathOf(route))).toEqual(route)
})

test.for(['/nothing', '/sites', '/sites/a/b', '/agents/x', '/incidents/a/b', '/services/a/b/c', '/readiness/a/b'])(
  '%s is no page',
  (path) => {
    expect(parseRoute(path)).toEqual({ page: 'missing' })
  },
)

test('a broken escape is an id like any other', () => {
  expect(parseRoute('/sites/%E0%A4')).toEqual({ page: 'site', id: '%E0%A4' })
})

test('a check may be written with its slashes, or with them escaped', () => {
  for (const path of ['/checks/a/b/c@hub', '/checks/a%2Fb%2Fc%40hub'])
    expect(parseRoute(path)).toEqual({ page: 'check', id: 'a/b/c@hub' })
})

test('a service may be written with its slash, with it escaped, or by its own id alone', () => {
  for (const path of ['/services/ttdl/mail', '/services/ttdl%2Fmail'])
    expect(parseRoute(path)).toEqual({ page: 'service', id: 'ttdl/mail' })
  expect(parseRoute('/services/mail')).toEqual({ page: 'service', id: 'mail' })
})
