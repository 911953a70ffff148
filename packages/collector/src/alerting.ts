import { join } from 'node:path'
import {
  type AlertEvent,
  createEngine,
  type Engine,
  type Incident,
  isIncidentEvent,
  type Notifier,
  type PagerDecision,
  type PagerInput,
  startDispatcher,
} from '@vonggac/alerting'
import type { Journal } from '@vonggac/journal'
import type { Check, Clock, Log, ServiceShape } from '@vonggac/model'
import { type Config, peerChecks, type Rule, rulesOf, servicesOf, topologyOf } from '@vonggac/model/inventory'
import type { IncidentDetail } from './api-types.ts'
import { ALERTING_CURSOR, type Alerting, startAlerting } from './consumers/alerting-consumer.ts'
import { incidentPoint } from './consumers/incident-lines.ts'
import { createPathNotes } from './consumers/path-notes.ts'
import type { OnCallBook } from './duty/on-call-book.ts'
import type { EventHub } from './event-hub.ts'
import { createImpacts } from './incidents/impact.ts'
import type { Handoff } from './ingest/handoff.ts'
import { appendOwnLines, appendOwnPoints } from './ingest/own-points.ts'
import { createLive, type Live, type LiveSnapshot } from './live/live.ts'
import type { Metrics } from './metrics.ts'
import { type AckLinks, openAckLinks } from './paging/ack-links.ts'
import { openPager } from './paging/open-pager.ts'
import { startPictureMeasurement } from './picture/picture-measurement.ts'
import { causeOf } from './services/cause.ts'
import { openServices } from './services/open-services.ts'
import type { ServiceBook } from './services/service-book.ts'
import { startServiceMeasurement } from './services/service-measurement.ts'
import { flushOutgoing, recall } from './state/decisions.ts'
import { endRun } from './state/incident-record.ts'
import { openRuns } from './state/incident-runs.ts'
import { findIncident, incidentSummary, openIncidents } from './state/incidents.ts'
import { bringIn, openOutbox } from './state/outbox.ts'
import { pruneSent } from './state/outcomes.ts'
import { openReceipts, RECEIPTS_FILE } from './state/receipts.ts'
import type { State } from './state/tables.ts'
import { startTicker } from './ticker.ts'

interface Parts {
  readonly config: Config
  readonly checks: readonly Check[]
  readonly journal: Journal
  readonly state: State
  readonly hub: EventHub
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly handoff: Handoff
  /** The data directory. */
  readonly dir: string
  /** The ways out of the house, by channel id. */
  readonly notifiers: ReadonlyMap<string, Notifier>
  /** The console's page of an incident; `null` while its address is not known. */
  readonly link: (incident: Incident) => string | null
  /** Who is on call; without it, nobody is in any rota. */
  readonly onCall?: Pick<OnCallBook, 'current' | 'onChange'>
  /** Where people reach us, without a slash at the end; `null` while that is not known. */
  readonly site?: () => string | null
}

/** Alerting with everything around it: the picture of now, the messages on their way, the listeners. */
export interface OpenAlerting extends AsyncDisposable {
  readonly alerting: Alerting
  readonly live: Live
  /** There is something new in the outbox. */
  readonly wake: () => void
  /**
   * Begins to send what is in the outbox; to be called once everything else stands. The start keeps the event loop busy: an answer would
   * be read late, and the longer a receiver's answer is not noted, the more often a crash sends again.
   */
  readonly startSending: () => void
  readonly services: ServiceBook
  /** Links by which people acknowledge without signing in. */
  readonly links: AckLinks
  /** To be called after a person changed an incident. */
  readonly changed: (incident: IncidentDetail) => Promise<void>
}

