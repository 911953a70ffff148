import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { clueMeasurements } from '@vonggac/alerting'
import { openJournal } from '@vonggac/journal'
import type { Clock, Log, SecretRef } from '@vonggac/model'
import {
  agentsOf,
  type Config,
  type ConfigSource,
  expandChecks,
  fieldRulesOf,
  peerChecks,
} from '@vonggac/model/inventory'
import { openAlerting } from './alerting.ts'
import { createApp } from './app.ts'
import { startBroadcasts } from './broadcasts.ts'
import { createChannelDesk } from './channels/channel-desk.ts'
import { openNotifiers } from './channels/notifiers.ts'
import { startRepetitions } from './channels/repetition.ts'
import { createRunDesk } from './checks/run-desk.ts'
import { createConfigDocument } from './configuration/document.ts'
import { ALERTING_CURSOR } from './consumers/alerting-consumer.ts'
import { STORE_CURSOR, startStoreWriter } from './consumers/store-writer.ts'
import { openOnCallBook } from './duty/on-call-book.ts'
import { createEventHub } from './event-hub.ts'
import { startHeartbeat } from './heartbeat/heartbeat.ts'
import { startPeerWatch } from './heartbeat/peers.ts'
import { startVitals } from './heartbeat/vitals.ts'
import { createIncidentDesk } from './incidents/desk.ts'
import { createHandoff } from './ingest/handoff.ts'
import { appendOwnLines } from './ingest/own-points.ts'
import { createReceive } from './ingest/receive.ts'
import { createWatched } from './ingest/watched.ts'
import { openMaintenanceDesk } from './maintenance/maintenance-desk.ts'
import { createMetrics } from './metrics.ts'
import { startCourier } from './paging/courier.ts'
import { openReadiness } from './readiness/open-readiness.ts'
import { startSelfMeasurement } from './self-measurement.ts'
import { createSelfReport } from './self-report.ts'
import { startSelfWatch } from './self-watch/self-watch.ts'
import { listen } from './server.ts'
import { listAgents } from './state/fleet.ts'
import { outboxDueAt } from './state/outbox.ts'
import { RECEIPTS_FILE } from './state/receipts.ts'
import { openState, STATE_FILE } from './state/state.ts'
import { anyAdmin } from './state/users.ts'
import { openStore } from './store/store.ts'
import { startTicker } from './ticker.ts'

/** How often what both readers are done with is deleted from the journal. */
const TRIM_EVERY_MS = 5_000

/** How the first one is made. */
const FIRST_ADMIN = { command: 'vonggac users add ID --name NAME --role admin --config DIR' }

export interface CollectorOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  /** Instead of the configured ones. */
  readonly dataDir?: string
  readonly listen?: string
  /** The built console; without it `/` says how to build it. */
  readonly consoleDir?: string
  readonly secret: (ref: SecretRef) => string
  /** For people, where they ask what runs here: our version, and the files that `config` was read from. */
  readonly version?: string
  readonly files?: readonly ConfigSource[]
  /** Instead of the configured store: another implementation. */
  readonly openStore?: typeof openStore
}

/** A running collector. Disposing stops everything in reverse order, within 5 s. */
export interface Collector extends AsyncDisposable {
  readonly url: string
  readonly port: number
}

/** Starts the collector. Throws a `ConfigError` when the configuration, the data directory or the address cannot be used. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { config, clock, log, secret } = options
  const { trustLoopback, maxBody, store: storeConfig } = config.collector
  const checks = expandChecks(config)
  const handoff = createHandoff()

  await using stack = new AsyncDisposableStack()
  const { store, writer, ...kept } = await openKept(stack, options)
  const { dir, journal, state, metrics } = kept
  const hub = createEventHub()
  const address = createAddress(config)
  const courier = stack.use(startCourier(join(dir, RECEIPTS_FILE)))
  const notifiers = openNotifiers({ config, state, clock, log, secret, ...courier })
  const onCall = await openOnCallBook({ config, state, clock })
  const base = { ...kept, config, checks, hub, clock, log, handoff, secret, notifiers, onCall }
  const { alerting, live, changed, wake, services, links, startSending } = stack.use(
    await openAlerting({ ...base, ...address }),
  )
  const append = (lines: string) => appendOwnLines({ journal, clock }, lines)
  stack.use(startRepetitions(base))
  const readiness = stack.use(
    await openReadiness({ ...base, wake, append, link: (meeting) => address.pageOf('readiness', meeting) }),
  )
  const maintenance = stack.use(await openMaintenanceDesk({ ...base, ...alerting }))
  const agents = () => listAgents(state, { now: clock.now(), members: agentsOf(config), seen: live.agents.save() })
  const { self, selfWatch, heartbeat } = await watchOurselves(stack, { ...base, writer, alerting, wake })
  stack.use(startBroadcasts({ ...base, live, agents, faults: selfWatch.verdicts }))
  stack.use(startSelfMeasurement({ metrics, journal, writer, alerting, clock, log }))
  const asked = openAsked({ ...base, ...options, store, orders: readiness.orders })
  const app = createApp({
    ...base,
    ...asked,
    readiness,
    maintenance,
    store,
    live,
    services,
    links,
    agents,
    self,
    selfWatch,
    maxBody,
    trustLoopback,
    receive: createReceive({ ...base, maxBody, watchedIn: createWatched(watchedBy(config)) }),
    channels: createChannelDesk({ ...base, heartbeat }),
    desk: createIncidentDesk({ config, state, alerting, paging: alerting, clock, changed }),
    database: storeConfig.kind === 'influx' ? storeConfig.database : 'vonggac',
    consoleDir: options.consoleDir,
  })
  const endless = [hub, readiness.orders, asked.runs]
  const { url, port, host } = stack.use(
    await listen(app, { address: options.listen ?? config.collector.listen, endless, clock }),
  )
  address.listensAt(host, url)
  await courier.ready
  startSending()
  const running = stack.move()
  return { url, port, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Where everything is kept that comes in, and the way from the journal to the store. */
