import {
  type AlertEvent,
  createEngine,
  deliveriesFor,
  type Engine,
  type Incident,
  isIncidentEvent,
  type Notifier,
  startDispatcher,
} from '@vonggac/alerting'
import type { Journal } from '@vonggac/journal'
import type { Check, Clock, Log, ServiceShape } from '@vonggac/model'
import { type Config, rulesOf, servicesOf, topologyOf } from '@vonggac/model/inventory'
import type { IncidentDetail } from './api-types.ts'
import { ALERTING_CURSOR, type Alerting, startAlerting } from './consumers/alerting-consumer.ts'
import { createPathNotes } from './consumers/path-notes.ts'
import type { EventHub } from './event-hub.ts'
import { createImpacts } from './incidents/impact.ts'
import type { Handoff } from './ingest/handoff.ts'
import { encodeMeta } from './ingest/record-meta.ts'
import { createLive, type Live, type LiveSnapshot } from './live/live.ts'
import type { Metrics } from './metrics.ts'
import { causeOf } from './services/cause.ts'
import { openServices } from './services/open-services.ts'
import type { ServiceBook } from './services/service-book.ts'
import { startServiceMeasurement } from './services/service-measurement.ts'
import { flushOutgoing, recall } from './state/decisions.ts'
import { endRun } from './state/incident-record.ts'
import { openRuns } from './state/incident-runs.ts'
import { findIncident, incidentSummary, openIncidents } from './state/incidents.ts'
import { createOutbox } from './state/outbox.ts'
import type { State } from './state/tables.ts'

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
  /** The ways out of the house, by channel id. */
  readonly notifiers: ReadonlyMap<string, Notifier>
  /** The console's page of an incident; `null` while its address is not known. */
  readonly link: (incident: Incident) => string | null
}

/** Alerting with everything around it: the picture of now, the messages on their way, the listeners. */
export interface OpenAlerting extends AsyncDisposable {
  readonly alerting: Alerting
  readonly live: Live
  /** There is something new in the outbox. */
  readonly wake: () => void
  readonly services: ServiceBook
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
  const dispatcher = stack.use(startDispatching(parts))
  const decided = async (events: readonly AlertEvent[]) => {
    if (events.length > 0) {
      dispatcher.wake()
      live.setIncidents(await openIncidents(state))
      for (const id of new Set(events.filter(isIncidentEvent).map(({ incident }) => incident.id))) {
        const incident = await findIncident(state, id)
        if (incident) tell(hub, incident)
      }
      await services.tell(events)
    }
    await flushOutgoing(state, (lines) => appendOwn(journal, lines, clock.now()))
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
      deliver: sayingOf(parts),
      decided,
    }),
  )
  stack.use(startServiceMeasurement({ engine, journal, clock, log: parts.log }))
  const changed = async (incident: IncidentDetail) => {
    live.setIncidents(await openIncidents(state))
    tell(hub, incident)
  }
  const running = stack.move()
  return {
    alerting,
    live,
    changed,
    wake: dispatcher.wake,
    services: services.book,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function startDispatching({ notifiers, state, clock, log, metrics }: Parts) {
  return startDispatcher({ outbox: createOutbox(state, metrics.deliveries), notifiers, clock, log })
}

/** What is said to whom about events. */
function sayingOf({ config, link }: Parts) {
  const { organisation, oncall } = config
  const options = {
    organisation: organisation.name,
    timezone: organisation.timezone,
    topology: topologyOf(config),
    link,
  }
  return (events: readonly AlertEvent[]) => events.flatMap((event) => deliveriesFor(event, oncall, options))
}

function openEngine({ config, checks, log }: Parts, services: readonly ServiceShape[], snapshot: unknown): Engine {
  const input = {
    topology: topologyOf(config),
    checks,
    rules: rulesOf(config.alerts.rules),
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

/** Incidents about what is no longer configured would stay open for ever. */
async function endUnwatched({ state, clock }: Parts, engine: Engine) {
  const known = new Set(engine.open.map(({ id }) => id))
  for (const { id } of await openRuns(state)) {
    if (!known.has(id)) await endRun(state, id, { by: null, at: clock.now(), text: 'no longer watched' })
  }
}

function tell(hub: EventHub, incident: IncidentDetail) {
  hub.send('incident', incidentSummary(incident))
}

/** Lines of our own, for the store. */
export const appendOwn = (journal: Journal, lines: string, now: number) =>
  journal.append(
    Buffer.from(lines),
    encodeMeta({ agent: null, encoding: 'identity', precision: 'ns', receivedAt: now, bad: 0, watched: [] }),
  )
