import { type AlertEvent, createPager, type Engine, type Incident } from '@vonggac/alerting'
import { openJournal } from '@vonggac/journal'
import { silentLog } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expandChecks } from '@vonggac/model/inventory'
import { expect, test, vi } from 'vitest'
import { createHandoff } from '../ingest/handoff.ts'
import { encodeMeta } from '../ingest/record-meta.ts'
import { createLive } from '../live/live.ts'
import { createMetrics } from '../metrics.ts'
import { recall } from '../state/decisions.ts'
import { openIncidents } from '../state/incidents.ts'
import { openState } from '../state/state.ts'
import { smallConfig } from '../testing/test-app.ts'
import { ALERTING_CURSOR, startAlerting } from './alerting-consumer.ts'
import { createPathNotes } from './path-notes.ts'

const incident: Incident = {
  id: 'one',
  node: 'tam-ky/vnpt',
  site: 'tam-ky',
  cause: 'link',
  severity: 'critical',
  title: { vi: 'Đứt', en: 'Down' },
  since: 1,
  openedAt: 2,
  resolvedAt: null,
  members: ['tam-ky/vnpt/icmp@hub'],
}

/** An engine that opens an incident at every failed report and wants a tick when a test says so. */
function scriptedEngine() {
  const ticked: number[] = []
  const due: { at: number | undefined } = { at: undefined }
  let seen = 0
  const engine: Engine = {
    observe: ({ status }, now): AlertEvent[] => {
      seen++
      return status === 'fail' ? [{ kind: 'opened', at: now, incident, reason: 'need-met: lost' }] : []
    },
    tick: (now) => {
      ticked.push(now)
      due.at = undefined
      return []
    },
    nextDue: () => due.at,
    resolve: () => [],
    maintain: () => [],
    measure: () => [],
    watches: [],
    ignoredSeries: 0,
    open: [],
    services: [],
    snapshot: () => ({ seen }),
  }
  return { engine, ticked, due }
}

async function setUp() {
  await using stack = new AsyncDisposableStack()
  const clock = fakeClock()
  const journal = stack.use(openJournal({ path: ':memory:', clock }))
  const state = stack.use(await openState(':memory:'))
  const config = smallConfig()
  const script = scriptedEngine()
  const decided = vi.fn(async (_events: readonly AlertEvent[]) => {})
  const live = createLive(config, expandChecks(config))
  const pager = createPager({
    organisation: config.organisation.name,
    link: () => null,
    oncall: {
      ...config.oncall,
      channels: [{ id: 'pager', kind: 'webhook', url: 'http://x', headers: {}, timeout: 1 }],
    },
  })
  const alerting = stack.use(
    startAlerting({
      journal,
      state,
      engine: script.engine,
      live,
      pathNotes: createPathNotes([]),
      clock,
      log: silentLog,
      metrics: createMetrics(),
      handoff: createHandoff(),
      position: 0,
      pager,
      services: () => [],
      circumstances: () => ({ reopenMs: 0, impacts: new Map() }),
      decided,
    }),
  )
  const report = (status: number) => {
    const line = `check,check=tam-ky/vnpt/icmp@hub,agent=hub,site=tam-ky status=${status}i,duration_ms=1,error="",detail="" ${clock.now()}000000\n`
    const meta = encodeMeta({
      agent: null,
      encoding: 'identity',
      precision: 'ns',
      receivedAt: clock.now(),
      bad: 0,
      watched: ['check'],
    })
    return journal.append(Buffer.from(line), meta)
  }
  const owned = stack.move()
  return {
    ...script,
    clock,
    journal,
    state,
    live,
    decided,
    alerting,
    report,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

test('commits incident, message, memory and position together, at once', async () => {
  await using at = await setUp()
  await at.report(2)
  await vi.waitFor(() => expect(at.decided).toHaveBeenCalled())
  expect(await recall(at.state)).toMatchObject({ position: 1, memory: { engine: { seen: 1 } } })
  expect(await openIncidents(at.state)).toMatchObject([{ id: 'one', state: 'open', checks: 1 }])
  const outbox = await at.state.selectFrom('outbox').select(['key', 'channel']).execute()
  expect(outbox).toEqual([{ key: 'one:opened:pager', channel: 'pager' }])
  const lines = await at.state.selectFrom('outgoing').select('line').execute()
  expect(lines[0]?.line).toMatch(/^incident,incident=one,severity=critical,cause=link,site=tam-ky,state=open /)
})

test('saves progress without events now and then, and moves the cursor only after that', async () => {
  await using at = await setUp()
  await at.report(0)
  await vi.waitFor(() => expect(at.alerting.position).toBe(1))
  expect(at.journal.cursor(ALERTING_CURSOR)).toBe(0)
  await at.clock.advance(6_000)
  await vi.waitFor(() => expect(at.journal.cursor(ALERTING_CURSOR)).toBe(1))
  expect((await recall(at.state)).position).toBe(1)
})

test('a commit that fails is tried again with the same events, before anything new is read', async () => {
  await using at = await setUp()
  await at.state.schema.alterTable('incidents').renameTo('hidden').execute()
  await at.report(2)
  await vi.waitFor(() => expect(at.alerting.position).toBe(1))
  await at.report(0)
  await at.clock.advance(100)
  expect(at.alerting.position).toBe(1)
  await at.state.schema.alterTable('hidden').renameTo('incidents').execute()
  for (let i = 0; i < 20; i++) await at.clock.advance(1_000)
  await vi.waitFor(async () => expect(await openIncidents(at.state)).toHaveLength(1))
  await vi.waitFor(() => expect(at.alerting.position).toBe(2))
  expect(await at.state.selectFrom('timeline').select('kind').execute()).toEqual([{ kind: 'opened' }])
})

test('lets time pass when the engine wants it', async () => {
  await using at = await setUp()
  at.due.at = at.clock.now() + 300
  await at.report(0)
  await vi.waitFor(() => expect(at.alerting.position).toBe(1))
  expect(at.ticked).toEqual([])
  await at.clock.advance(300)
  await vi.waitFor(() => expect(at.ticked).toHaveLength(1))
})

test('a record that cannot be opened is passed over', async () => {
  await using at = await setUp()
  await at.journal.append(
    Buffer.from('x'),
    encodeMeta({ agent: null, encoding: 'gzip', precision: 'ns', receivedAt: 0, bad: 0, watched: ['check'] }),
  )
  await at.report(2)
  await vi.waitFor(async () => expect(await openIncidents(at.state)).toHaveLength(1))
})

test('says whether the engine knew an incident that a person ends', async () => {
  await using at = await setUp()
  expect(await at.alerting.resolve('unknown', 'Lan')).toBe(false)
})
