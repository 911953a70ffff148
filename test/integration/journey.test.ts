import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type JourneyConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createJourneyProbe } from '../../packages/agent/src/probes/journey/index.ts'
import { vonggac } from '../support/vonggac.ts'
import { AXIS_KEY, PASSWORD, startWebApplication, USER, type WebApplication } from '../support/web-application.ts'

/** The ready examples against an application that behaves like those they are for. */
const examples = fileURLToPath(new URL('../../docs/examples/journeys/', import.meta.url))
const probe = createJourneyProbe({ clock: systemClock, log: silentLog })
const given = {
  QOFFICE_USER: USER,
  QOFFICE_PASSWORD: PASSWORD,
  ONESTOP_USER: USER,
  ONESTOP_PASSWORD: PASSWORD,
  AXIS_KEY,
}
let app: WebApplication

beforeAll(async () => {
  app = await startWebApplication()
})
afterAll(() => app?.[Symbol.asyncDispose]())
beforeEach(() => {
  for (const key of Object.keys(app.faults)) delete app.faults[key as keyof typeof app.faults]
  app.asked.length = 0
})

function run(name: string, change: object = {}, secrets: Readonly<Record<string, string>> = given) {
  const typed = checkKinds.journey.fromTyped({ text: `${examples}${name}.yaml`, host: '', port: undefined })
  const config = checkKinds.journey.config.parse({ ...typed, base: app.url, ...change }) as JourneyConfig
  return probe.run(config, {
    clock: systemClock,
    signal: AbortSignal.timeout(20_000),
    secret: (ref) => secrets['env' in ref ? ref.env : ''] ?? '',
  })
}

const pointsOf = ({ measured }: Awaited<ReturnType<typeof run>>, measurement: string) =>
  measured.filter((one) => one.measurement === measurement)
const valuesOf = (reading: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(pointsOf(reading, 'journey_value').map(({ tags, fields }) => [tags?.name, fields.value]))

test.for<[string, string[], object]>([
  [
    'q-office',
    ['GET /login', 'POST /login', 'GET /dashboard', 'GET /van-ban/den', 'POST /logout', 'GET /login'],
    { waiting: 1012 },
  ],
  ['portal', ['GET /', 'GET /tim-kiem'], { news: 2 }],
  [
    'one-stop',
    ['POST /api/auth', 'GET /api/statistics', 'DELETE /api/auth'],
    { dossiers_received: 22137, dossiers_resolved: 21874, dossiers_late: 37 },
  ],
])('%s is green, leaves nothing behind, and reads what there is', async ([name, asked, values]) => {
  const reading = await run(name)
  expect(reading).toMatchObject({ status: 'ok' })
  expect(app.asked).toEqual(asked)
  expect(valuesOf(reading)).toEqual(values)
  expect(app.sessions()).toBe(0)
  expect(pointsOf(reading, 'journey')[0]?.fields).toMatchObject({ failed_step: '' })
})

test('a document goes its round, is timed, and is deleted', async () => {
  const reading = await run('document-axis', quick('document-axis'))
  expect(reading).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/^3 of 3 steps in .*, backlog 12 documents$/),
  })
  const [arrives] = pointsOf(reading, 'journey_step').filter(({ tags }) => tags?.step === 'arrives')
  expect(arrives?.fields).toMatchObject({ http_response_code: 200n, result: 'ok' })
  expect(Number(arrives?.fields.total_ms)).toBeGreaterThan(300)
  expect(Number(arrives?.fields.tries)).toBeGreaterThan(1)
  expect(app.documents()).toBe(0)
})

/** The example's own steps, more impatient. */
function quick(name: string): object {
  const { steps } = checkKinds.journey.fromTyped({ text: `${examples}${name}.yaml`, host: '', port: undefined }) as {
    steps: { until?: object }[]
  }
  return { steps: steps.map((step) => (step.until ? { ...step, until: { timeoutMs: 1_500, everyMs: 200 } } : step)) }
}

test('a document that never arrives is told so, and deleted all the same', async () => {
  app.faults.lost = true
  const reading = await run('document-axis', quick('document-axis'))
  expect(reading).toMatchObject({ status: 'fail', error: 'timeout' })
  expect(reading.detail).toMatch(
    /^step 3 of 4, arrives: still so after \d tries in \d+ ms: "vonggac-\w+-\w+" is missing in the body/,
  )
  expect(app.documents()).toBe(0)
})

test('a backlog above its limit', async () => {
  app.faults.backlog = 1_204
  expect(await run('document-axis', quick('document-axis'))).toMatchObject({
    status: 'fail',
    error: 'threshold',
    detail: expect.stringMatching(/^step 1 of 4, backlog: backlog is 1204 documents, above 1000/),
  })
  app.faults.backlog = 300
  expect(await run('document-axis', quick('document-axis'))).toMatchObject({
    status: 'warn',
    error: 'threshold',
    detail: expect.stringMatching(/^step 1 of 4, backlog: backlog is 300 documents, above 200/),
  })
})

