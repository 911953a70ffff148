import { join } from 'node:path'
import type { Clock, Log, SecretRef } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import { allCalendarWork } from '../maintenance/calendar-work.ts'
import { openState, STATE_FILE } from '../state/state.ts'
import { openStore } from '../store/store.ts'
import type { Calendars } from './exclusions.ts'
import { createReportDesk, type ReportDesk } from './report-desk.ts'

/** Reports without a running collector. */
export interface ReportsOffline extends AsyncDisposable {
  readonly reports: ReportDesk
}

/**
 * Opens a collector's data for reports. Calendars of maintenance are read as a running collector does. Throws a
 * `ConfigError` when the embedded store is in use, by the collector for one.
 */
export async function openReports(options: {
  readonly config: Config
  readonly dir: string
  readonly clock: Clock
  readonly log: Log
  readonly secret: (ref: SecretRef) => string
}): Promise<ReportsOffline> {
  const { config, dir } = options
  await using stack = new AsyncDisposableStack()
  const state = stack.use(await openState(join(dir, STATE_FILE)))
  const store = stack.use(await openStore(config.collector.store, options))
  const calendars: Calendars = (range) => allCalendarWork(options, range)
  const reports = createReportDesk({ config, store, state, clock: options.clock, calendars })
  const open = stack.move()
  return { reports, [Symbol.asyncDispose]: () => open.disposeAsync() }
}
