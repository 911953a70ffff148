import { type FakeClock, fakeClock } from '@vonggac/model/fake-clock'
import { expect, test, vi } from 'vitest'
import { openTestApp, smallConfig } from '../testing/test-app.ts'
import { faultsOf, type Readings } from './faults.ts'
import { roundOf, type Standing } from './telling.ts'

const NOW = Date.parse('2026-11-26T10:00:00+07:00')
const SECOND = 1_000
const GIB = 1024 ** 3

const well: Readings = {
  at: NOW,
  storeDownSince: undefined,
  behindSince: undefined,
  behindRecords: 0,
  stalledMs: 0,
  clockSetMs: 0,
  journalDown: false,
  disk: { free: 50 * GIB, size: 100 * GIB },
  unattended: [],
  failing: [],
}

test.for<[string, Partial<Readings>, string[]]>([
  ['all is well', {}, []],
  ['a store that is restarted', { storeDownSince: NOW - 59 * SECOND }, []],
  ['a store that stays down', { storeDownSince: NOW - 60 * SECOND }, ['@collector/store warning']],
  ['a burst of records', { behindSince: NOW - 59 * SECOND, behindRecords: 5 }, []],
  [
    'a journal that nobody reads',
    { behindSince: NOW - 60 * SECOND, behindRecords: 5 },
    ['@collector/alerting critical'],
  ],
  ['a busy machine', { stalledMs: 4_999 }, []],
  ['a machine that stood still', { stalledMs: 5_000 }, ['@collector/stall warning']],
  ['a clock that is slewed', { clockSetMs: -4_999 }, []],
  ['a clock that is set back', { clockSetMs: -5_000 }, ['@collector/clock warning']],
  ['a clock that is set forward', { clockSetMs: 7_200_000 }, ['@collector/clock warning']],
  ['a journal that cannot be written', { journalDown: true }, ['@collector/disk critical']],
  ['a disk that fills', { disk: { free: 4 * GIB, size: 100 * GIB } }, ['@collector/disk warning']],
  ['a large disk with much room', { disk: { free: 40 * GIB, size: 1_000 * GIB } }, []],
  ['a disk with nothing left', { disk: { free: 0.1 * GIB, size: 1 * GIB } }, ['@collector/disk critical']],
  ['a disk that cannot be asked', { disk: undefined }, []],
  ['nobody on call', { unattended: ['network, level 1'] }, ['@collector/on-call critical']],
  ['a dead channel', { failing: [{ channel: 'sms', error: '500' }] }, ['@collector/channel/sms critical']],
])('%s', ([, readings, says]) => {
  expect(faultsOf({ ...well, ...readings }).map(({ id, severity }) => `${id} ${severity}`)).toEqual(says)
})

test('a fault has one beginning and one end, whatever comes between', () => {
  const fault = (severity: 'critical' | 'warning') => [
    { id: '@collector/disk', severity, title: { vi: '', en: '' }, text: { vi: '', en: '' } },
  ]
  let standing: readonly Standing[] = []
  const rounds = [
    [],
    fault('warning'),
    [],
    fault('warning'),
    fault('critical'),
    fault('warning'),
    ...Array(13).fill([]),
  ]
  const said = rounds.map((faults, index) => {
    const { begun, ended, standing: after } = roundOf(standing, faults, NOW + index * 10 * SECOND)
    standing = after
    return `${begun.length}${ended.length}`
  })
  expect(said.join(' ')).toBe('00 10 00 00 10 00 00 00 00 00 00 00 00 00 00 00 00 01 00')
  expect(standing).toEqual([])
})

const oncall = {
  people: [{ id: 'an', name: 'An' }],
  channels: [
    { id: 'one', kind: 'webhook', url: 'http://127.0.0.1:9/' },
    { id: 'two', kind: 'webhook', url: 'http://127.0.0.1:9/' },
  ],
}

type App = Awaited<ReturnType<typeof openTestApp>>

/** Lets time pass until the verdicts are these. */
const waitFor = (at: App, clock: FakeClock, ids: readonly string[], of = (_id: string) => true) =>
  vi.waitFor(
    async () => {
      await clock.advance(10 * SECOND)
      const answer = await at.app.request('/api/v1/status', { headers: { authorization: `Bearer ${at.token}` } })
      const { self } = (await answer.json()) as { self: { id: string }[] }
      expect(self.map(({ id }) => id).filter(of)).toEqual(ids)
    },
    { timeout: 10_000, interval: 20 },
  )

