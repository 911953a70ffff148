import { loadTexts } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { onLoopback } from './loopback.ts'

/** The options of one check, moved. */
function moved(check: string): Record<string, unknown> {
  const text = [
    'organisation: {name: Test}',
    'sites: [{id: dc, name: A, kind: hub}]',
    'agents: [{id: hub, site: dc, hub: true}]',
    `services: [{id: a, name: A, site: dc, checks: [${check}]}]`,
  ].join('\n')
  const { config, problems } = loadTexts([{ name: 'a.yaml', text }])
  expect(problems).toEqual([])
  return onLoopback(config!, { caFile: '/ca.pem' }).services[0]!.checks[0]!
}
const password = { env: 'VONGGAC_DEMO_PASSWORD' }

test.for([
  {
    check: '{kind: tcp, host: 10.33.0.40, port: 443}',
    becomes: { id: 'tcp-443', host: '127.33.0.40', port: 33_443 },
  },
  {
    check: '{kind: imap, host: 10.33.0.30, auth: {user: a, password: {env: P}}}',
    becomes: { id: 'imap-993', port: 33_993, tls: 'implicit', caFile: '/ca.pem', auth: { user: 'a', password } },
  },
  {
    check:
      '{kind: mail_flow, from: a@b.vn, smtp: {host: 10.33.0.30}, imap: {host: 10.33.0.30, auth: {user: a, password: {file: /p}}}}',
    becomes: {
      smtp: { host: '127.33.0.30', port: 33_587, tls: 'starttls' },
      imap: { host: '127.33.0.30', port: 33_993, tls: 'implicit', inbox: 'INBOX', auth: { user: 'a', password } },
    },
  },
  {
    check: '{kind: http, url: "https://a.vn/x?y=1", connectTo: 10.33.0.40}',
    becomes: { url: 'https://a.vn/x?y=1', connectTo: '127.33.0.40', connectPort: 33_443, caFile: '/ca.pem' },
  },
  {
    check: '{kind: http, url: "http://10.33.0.40:8080/x"}',
    becomes: { url: 'http://127.33.0.40:8080/x' },
  },
  {
    check: '{kind: dns, name: a.vn, servers: [10.33.0.53], expect: [10.33.0.40]}',
    becomes: { servers: ['127.33.0.53'], port: 33_053, expect: ['127.33.0.40'] },
  },
  {
    check: '{kind: journey, name: j, base: "https://10.33.0.40", secrets: {p: {env: P}}, steps: [{name: a, url: /}]}',
    becomes: { base: 'https://127.33.0.40:33443', secrets: { p: password }, caFile: '/ca.pem' },
  },
])('$check moves to this machine', ({ check, becomes }) => {
  expect(moved(check)).toMatchObject(becomes)
})

test('what is elsewhere stays as it is, its secrets and ports too', () => {
  const check = moved('{kind: imap, host: mail.example.org, auth: {user: a, password: {env: P}}}')
  expect(check).toMatchObject({ host: 'mail.example.org', port: 993, auth: { password: { env: 'P' } } })
  expect(check).not.toHaveProperty('caFile')
})
