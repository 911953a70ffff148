import { type AlertEvent, byOurClock, type Engine } from '@vonggac/alerting'
import type { Journal } from '@vonggac/journal'
import { type CheckReport, checkReport, type Log } from '@vonggac/model'
import { release } from '../ingest/body.ts'
import type { Handoff } from '../ingest/handoff.ts'
import type { Live } from '../live/live.ts'
import type { Metrics } from '../metrics.ts'
import type { PathNotes } from './path-notes.ts'
import { type Opened, openWatched, pointsOfOne } from './record-points.ts'

/** Small turns: requests are answered between them. */
const READ = { maxRecords: 32, maxBytes: 131_072 }

interface Sources {
  readonly journal: Journal
  readonly handoff: Handoff
}

interface Readers {
  readonly engine: Engine
  readonly live: Live
  readonly pathNotes: PathNotes
  readonly log: Log
  readonly metrics: Metrics
}

/** A record that is next in order; opening it may fail. */
interface Next {
  readonly id: number
  readonly open: () => Opened
}

/** What comes after a position: from ingest's hand as long as it has them in order, else from the journal. */
export function nextRecords(position: number, { journal, handoff }: Sources): readonly Next[] {
  const handed: Next[] = []
  for (let id = position + 1; handed.length < READ.maxRecords; id++) {
    const opened = handoff.take(id)
    if (!opened) break
    handed.push({ id, open: () => opened })
  }
  if (handed.length > 0) return handed
  return journal.read(position, READ).map((record) => ({ id: record.id, open: () => openWatched(record, handoff) }))
}

/** The collector's own results, of other collectors, are no agent's. */
const isAgents = ({ check }: CheckReport) => !check.startsWith('@')

/** One record: everything in it that alerting or the picture of now can use. A damaged one is passed over. */
export function evaluate(record: Next, { engine, live, pathNotes, log, metrics }: Readers): AlertEvent[] {
  try {
    const opened = record.open()
    const { agent, receivedAt, skewMs } = opened.meta
    if (agent !== null) live.agents.seen(agent, receivedAt, skewMs)
    for (const point of pointsOfOne('ping', opened)) live.ping(point)
    for (const point of pointsOfOne('snmp_trap', opened)) live.traps.put(point)
    for (const name of ['neighbours', 'neighbour'] as const)
      for (const point of pointsOfOne(name, opened)) live.neighbours.put(point)
    for (const point of pointsOfOne('agent', opened)) {
      const id = agent ?? point.tags.agent
      if (id) live.agents.put(id, point)
    }
    const reports = pointsOfOne('check', opened).flatMap((point) => checkReport(point) ?? [])
    if (agent === null)
      for (const id of new Set(reports.filter(isAgents).map((report) => report.agent)))
        live.agents.seen(id, receivedAt, skewMs)
    const samples = engine.watches
      .flatMap((name) => pointsOfOne(name, opened))
      .map((point) => {
        const timestamp = byOurClock(point.timestamp, skewMs)
        return timestamp === point.timestamp ? point : { ...point, timestamp }
      })
    const hops = pointsOfOne('path', opened)
    if (opened.meta.encoding === 'gzip') release(opened.body)
    metrics.reports += reports.length
    const decided = reports.flatMap((report) => {
      live.report(report, receivedAt)
      pathNotes.seen(report, () => engine.open, hops)
      return engine.observe({ ...report, at: byOurClock(report.at, skewMs) }, receivedAt)
    })
    // After the results: what the same run measured is judged by whether its thing can be reached.
    return [...decided, ...engine.measure(samples, receivedAt)]
  } catch (error) {
    metrics.bugs++
    log.error('alerting cannot read a record of the journal and passes over it', { record: record.id, error })
    return []
  }
}
