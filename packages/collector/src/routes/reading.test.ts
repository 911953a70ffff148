import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ask, bearer, json, openAsked, operator } from '../testing/ask.ts'
import { openTestApp } from '../testing/test-app.ts'

let at: Awaited<ReturnType<typeof openAsked>>
const ask: typeof at.ask = (...asked) => at.ask(...asked)
beforeAll(async () => {
  at = await openAsked()
})
afterAll(() => at[Symbol.asyncDispose]())

test.for<{ name: string; path: string; ask?: Ask; status: number }>([
  { name: 'status', path: '/api/v1/status', ask: { headers: bearer }, status: 200 },
  { name: 'status without a key', path: '/api/v1/status', status: 401 },
  { name: 'events without a key', path: '/api/v1/events', status: 401 },
  { name: 'a site', path: '/api/v1/sites/tam-ky', ask: { headers: bearer }, status: 200 },
  { name: 'no such site', path: '/api/v1/sites/nowhere', ask: { headers: bearer }, status: 404 },
  { name: 'no such incident', path: '/api/v1/incidents/none', ask: { headers: bearer }, status: 404 },
  { name: 'a state that is none', path: '/api/v1/incidents?state=x', ask: { headers: bearer }, status: 400 },
  { name: 'nothing there', path: '/api/v1/nothing', ask: { headers: bearer }, status: 404 },
  { name: 'deleting a site', path: '/api/v1/sites/tam-ky', ask: { method: 'DELETE', headers: operator }, status: 405 },
  { name: 'posting to the metrics', path: '/metrics', ask: { method: 'POST' }, status: 405 },
  {
    name: 'series without a measurement',
    path: '/api/v1/series?field=v&from=0&to=1',
    ask: { headers: bearer },
    status: 400,
  },
  {
    name: 'series backwards',
    path: '/api/v1/series?measurement=m&field=v&from=5&to=1',
    ask: { headers: bearer },
    status: 400,
  },
  {
    name: 'series of a step that is none',
    path: '/api/v1/series?measurement=m&field=v&from=0&to=9&step=x',
    ask: { headers: bearer },
    status: 400,
  },
  {
    name: 'series in steps too fine',
    path: '/api/v1/series?measurement=m&field=v&from=0&to=9999999999&step=1s',
    ask: { headers: bearer },
    status: 400,
  },
  { name: 'an agent acknowledging', path: '/api/v1/incidents/x/ack', ask: json(bearer, { by: 'a' }), status: 403 },
  {
    name: 'acknowledging nothing',
    path: '/api/v1/incidents/x/ack',
    ask: json(operator, { by: 'a' }),
    status: 404,
  },
  {
    name: 'acknowledging by nobody',
    path: '/api/v1/incidents/x/ack',
    ask: json(operator, { by: ' ' }),
    status: 400,
  },
  {
    name: 'broken JSON',
    path: '/api/v1/incidents/x/ack',
    ask: { ...json(operator, {}), body: '{' },
    status: 400,
  },
  {
    name: 'endless JSON',
    path: '/api/v1/incidents/x/notes',
    ask: json(operator, { by: 'a', text: 'x'.repeat(70_000) }),
    status: 413,
  },
  { name: 'a file that is not there', path: '/assets/none.js', status: 404 },
  { name: 'the metrics', path: '/metrics', status: 200 },
  { name: 'health', path: '/healthz', status: 200 },
  { name: 'readiness', path: '/readyz', status: 200 },
  { name: 'the API description', path: '/openapi.json', status: 200 },
  { name: 'the console', path: '/', status: 200 },
])('$name: $status', async ({ path, ask: asked, status }) => {
  const answer = await ask(path, asked)
  expect(answer.status).toBe(status)
  if (status >= 400) {
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ status })
  }
})

test('tells nothing of our own faults but that there was one', async () => {
  await using broken = await openTestApp()
  await broken.store.close()
  const path = '/api/v1/series?measurement=m&field=v&from=0&to=1000'
  const answer = await broken.app.request(path, { headers: { authorization: `Bearer ${broken.key}` } })
  expect(answer.status).toBe(500)
  expect(((await answer.json()) as { detail: string }).detail).toBe(
    'something went wrong here; the collector’s log says what',
  )
  expect(broken.metrics.bugs).toBeGreaterThan(0)
})

test('describes every route that there is', async () => {
  const { paths } = (await (await ask('/openapi.json')).json()) as { paths: Record<string, Record<string, unknown>> }
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  const routes = at.app.routes
    .filter(
      ({ method, path }) => method !== 'ALL' && !path.includes('*') && path !== '/openapi.json' && path !== '/query',
    )
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`)
  expect(described.toSorted()).toEqual([...new Set(routes)].toSorted())
})

test('the API description says tuples and required times as OpenAPI 3.1 does', async () => {
  const { paths, components } = (await (await ask('/openapi.json')).json()) as {
    paths: Record<string, { get: { parameters: { name: string; required?: boolean }[] } }>
    components: unknown
  }
  expect(JSON.stringify(components)).not.toContain('"items":[')
  const required = paths['/api/v1/series']!.get.parameters.filter((parameter) => parameter.required)
  expect(required.map(({ name }) => name)).toEqual(['measurement', 'field', 'from', 'to'])
})
