import type { Clock, Name } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { SlaReport } from '../api-report-types.ts'
import type { State } from '../state/tables.ts'
import type { Store } from '../store/store.ts'
import { type EvidenceFile, evidenceFiles } from './evidence/bundle.ts'
import { type Calendars, maintenanceExclusions, powerExclusions } from './exclusions.ts'
import { rawSource } from './raw-source.ts'
import { type ReportQuery, slaReport } from './sla-report.ts'
import { summarisedSource } from './summarised-source.ts'
import type { ReportLanguage } from './words.ts'

/** A report is the same for so long, ms: whoever looks at it downloads it next, in one format or three. */
const FRESH_MS = 300_000
/** Reports that are kept in memory. */
const MAX_KEPT = 4
/** Reports that may wait for their turn; each is half a minute of work for a whole province. */
const MAX_WAITING = 8

/** There are too many reports being made. */
export class ReportDeskBusy extends Error {
  override name = 'ReportDeskBusy'
}

/** Makes reports, one at a time, so that the collector's own work goes on beside. */
export interface ReportDesk {
  /** Throws a `ReportDeskBusy` when too many wait, a `TransientError` when the store cannot be read. */
  sla(query: ReportQuery, signal?: AbortSignal): Promise<SlaReport>
  /** The report and the raw samples that it rests on, file by file. `sealed` hears of the last hash of the chain. Throws as `sla` does. */
  evidence(query: ReportQuery, options: EvidenceOptions): AsyncGenerator<EvidenceFile>
}

/** A window that could not be read takes nothing off anybody's account: who reads the report has to know. */
const calendarNote = (problem: string): Name => ({
  vi: `Lịch bảo trì không đọc được hết, thời gian trong đó không được loại trừ: ${problem}`,
  en: `A calendar of maintenance cannot be read whole, and its time is not left out: ${problem}`,
})

interface EvidenceOptions {
  readonly language: ReportLanguage
  readonly signal?: AbortSignal | undefined
  readonly sealed?: (head: string) => Promise<void> | void
}

/** What reports are made from. */
export interface ReportDeskParts {
  readonly config: Config
  readonly store: Store
  readonly state: State
  readonly clock: Clock
  readonly calendars: Calendars
}

export function createReportDesk(parts: ReportDeskParts): ReportDesk {
  const { config, store, state, clock } = parts
  const power = powerExclusions(state)
  const maintenance = maintenanceExclusions(parts)
  const kept = new Map<string, { readonly at: number; readonly report: SlaReport }>()
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()

  const make = async (query: ReportQuery, signal?: AbortSignal): Promise<SlaReport> => {
    const key = JSON.stringify(query)
    const known = kept.get(key)
    if (known && clock.now() - known.at < FRESH_MS) return known.report
    signal?.throwIfAborted()
    const planned = await maintenance(query.period, signal)
    const exclusions = [...(await power(query.period)), ...planned.exclusions]
    const now = clock.now()
    const source = query.raw ? rawSource(store) : summarisedSource(store, config.organisation.timezone)
    const report = await slaReport(query, {
      config,
      store,
      exclusions,
      source,
      now,
      signal,
      notes: planned.problems.map(calendarNote),
    })
    kept.delete(key)
    kept.set(key, { at: now, report })
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MAX_KEPT))) kept.delete(oldest)
    return report
  }
  const sla: ReportDesk['sla'] = async (query, signal) => {
    if (waiting >= MAX_WAITING) throw new ReportDeskBusy('too many reports are being made; try again in a minute')
    waiting++
    const mine = last.then(() => make(query, signal)).finally(() => waiting--)
    last = mine.catch(() => undefined)
    return mine
  }
  return {
    sla,
    async *evidence(query, options) {
      // Whoever checks it has the raw results: it rests on nothing else.
      const report = await sla({ ...query, raw: true }, options.signal)
      yield* evidenceFiles({ report, scope: query, config, store, ...options })
    },
  }
}