test('a wrong password', async () => {
  expect(await run('q-office', {}, { ...given, QOFFICE_PASSWORD: 'wrong-one' })).toMatchObject({
    status: 'fail',
    error: 'auth',
    detail: expect.stringMatching(
      /^step 2 of 4, log-in: the application does not accept the credentials: it says "Sai tên đăng nhập hoặc mật khẩu"; the page is "Q-Office - Đăng nhập" at /,
    ),
  })
  expect(await run('one-stop', {}, { ...given, ONESTOP_PASSWORD: 'wrong-one' })).toMatchObject({
    status: 'fail',
    error: 'auth',
    detail: expect.stringMatching(/^step 1 of 3, sign-in: status 401: the application does not accept the credentials/),
  })
  expect(await run('document-axis', {}, { ...given, AXIS_KEY: 'wrong-one' })).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringContaining('status 403'),
  })
})

test('a form that is not as it was', async () => {
  app.faults.changedForm = true
  expect(await run('q-office')).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringMatching(
      /^step 1 of 4, login-page: no token: there is nothing at \/\/form\/\/input\[@name='_token'\]\/@value; the page is "Q-Office - Đăng nhập"/,
    ),
  })
})

test('an application that is broken, and one that is slow', async () => {
  app.faults.status = 500
  expect(await run('portal')).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringMatching(/^step 1 of 2, front-page: status 500, expected 2xx; the page is "Lỗi"/),
  })
  delete app.faults.status
  app.faults.slowMs = 300
  expect(await run('portal', { warnMs: 100 })).toMatchObject({ status: 'warn', error: 'slow' })
  const impatient = { steps: [{ name: 'front', url: '/', failMs: 100 }] }
  expect(await run('portal', impatient)).toMatchObject({
    status: 'fail',
    error: 'slow',
    detail: expect.stringMatching(/^step 1 of 1, front: \d+ ms, slower than 100 ms/),
  })
  expect(await run('portal', { limitMs: 100 })).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: expect.stringContaining('step 1 of 2, front-page: the deadline came while'),
  })
})

test('an application that nobody runs', async () => {
  expect(await run('portal', { base: 'http://127.0.0.1:9' })).toMatchObject({
    status: 'fail',
    error: 'refused',
    detail: expect.stringMatching(/^step 1 of 2, front-page: connection refused/),
  })
})

test('what was typed is told to nobody, however the page repeats it', async () => {
  app.faults.echo = true
  const secrets = { ...given, QOFFICE_USER: 'somebody', QOFFICE_PASSWORD: 'hunter2 "x" <&>' }
  const { steps } = checkKinds.journey.fromTyped({ text: `${examples}q-office.yaml`, host: '', port: undefined }) as {
    steps: object[]
  }
  const nosy = (expected: object) => run('q-office', { steps: [steps[0], { ...steps[1], expect: expected }] }, secrets)
  for (const expected of [
    { xpath: [{ path: 'string(//p)', equals: 'x' }] },
    { json: [{ path: 'x', exists: true }] },
    { contains: ['{{password}} {{user}}'] },
    { lacks: ['{{password}}'] },
  ]) {
    const reading = await nosy(expected)
    expect(reading.status).toBe('fail')
    expect(JSON.stringify(reading, (_, value) => (typeof value === 'bigint' ? Number(value) : value))).not.toMatch(
      /hunter|aHVudGVy|h1bnRlc|odW50ZX|somebody/,
    )
  }
})

test('each example is a configuration that is right', async () => {
  const names = readdirSync(examples).filter((name) => name.endsWith('.yaml'))
  expect(names.sort()).toEqual(['document-axis.yaml', 'one-stop.yaml', 'portal.yaml', 'q-office.yaml'])
  const { loadTexts } = await import('../../packages/model/src/inventory/load.ts')
  const around = `sites: [{id: ttdl, name: Hub, kind: hub, devices: [{id: mon, role: server, address: 10.0.0.10}]}]
agents: [{id: hub, site: ttdl, hub: true, device: mon}]`
  const texts = names.map((name) => ({ name, text: readFileSync(`${examples}${name}`, 'utf8') }))
  expect(loadTexts([{ name: 'sites.yaml', text: around }, ...texts]).problems).toEqual([])
})

test('on the command line, a line a step', async () => {
  const file = `${examples}one-stop.yaml`
  const { code, stdout } = await vonggac(['probe', 'journey', file, '--set', `base=${app.url}`], given)
  expect(stdout).toMatch(/^ok {2}journey one-stop-counters at http:/)
  expect(stdout).toMatch(/\n {2}2 {2}counters +200 +[\d.]+ ms/)
  expect(stdout).toMatch(/dossiers_late +37/)
  expect(code).toBe(0)
})
