import type { Channel } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import type { Notifier } from '../contract.ts'
import { type HttpCase, httpNotifierContract, SECRET } from '../testing/http-notifier-contract.ts'
import { notifierContract } from '../testing/notifier-contract.ts'
import { createNotifiers, notifierKinds } from './registry.ts'

/** Every kind of channel, made so that it speaks to a port of this machine: the contracts are for all of them. */

const ref = { env: 'SECRET' }
const options = { secret: () => SECRET, clock: { now: () => 1_794_000_000_000 } }
const made = (channel: Channel): Notifier => createNotifiers([channel], options).get('c')!
const json = (body: unknown) => ({ body: JSON.stringify(body) })

const overHttp: Record<string, HttpCase & { readonly channel: (base: string, timeout: number) => Channel }> =
  Object.fromEntries(
    Object.entries({
      webhook: {
        channel: (url: string, timeout: number): Channel => ({
          id: 'c',
          kind: 'webhook',
          url: `${url}/hook`,
          headers: { authorization: ref, 'x-node': '{{ incident.node }}' },
          body: '{"text": {{ text | json }}, "password": {{ secrets.password | json }}}',
          secrets: { password: ref },
          sign: { secret: ref, header: 'X-Vonggac-Signature' },
          timeout,
        }),
        good: {},
      },
      telegram: {
        channel: (api: string, timeout: number): Channel => ({
          id: 'c',
          kind: 'telegram',
          token: ref,
          chats: ['1'],
          api,
          timeout,
        }),
        good: json({ ok: true, result: { message_id: 1 } }),
      },
      zalo: {
        channel: (api: string, timeout: number): Channel => ({
          id: 'c',
          kind: 'zalo',
          token: { env: 'HEADER' },
          users: ['1'],
          api,
          timeout,
        }),
        good: json({ error: 0, message: 'Success', data: { message_id: 'm' } }),
      },
      sms: {
        channel: (base: string, timeout: number): Channel => ({
          id: 'c',
          kind: 'sms',
          url: `${base}/send?key={{ secrets.key | url }}`,
          method: 'POST',
          headers: {},
          body: '{"to": {{ to.phone | msisdn | json }}, "text": {{ text | json }}, "key": {{ secrets.key | json }}}',
          contentType: 'application/json',
          secrets: { key: ref },
          to: ['0900000001'],
          language: 'vi',
          ascii: true,
          parts: 2,
          success: { json: 'code', equals: [100] },
          timeout,
        }),
        good: json({ code: '100' }),
      },
      slack: {
        channel: (url: string, timeout: number): Channel => ({ id: 'c', kind: 'slack', url, timeout }),
        good: { body: 'ok' },
      },
      mattermost: {
        channel: (url: string, timeout: number): Channel => ({ id: 'c', kind: 'mattermost', url, timeout }),
        good: { body: 'ok' },
      },
      teams: {
        channel: (url: string, timeout: number): Channel => ({ id: 'c', kind: 'teams', url, timeout }),
        good: { status: 202 },
      },
      ntfy: {
        channel: (url: string, timeout: number): Channel => ({
          id: 'c',
          kind: 'ntfy',
          url,
          topic: 'noc',
          token: { env: 'HEADER' },
          language: 'vi',
          timeout,
        }),
        good: json({ id: 'x', event: 'message' }),
      },
      alertmanager: {
        channel: (url: string, timeout: number): Channel => ({
          id: 'c',
          kind: 'alertmanager',
          urls: [url],
          username: 'vonggac',
          password: ref,
          labels: {},
          repeat: 60_000,
          timeout,
        }),
        good: {},
      },
    } as const).map(([kind, { channel, good }]) => [
      kind,
      { channel, good, make: (base, timeout) => made(channel(base, timeout)) },
    ]),
  )

for (const [kind, { make, good }] of Object.entries(overHttp)) {
  notifierContract(kind, (port, timeout) => make(`http://127.0.0.1:${port}`, timeout))
  httpNotifierContract(kind, { make, good })
}

notifierContract(
  'syslog over TCP',
  (port, timeout) =>
    made({ id: 'c', kind: 'syslog', host: '127.0.0.1', port, transport: 'tcp', facility: 'local0', timeout }),
  { halfOpen: true },
)
notifierContract(
  'syslog over TLS',
  (port, timeout) =>
    made({ id: 'c', kind: 'syslog', host: '127.0.0.1', port, transport: 'tls', facility: 'local0', timeout }),
  { waits: true },
)

test('no kind is left out', () => {
  expect([...Object.keys(overHttp), 'email', 'syslog'].sort()).toEqual(Object.keys(notifierKinds).sort())
})
