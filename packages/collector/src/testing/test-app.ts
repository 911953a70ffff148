import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Journal, openJournal } from '@vonggac/journal'
import { type Clock, type Log, silentLog, systemClock } from '@vonggac/model'
import { type Config, configSchema, expandChecks } from '@vonggac/model/inventory'
import { openAlerting } from '../alerting.ts'
import { createApp } from '../app.ts'
import { createChannelDesk } from '../channels/channel-desk.ts'
import { openNotifiers } from '../channels/notifiers.ts'
import { createRunDesk } from '../checks/run-desk.ts'
import { createConfigDocument } from '../configuration/document.ts'
import { startStoreWriter } from '../consumers/store-writer.ts'
import { openOnCallBook } from '../duty/on-call-book.ts'
import { createEventHub } from '../event-hub.ts'
import { createIncidentDesk } from '../incidents/desk.ts'
import { createHandoff } from '../ingest/handoff.ts'
import { appendOwnLines } from '../ingest/own-points.ts'
import { createReceive } from '../ingest/receive.ts'
import { createWatched } from '../ingest/watched.ts'
import { openMaintenanceDesk } from '../maintenance/maintenance-desk.ts'
import { createMetrics } from '../metrics.ts'
import { openReadiness } from '../readiness/open-readiness.ts'
import { createSelfReport } from '../self-report.ts'
import { startSelfWatch } from '../self-watch/self-watch.ts'
import { addAgent, addOperatorToken } from '../state/credentials.ts'
import { listAgents } from '../state/fleet.ts'
import { openState } from '../state/state.ts'
import { openStore } from '../store/store.ts'

/** A hub and one site with a link and a router: the smallest network in which something can break. */
export const smallConfig = (more: Record<string, unknown> = {}): Config =>
  configSchema.parse({
    providers: [{ id: 'vnpt', name: { vi: 'VNPT', en: 'VNPT' } }],
    sites: [
      { id: 'dc', name: { vi: 'Trung tâm dữ liệu', en: 'Data centre' }, kind: 'hub' },
      {
        id: 'tam-ky',
        name: { vi: 'UBND Tam Kỳ', en: 'Tam Kỳ' },
        kind: 'district',
        links: [{ id: 'vnpt', provider: 'vnpt', gateway: '10.33.1.1' }],
        devices: [{ id: 'rt1', role: 'router', address: '10.33.1.2' }],
      },
    ],
    agents: [{ id: 'hub', site: 'dc', hub: true }],
    ...more,
  })

/** The whole HTTP side on real parts, without a port. The caller disposes it. */
export async function openTestApp({
  config = smallConfig(),
  clock = systemClock,
  log = silentLog,
  consoleDir,
  dir: given,
  journalOf = (real) => real,
}: {
  config?: Config
  clock?: Clock
  log?: Log
  consoleDir?: string
  /** Where its data is and stays, so that another may go on from there; a new directory that goes with it otherwise. */
  dir?: string
  /** Puts something between ingest and the journal, such as a disk that is full. */
  journalOf?: (real: Journal) => Journal
} = {}) {
  await using stack = new AsyncDisposableStack()
  const dir = given ?? mkdtempSync(join(tmpdir(), 'vonggac-collector-'))
  if (given === undefined) stack.defer(() => rmSync(dir, { recursive: true }))
  const { trustLoopback, maxBody, store: storeConfig } = config.collector
  const metrics = createMetrics()
  const handoff = createHandoff()
  const hub = createEventHub()
  const checks = expandChecks(config)
  const journal = stack.use(openJournal({ path: join(dir, 'journal.db'), clock }))
  const state = stack.use(await openState(join(dir, 'state.db')))
  const store = stack.use(await openStore(storeConfig, { dir, clock, log, secret: () => '' }))
  const writer = stack.use(startStoreWriter({ journal, store, state, clock, log, metrics }))
  const notifiers = openNotifiers({ config, state, clock, log, secret: () => '' })
  const parts = {
    config,
    checks,
    journal,
    state,
    hub,
    clock,
    log,
    metrics,
    handoff,
    notifiers,
    onCall: await openOnCallBook({ config, state, clock }),
    secret: () => '',
    dir,
    link: () => null,
    site: () => 'http://vonggac.test',
  }
  const { alerting, live, changed, wake, services, links, startSending } = stack.use(await openAlerting(parts))
  startSending()
  const append = (lines: string) => appendOwnLines({ journal, clock }, lines)
  const readiness = stack.use(await openReadiness({ ...parts, wake, append }))
  const maintenance = stack.use(
    await openMaintenanceDesk({ ...parts, maintain: alerting.maintain, silence: alerting.silence }),
  )
  live.refresh(clock.now())
  const selfWatch = stack.use(await startSelfWatch({ ...parts, writer, alerting, wake }))
  const heartbeat = { status: null }
  const vitals = { ailment: undefined }
  const self = stack.use(createSelfReport({ ...parts, writer, alerting, vitals, heartbeat, selfWatch }))
  const app = createApp({
    ...parts,
    runs: createRunDesk({ ...parts, orders: readiness.orders }),
    configuration: createConfigDocument({ ...parts, store, version: undefined, files: undefined }),
    store,
    readiness,
    maintenance,
    live,
    services,
    links,
    self,
    selfWatch,
    maxBody,
    trustLoopback,
    consoleDir,
    database: 'vonggac',
    agents: () => listAgents(state, { now: clock.now(), members: config.agents, seen: live.agents.save() }),
    receive: createReceive({
      journal: journalOf(journal),
      clock,
      log,
      metrics,
      handoff,
      maxBody,
      watchedIn: createWatched(),
    }),
    channels: createChannelDesk({ ...parts, heartbeat: { status: null } }),
    desk: createIncidentDesk({ config, state, alerting, paging: alerting, clock, changed }),
  })
  const key = await addAgent(state, clock, 'hub')
  const token = await addOperatorToken(state, clock, 'tests')
  const owned = stack.move()
  return {
    app,
    checks,
    readiness,
    maintenance,
    state,
    journal,
    store,
    live,
    alerting,
    hub,
    metrics,
    key,
    token,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