async function openKept(stack: AsyncDisposableStack, options: CollectorOptions) {
  const { config, clock, log, secret } = options
  const dir = options.dataDir ?? config.collector.data
  mkdirSync(dir, { recursive: true })
  const metrics = createMetrics()
  const journal = stack.use(openJournal({ path: join(dir, 'journal.db'), clock, pageBytes: 16_384 }))
  const state = stack.use(await openState(join(dir, STATE_FILE)))
  const store = stack.use(await (options.openStore ?? openStore)(config.collector.store, { dir, clock, log, secret }))
  stack.use(startTicker(clock, TRIM_EVERY_MS, () => void journal.trim([STORE_CURSOR, ALERTING_CURSOR])))
  const writer = stack.use(startStoreWriter({ journal, store, state, clock, log, metrics }))
  return { dir, metrics, journal, state, store, writer }
}

/** Measurements that alerting looks at besides the outcomes of checks. */
const watchedBy = ({ alerts }: Config) => [
  ...fieldRulesOf(alerts.rules).map(({ measurement }) => measurement),
  ...clueMeasurements,
]

/** What people ask beside the state of things: to run a check, and what is loaded. */
const openAsked = (
  parts: Parameters<typeof createRunDesk>[0] &
    Omit<Parameters<typeof createConfigDocument>[0], 'files' | 'version'> &
    Pick<CollectorOptions, 'files' | 'version'>,
) => ({
  runs: createRunDesk(parts),
  configuration: createConfigDocument({ ...parts, files: parts.files, version: parts.version }),
})

/** Where people reach the collector: as it is configured, else as it listens; pages are `null` while that is not known. */
function createAddress({ collector }: Config) {
  let listening: string | null = null
  const site = () => collector.url?.replace(/\/+$/, '') ?? listening
  const pageOf = (kind: string, id: string) => (site() === null ? null : `${site()}/${kind}/${encodeURIComponent(id)}`)
  return {
    site,
    pageOf,
    link: ({ id }: { readonly id: string }) => pageOf('incidents', id),
    listensAt(host: string, url: string) {
      // An address that means all of this machine's is none to click on.
      listening = host === '0.0.0.0' || host === '::' ? null : url
    },
  }
}

type Ourselves = Parameters<typeof startSelfWatch>[0] &
  Omit<Parameters<typeof startVitals>[0], 'nextDueAt'> &
  Omit<Parameters<typeof createSelfReport>[0], 'vitals' | 'heartbeat' | 'selfWatch'> & {
    readonly secret: (ref: SecretRef) => string
  }

/** What sees to it that the collector itself works, tells when it does not, and says how it is. */
async function watchOurselves(stack: AsyncDisposableStack, parts: Ourselves) {
  const { config, journal, state, clock, log, secret } = parts
  if (!config.collector.trustLoopback && !(await anyAdmin(state)))
    log.warn('nobody can sign in yet: make the first admin', FIRST_ADMIN)
  const selfWatch = stack.use(await startSelfWatch(parts))
  const vitals = stack.use(startVitals({ ...parts, nextDueAt: outboxDueAt(state) }))
  const heartbeat = stack.use(startHeartbeat({ config: config.collector, vitals, clock, log, secret }))
  stack.use(startPeerWatch({ checks: peerChecks(config), journal, clock, log }))
  const self = stack.use(createSelfReport({ ...parts, vitals, heartbeat, selfWatch }))
  return { self, selfWatch, heartbeat }
}
