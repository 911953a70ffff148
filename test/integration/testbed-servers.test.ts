import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Result, silentLog, systemClock } from '@vonggac/model'
import { type Config, loadTexts, planFor } from '@vonggac/model/inventory'
import { createAuthority, DEMO_PASSWORD, onLoopback, simulatedDevices, startTestbed, zoneOf } from '@vonggac/testbed'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runOnce } from '../../packages/agent/src/once.ts'
import { temporaryDirectory } from '../support/server-process.ts'

/** The servers of the simulated province, asked by our real probes. A site of its own, away from those of the example. */
const yaml = `
organisation: {name: Test}
sites:
  - id: dc
    name: Centre
    kind: hub
    devices:
      - {id: mon1, role: server, address: 10.33.204.10}
      - {id: mail1, role: server, address: 10.33.204.30}
      - {id: app1, role: server, address: 10.33.204.40}
      - {id: ns1, role: server, address: 10.33.204.53}
      - {id: mcu1, role: mcu, address: 10.33.204.20, sip: true}
agents:
  - {id: hub, site: dc, hub: true, device: mon1}
services:
  - id: mail
    name: Mail
    site: dc
    checks:
      - {kind: smtp, host: 10.33.204.30, from: a@example.gov.vn, to: b@example.gov.vn, serverName: mail.example.gov.vn}
      - {kind: smtp, id: relay, host: 10.33.204.30, from: a@example.gov.vn, to: b@example.org, receiver: refused}
      - {kind: smtp, host: 10.33.204.30, port: 587, auth: {user: probe, password: {env: P}}}
      - {kind: imap, host: 10.33.204.30, auth: {user: probe, password: {env: P}}}
      - {kind: imap, host: 10.33.204.30, port: 143, auth: {user: probe, password: {env: P}}}
      - {kind: pop3, host: 10.33.204.30, auth: {user: probe, password: {env: P}}}
      - {kind: pop3, host: 10.33.204.30, port: 110, auth: {user: probe, password: {env: P}}}
      - kind: mail_flow
        route: inside
        from: probe@example.gov.vn
        authenticated: [spf, dkim, dmarc]
        smtp: {host: 10.33.204.30, auth: {user: probe, password: {env: P}}}
        imap: {host: 10.33.204.30, auth: {user: probe, password: {env: P}}}
      - {kind: mail_posture, domain: example.gov.vn, servers: [10.33.204.53], dkim: [s1], senders: [10.33.204.30], dnsbls: [dnsbl.example.net]}
      - {kind: tls, id: starttls, host: 10.33.204.30, port: 25, startTls: smtp, serverName: mail.example.gov.vn}
  - id: web
    name: Web
    site: dc
    checks:
      - {kind: http, url: "https://qoffice.example.gov.vn/login", connectTo: 10.33.204.40, expect: {contains: [Đăng nhập]}}
      - {kind: http, id: plain, url: "http://10.33.204.40/", values: [{name: news, xpath: "count(//article)"}]}
      - {kind: tls, host: 10.33.204.40, serverName: qoffice.example.gov.vn}
      - {kind: dns, name: qoffice.example.gov.vn, servers: [10.33.204.53], expect: [10.33.204.40]}
      - {kind: dns, id: nothing, name: nothing.example.gov.vn, servers: [10.33.204.53], rcode: NXDOMAIN}
      - {kind: ntp, host: 10.33.204.53, gapMs: 10}
      - {kind: stun, host: 10.33.204.53}
      - {kind: sip_call, host: 10.33.204.20, user: echo, expectEcho: true, durationMs: 2000, send: tone}
      - kind: journey
        name: sign-in
        base: https://10.33.204.40
        variables: {user: probe}
        secrets: {password: {env: P}}
        steps:
          - {name: page, url: /login, extract: {token: {xpath: "//input[@name='_token']/@value"}}}
          - name: log-in
            url: /login
            form: {username: "{{user}}", password: "{{password}}", _token: "{{token}}"}
            expect: {denied: [Sai tên đăng nhập], url: /dashboard, contains: [Xin chào]}
          - {name: documents, url: /van-ban/den, values: [{name: waiting, xpath: "//*[@id='chua-xu-ly']"}]}
          - {name: out, always: true, method: POST, url: /logout}
      - kind: journey
        name: exchange
        base: https://10.33.204.40
        headers: {x-api-key: {env: P}}
        steps:
          - {name: send, url: /axis/documents, multipart: [{name: subject, value: "thử {{marker}}"}], expect: {status: [201]}, extract: {sent: {json: $.id}}}
          - {name: arrives, url: /axis/inbox, query: {q: "{{marker}}"}, until: {timeoutMs: 5000, everyMs: 100}, expect: {contains: ["{{marker}}"]}}
          - {name: delete, always: true, method: DELETE, url: "/axis/documents/{{sent}}"}
      - kind: journey
        name: counters
        base: https://10.33.204.40
        steps:
          - {name: in, url: /api/auth, json: {user: probe, password: {env: P}}, extract: {session: {json: $.token}}}
          - {name: read, url: /api/statistics, headers: {authorization: "Bearer {{session}}"}, values: [{name: received, json: $.dossiers.received}]}
`