const said = async ({ state }: App) =>
  (await state.selectFrom('outbox').select(['key', 'channel', 'message']).orderBy('id').execute()).map(
    ({ key, channel, message }) => `${channel} ${key.split(':')[1]} ${JSON.parse(message).subject.split(' / ')[1]}`,
  )

test('that nobody is on call is told at once, seen everywhere, and over when somebody takes over', async () => {
  const rotas = [{ id: 'network', layers: [{ people: ['an'], from: '2039-01-03 08:00' }] }]
  const levels = [{ notify: ['rota:network'], channels: ['one'] }]
  const config = smallConfig({ oncall: { ...oncall, rotas, escalations: [{ id: 'all', levels }] } })
  const clock = fakeClock(NOW)
  await using at = await openTestApp({ config, clock })
  // The webhooks of this test are dead, which is a fault of its own in time.
  const ofRotas = (id: string) => id === '@collector/on-call'
  await waitFor(at, clock, ['@collector/on-call'], ofRotas)
  const text = 'Nobody is on call: all, level 1'
  const heard = async () => (await said(at)).filter((line) => line.includes('Nobody'))
  expect(await heard()).toEqual([`one opened ${text}`, `two opened ${text}`])
  expect(await (await at.app.request('/readyz')).json()).toMatchObject({
    status: 'ready',
    faults: expect.arrayContaining(['@collector/on-call']),
  })
  expect(await (await at.app.request('/metrics')).text()).toContain(
    'vonggac_self_fault{fault="@collector/on-call",severity="critical"} 1\n',
  )
  const body = JSON.stringify({ rota: 'network', person: 'an', to: clock.now() + 3_600_000 * 24, by: 'an' })
  const headers = { authorization: `Bearer ${at.token}`, 'content-type': 'application/json' }
  expect((await at.app.request('/api/v1/oncall/overrides', { method: 'POST', headers, body })).status).toBe(200)
  await waitFor(at, clock, [], ofRotas)
  expect((await heard()).slice(2)).toEqual([`one changed-1 OVER: ${text}`, `two changed-1 OVER: ${text}`])
})

test('a channel that does not deliver is told of by the others, and to whoever would be paged', async () => {
  const clock = fakeClock(NOW)
  const sms = { id: 'sms', kind: 'sms', url: 'http://127.0.0.1:9/', body: '{{ text }}', contentType: 'text/plain' }
  const paged = {
    ...oncall,
    people: [{ id: 'an', name: 'An', phone: '0900000001' }],
    channels: [...oncall.channels, sms],
    escalations: [{ id: 'all', levels: [{ notify: ['an'], channels: ['one', 'sms'] }] }],
  }
  await using at = await openTestApp({ config: smallConfig({ oncall: paged }), clock })
  const message = JSON.stringify({ kind: 'notice', incident: { id: 'x' }, subject: 'x / x', text: '', link: null })
  const row = {
    key: 'x:opened:one',
    channel: 'one',
    incident: 'x',
    message,
    attempts: 1,
    due_at: null,
    delivered_at: null,
  }
  await at.state
    .insertInto('outbox')
    .values({ ...row, error: 'HTTP 401' })
    .execute()
  await at.state
    .insertInto('channel_outcomes')
    .values({ channel: 'one', delivered_at: NOW - 1, failed_at: NOW, error: 'HTTP 401' })
    .execute()
  // The other is dead in this test as well, and is told of in time; what counts is who hears of the first.
  await waitFor(at, clock, ['@collector/channel/one'], (id) => id === '@collector/channel/one')
  const heard = (await said(at)).filter((line) => line.includes('Channel `one`'))
  expect(heard).toEqual(['two opened Channel `one` does not deliver', 'sms opened Channel `one` does not deliver'])
  const personal = await at.state
    .selectFrom('outbox')
    .select(['key', 'recipient'])
    .where('channel', '=', 'sms')
    .execute()
  expect(personal[0]).toMatchObject({
    key: expect.stringMatching(/:opened:sms:an$/),
    recipient: expect.stringContaining('0900000001'),
  })
})