/** Takes up where the last run left off: engine, picture and position in the journal are of one moment. */
export async function openAlerting(parts: Parts): Promise<OpenAlerting> {
  const { config, checks, journal, state, hub, clock } = parts
  const { position, at: lastRun, memory } = await recall(state)
  const shapes = servicesOf(config, checks)
  const engine = openEngine(parts, shapes, memory.engine)
  const live = createLive(config, checks, memory.live as Partial<LiveSnapshot> | undefined)
  await endUnwatched(parts, engine)
  // A journal that was deleted or exchanged begins anew.
  const start = position > journal.stats().head ? 0 : position
  journal.advance(ALERTING_CURSOR, start)
  live.setIncidents(await openIncidents(state))
  const services = await openServices({ ...parts, shapes, engine, live }, lastRun)

  const impacts = createImpacts({ config, topology: topologyOf(config), engine })
  await using stack = new AsyncDisposableStack()
  // Before anything is decided: who was told is to be known when it is over.
  const receipts = await bringIn(state, stack.use(openReceipts(join(parts.dir, RECEIPTS_FILE))))
  const links = await openAckLinks(parts)
  const pager = openPager({ ...parts, acknowledgeLink: linkFor(parts, links) }, memory.pager)
  let wake = () => {}
  const decided = async (events: readonly AlertEvent[], paging: readonly PagerDecision[]) => {
    if (events.length > 0 || paging.length > 0) {
      wake()
      live.setIncidents(await openIncidents(state))
      for (const id of concerned(events, paging)) {
        const incident = await findIncident(state, id)
        if (incident) tell(hub, incident)
      }
      await services.tell(events)
    }
    await flushOutgoing(state, (lines) => appendOwnLines(parts, lines))
  }
  const alerting = stack.use(
    startAlerting({
      ...parts,
      engine,
      live,
      pathNotes: createPathNotes(checks),
      position: start,
      services: services.changes,
      circumstances: (events) => ({ reopenMs: config.alerts.incidents.reopen, impacts: impacts(events) }),
      pager,
      decided,
    }),
  )
  parts.onCall?.onChange(() => void alerting.review().catch(unreviewed(parts.log)))
  await takeOver(state, alerting)
  stack.use(startTicker(clock, PRUNE_EVERY_MS, () => void pruneSent(state, clock.now()).catch(unpruned(parts.log))))
  stack.use(startServiceMeasurement({ engine, journal, clock, log: parts.log }))
  stack.use(startPictureMeasurement({ ...parts, live }))
  const changed = async (incident: IncidentDetail) => {
    live.setIncidents(await openIncidents(state))
    tell(hub, incident)
    // Nobody waits for it: what the pager does next must follow at once.
    void writeDown(parts, incident)
  }
  const startSending = () => {
    const outbox = openOutbox(state, { counts: parts.metrics.deliveries, settled: alerting.settled, receipts })
    wake = running.use(startDispatcher({ ...parts, outbox })).wake
  }
  const running = stack.move()
  return {
    alerting,
    live,
    changed,
    wake: () => wake(),
    startSending,
    services: services.book,
    links,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** How often what was sent long ago is deleted. */
const PRUNE_EVERY_MS = 3_600_000

const unpruned = (log: Log) => (error: unknown) => log.warn('what was sent long ago could not be deleted', { error })

const unreviewed = (log: Log) => (error: unknown) => log.error('who takes over could not be told', { error })

/** Incidents that something is new about. */
const concerned = (events: readonly AlertEvent[], paging: readonly PagerDecision[]): Set<string> =>
  new Set([
    ...events.filter(isIncidentEvent).map(({ incident }) => incident.id),
    ...paging.flatMap(({ notes, unacknowledged }) => [...notes.map(({ incident }) => incident), ...unacknowledged]),
  ])

const linkFor =
  ({ site = () => null }: Parts, links: AckLinks): NonNullable<PagerInput['acknowledgeLink']> =>
  (incident, receiver, at) => {
    const base = site()
    return base === null ? undefined : `${base}${links.pathFor(incident.id, receiver, at)}`
  }

/** Who has an incident may not have been known to the pager when a crash came between the two. */
async function takeOver(state: State, alerting: Alerting) {
  for (const { run, acked_by } of await openIncidents(state)) if (acked_by) await alerting.acknowledge(run, acked_by)
}

function openEngine({ config, checks, log }: Parts, services: readonly ServiceShape[], snapshot: unknown): Engine {
  const input = {
    topology: topologyOf(config),
    checks: [...checks, ...peerChecks(config)],
    rules: withPeerRule(rulesOf(config.alerts.rules)),
    services,
    serviceCause: causeOf,
  }
  try {
    return createEngine(input, snapshot)
  } catch (error) {
    // Better to page again than not to watch at all.
    log.error('what alerting remembered cannot be used: it begins anew', { error })
    return createEngine(input)
  }
}

/** Rules that match everything mean the network: other collectors are judged alike whatever those say, unless they are named. */
function withPeerRule(rules: readonly Rule[]): Rule[] {
  const isNamed = (rule: Rule) => 'match' in rule && rule.match.startsWith('@peer/')
  const rule: Rule = { match: '@peer/**', severity: 'critical', need: 2, of: 3, clear: 2 }
  return [...rules.filter(isNamed), rule, ...rules.filter((one) => !isNamed(one))]
}

/** Incidents about what is no longer configured would stay open for ever. */
async function endUnwatched({ state, clock }: Parts, engine: Engine) {
  const known = new Set(engine.open.map(({ id }) => id))
  for (const { id } of await openRuns(state)) {
    if (!known.has(id)) await endRun(state, id, { by: null, at: clock.now(), text: 'no longer watched' })
  }
}

/** For dashboards: who has it now. What the engine says next of it says so, too. */
async function writeDown({ journal, clock, log }: Parts, incident: IncidentDetail) {
  const point = incidentPoint({ ...incident, since: incident.opened_at }, clock.now())
  await appendOwnPoints({ journal, clock }, [point]).catch((error: unknown) =>
    log.warn('dashboards do not hear who has an incident', { error }),
  )
}

function tell(hub: EventHub, incident: IncidentDetail) {
  hub.send('incident', incidentSummary(incident))
}