let dir: ReturnType<typeof temporaryDirectory>
let config: Config
beforeAll(() => {
  dir = temporaryDirectory('testbed-servers')
  const { config: loaded, problems } = loadTexts([{ name: 'province.yaml', text: yaml }])
  expect(problems).toEqual([])
  config = onLoopback(loaded!, { caFile: join(dir.path, 'ca.pem') })
})
afterAll(() => dir[Symbol.dispose]())

function start() {
  const authority = createAuthority(Date.now())
  writeFileSync(join(dir.path, 'ca.pem'), authority.cert)
  const routes = { block: async () => {} }
  const options = { devices: simulatedDevices(config), zone: zoneOf(config), authority, routes }
  return startTestbed({ ...options, clock: systemClock, log: silentLog })
}

/** Runs every check of the two services once. */
async function look(password = DEMO_PASSWORD, isAsked = (_kind: string) => true): Promise<Map<string, Result>> {
  const plan = planFor(config, 'hub')
  const checks = plan.checks.filter(({ tags, kind }) => tags.service !== undefined && isAsked(kind))
  const results = new Map<string, Result>()
  const deps = { clock: systemClock, log: silentLog, secret: () => password }
  await runOnce(
    { ...plan, checks },
    deps,
    AbortSignal.timeout(30_000),
    (result) => void results.set(result.check.id, result),
  )
  return results
}
const told = (results: Map<string, Result>) =>
  [...results].map(([id, { status, error, detail }]) => `${id} ${status} ${error} ${detail}`)

test('every server answers our real probes as it should, and a wrong password is refused', async () => {
  await using testbed = await start()
  expect(testbed.state()).toHaveLength(1)
  const right = await look()
  expect(told(right).filter((line) => !/ ok /.test(line))).toEqual([])
  expect(right.size).toBe(21)
  const wrong = await look('wrong')
  const refused = [...wrong.values()].filter(({ error }) => error === 'auth').map(({ check }) => check.id)
  const names = ['imap-143', 'imap-993', 'mail-flow-inside', 'pop3-110', 'pop3-995', 'smtp-587'].map(
    (id) => `mail/${id}`,
  )
  const all = [...names, 'web/counters', 'web/exchange', 'web/sign-in']
  expect(refused.sort()).toEqual(all.map((id) => `dc/${id}@hub`))
})

test('a message goes in by SMTP, comes out by IMAP with its way, and is cleared away', async () => {
  await using testbed = await start()
  expect(testbed.state()[0]!.up).toBe(true)
  for (let run = 0; run < 2; run++) {
    const results = await look()
    const flow = results.get('dc/mail/mail-flow-inside@hub')!
    expect(flow.points.filter(({ measurement }) => measurement === 'mail_flow_hop')).toHaveLength(2)
    // The one that everybody has, and nothing of the run before.
    const imap = results.get('dc/mail/imap-993@hub')!
    expect(Number(imap.points.find(({ measurement }) => measurement === 'imap')!.fields.messages)).toBeLessThanOrEqual(
      2,
    )
  }
})

test('a service that is broken answers 500, and a site that is cut says nothing', async () => {
  await using testbed = await start()
  testbed.setBroken(['127.33.204.40'], true)
  const broken = await look()
  expect(broken.get('dc/web/plain@hub')).toMatchObject({ status: 'fail', detail: expect.stringContaining('500') })
  expect(broken.get('dc/mail/imap-993@hub')).toMatchObject({ status: 'ok' })
  testbed.setBroken(['127.33.204.40'], false)
  expect((await look(DEMO_PASSWORD, (kind) => kind === 'http')).get('dc/web/plain@hub')).toMatchObject({ status: 'ok' })
  await testbed.cut('dc')
  // Of those that wait for an answer which never comes, one is enough.
  const dark = await look(DEMO_PASSWORD, (kind) => !['dns', 'mail_posture', 'sip_call', 'stun'].includes(kind))
  expect(dark.size).toBe(16)
  expect([...dark.values()].filter(({ status }) => status === 'ok')).toEqual([])
})
