import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type JourneyConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createJourneyProbe } from '../../packages/agent/src/probes/journey/index.ts'

/** Steps in Debian's Chromium, against an application that does nothing without its scripts. */
const PROGRAM = '/usr/bin/chromium'
const playwright = dirname(createRequire(import.meta.url).resolve('playwright-core/package.json'))
const PASSWORD = 'hunter2-hunter2'
const probe = createJourneyProbe({ clock: systemClock, log: silentLog })

const LOGIN = `<!DOCTYPE html><title>Ứng dụng</title><div id=app></div><script>
document.getElementById('app').innerHTML = '<input id=user><input id=password type=password><button>Vào</button><p id=said></p>'
document.querySelector('button').onclick = async () => {
  const body = JSON.stringify({ user: document.getElementById('user').value, password: document.getElementById('password').value })
  const answer = await fetch('/api/login', { method: 'POST', body })
  if (answer.ok) document.getElementById('app').innerHTML = '<h1 id=hello>Xin chào</h1><b id=waiting>12</b>'
  else document.getElementById('said').textContent = 'Sai mật khẩu ' + document.getElementById('password').value
}
</script>`

const seen: string[] = []
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  seen.push(`${request.method} ${request.url} ${request.headers.cookie ?? ''}`.trim())
  if (request.url === '/api/login') {
    const right = JSON.parse(body).password === PASSWORD
    return void response.writeHead(right ? 200 : 401, right ? { 'set-cookie': 'sid=abc; Path=/' } : {}).end()
  }
  if (request.url === '/hang') return
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(request.url === '/' ? LOGIN : 'ok')
})
let base = ''

beforeAll(async () => {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: install the Debian package chromium`)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const signIn = {
  name: 'sign-in',
  url: '/',
  browser: { fill: { '#user': 'somebody', '#password': '{{password}}' }, click: 'button', waitFor: '#hello' },
  expect: { contains: ['Xin chào'] },
  values: [{ name: 'waiting', xpath: "//b[@id='waiting']" }],
}

function run(steps: readonly object[], more: object = {}, password = PASSWORD) {
  const options = { name: 'j', base, steps, secrets: { password: { env: 'P' } }, playwright, ...more }
  const config = checkKinds.journey.config.parse(options) as JourneyConfig
  return probe.run(config, { clock: systemClock, signal: AbortSignal.timeout(30_000), secret: () => password })
}

const homes = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`vonggac-browser-${process.pid}-`))

test('a page made of scripts is filled in, its values are read, and its cookies go on to plain steps', async () => {
  const reading = await run([signIn, { name: 'plain', url: '/plain' }])
  expect(reading).toMatchObject({ status: 'ok', detail: expect.stringContaining('waiting 12') })
  expect(reading.measured[1]).toMatchObject({ tags: { step: 'sign-in' }, fields: { http_response_code: 200n } })
  expect(seen).toContain('GET /plain sid=abc')
  expect(homes()).toEqual([])
}, 30_000)

test('a wrong password is told, and what was typed is not', async () => {
  const denied = {
    ...signIn,
    browser: { ...signIn.browser, waitFor: '#said:not(:empty)' },
    expect: { denied: ['Sai mật khẩu'] },
  }
  const reading = await run([denied], {}, 'wrong-password')
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'auth',
    detail: expect.stringContaining('it says "Sai mật khẩu"'),
  })
  const nosy = await run(
    [{ ...denied, expect: { xpath: [{ path: "string(//p[@id='said'])", equals: 'x' }] } }],
    {},
    'wrong-password',
  )
  expect(nosy.detail).toContain('Sai mật khẩu [password]')
}, 30_000)

test('a deadline ends the browser, and a server that nobody runs is refused', async () => {
  expect(await run([{ name: 'hang', url: '/hang', browser: {} }], { limitMs: 4_000 })).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: expect.stringMatching(
      /^step 1 of 1, hang: the deadline came while (loading the page|starting the browser)/,
    ),
  })
  expect(await run([signIn], { base: 'http://127.0.0.1:9' })).toMatchObject({
    status: 'fail',
    error: expect.stringMatching(/refused|protocol/),
  })
  await expect.poll(homes).toEqual([])
}, 30_000)

test('where nothing is installed the check is unknown and says what to install', async () => {
  await expect(run([signIn], { playwright: '/nowhere', browserProgram: '/nowhere' })).rejects.toMatchObject({
    code: 'local',
    message:
      'a step in a browser needs the package playwright-core (npm install -g playwright-core) and a browser (Debian: apt install chromium) on this machine',
  })
})
