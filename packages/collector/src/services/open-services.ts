import type { AlertEvent, Engine } from '@vonggac/alerting'
import type { Check, Clock, ServiceShape } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { EventHub } from '../event-hub.ts'
import type { Live } from '../live/live.ts'
import { type NewServiceChange, pruneServiceChanges, recordServiceChanges } from '../state/service-changes.ts'
import type { State } from '../state/tables.ts'
import { changesOf } from './changes-of.ts'
import { createServiceBook, type ServiceBook } from './service-book.ts'

/** A collector that did not run for longer than this does not know how services were meanwhile, ms. */
const GAP_MS = 60_000

interface Parts {
  readonly config: Config
  readonly shapes: readonly ServiceShape[]
  readonly checks: readonly Check[]
  readonly engine: Pick<Engine, 'services'>
  readonly live: Live
  readonly state: State
  readonly hub: EventHub
  readonly clock: Clock
}

/** Services with their past. */
export interface OpenServices {
  readonly book: ServiceBook
  /** What events change, to be written down with them. */
  changes(events: readonly AlertEvent[]): NewServiceChange[]
  /** Tells listeners what has changed. */
  tell(events: readonly AlertEvent[]): Promise<void>
}

/** Takes services up where the last run left them, at `lastRun`: what lies between is not known. */
export async function openServices(parts: Parts, lastRun: number | undefined): Promise<OpenServices> {
  const { shapes, checks, state, hub, clock } = parts
  const now = clock.now()
  if (lastRun !== undefined && now - lastRun > GAP_MS) await recordServiceChanges(state, gapsOf(parts, lastRun, now))
  await pruneServiceChanges(state, now)
  const book = createServiceBook(parts)
  const known = {
    shapes: new Map(shapes.map((shape) => [shape.node, shape])),
    checks: new Map(checks.map((check) => [check.id, check])),
  }
  return {
    book,
    changes: (events) => changesOf(events, known),
    async tell(events) {
      if (hub.clients === 0) return
      const latest = new Map(
        events.flatMap((event) => (event.kind === 'service' ? [[event.service.node, event.service]] : [])),
      )
      for (const report of latest.values()) {
        const status = await book.status(report)
        if (status) hub.send('service', status)
      }
    },
  }
}

/** Unknown from the end of the last run on, and again as it was from now on, until results say otherwise. */
function gapsOf({ engine }: Parts, lastRun: number, now: number): NewServiceChange[] {
  return engine.services
    .filter(({ state }) => state !== 'unknown')
    .flatMap(({ node, state, incident, deciding }) => [
      { service: node, at: lastRun, state: 'unknown' as const, cause: DID_NOT_RUN, incident: null, checks: [] },
      { service: node, at: now, state, cause: AS_BEFORE, incident, checks: deciding.map(({ check }) => check) },
    ])
}

const DID_NOT_RUN = { vi: 'máy chủ giám sát không chạy', en: 'the collector did not run' }
const AS_BEFORE = { vi: 'như trước khi máy chủ giám sát dừng', en: 'as before the collector stopped' }
