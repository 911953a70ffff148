import { type Clock, DAY_MS, type Log, type SecretRef } from '@vonggac/model'
import { type Config, type PlannedWork, plannedWork } from '@vonggac/model/inventory'
import { listQuietTimes, type QuietTime } from '../state/quiet-times.ts'
import type { State } from '../state/tables.ts'
import { startTicker } from '../ticker.ts'
import { calendarWork } from './calendar-work.ts'

/** How far back and ahead windows are known. */
export const WORK_RANGE = { back: 35 * DAY_MS, ahead: 35 * DAY_MS }
/** How soon a window of tomorrow is known today, and one that somebody entered elsewhere is noticed, ms. */
const LOOK_EVERY_MS = 60_000

/** A maintenance window from any source. */
export interface Work extends PlannedWork {
  readonly source: 'config' | 'calendar' | 'api'
  readonly by: string | null
  readonly comment: string
}

/** All maintenance that is known. */
export interface MaintenanceBook extends AsyncDisposable {
  /** Windows of five weeks ago to five weeks ahead, in order. */
  readonly windows: readonly Work[]
  readonly problems: readonly { readonly calendar: string; readonly text: string }[]
  /** Looks what people have entered. Resolves when what is known has been handed on. */
  refresh(): Promise<void>
}

interface Deps {
  readonly config: Config
  readonly state: State
  readonly clock: Clock
  readonly log: Log
  readonly secret: (ref: SecretRef) => string
  /** Hears of all windows whenever they may have changed. */
  readonly changed: (windows: readonly Work[]) => Promise<void>
}

/** Opens the book and keeps it current. What a calendar said last stays when it cannot be read any more. */
export async function openMaintenanceBook(deps: Deps): Promise<MaintenanceBook> {
  const { config, state, clock, log, changed } = deps
  const stopping = new AbortController()
  const calendars = config.alerts.calendars.map((source) => ({
    source,
    due: 0,
    windows: [] as readonly Work[],
    problems: [] as readonly string[],
  }))
  let windows: readonly Work[] = []
  let known = ''

  const readCalendars = async (all: boolean) => {
    for (const calendar of calendars) {
      if (!all && calendar.due > clock.monotonic()) continue
      calendar.due = clock.monotonic() + calendar.source.refresh
      try {
        const range = { ...rangeAt(clock.now()), signal: stopping.signal }
        const { windows, problems } = await calendarWork(calendar.source, deps, range)
        calendar.windows = windows.map((work) => ({ ...work, source: 'calendar', by: null, comment: '' }))
        calendar.problems = problems
      } catch (error) {
        if (stopping.signal.aborted) return
        const text = error instanceof Error ? error.message : String(error)
        log.warn('a calendar of maintenance cannot be read', { calendar: calendar.source.id, error: text })
        calendar.problems = [text]
      }
    }
  }
  const publish = async () => {
    const { from, to } = rangeAt(clock.now())
    const entered = await listQuietTimes(state, 'maintenance', from, to)
    windows = [
      ...plannedWork(config, from, to).map((work) => ({ ...work, source: 'config' as const, by: null, comment: '' })),
      ...calendars.flatMap((calendar) => calendar.windows),
      ...entered.map(workOf),
    ].sort((a, b) => a.from - b.from)
    const text = JSON.stringify(windows)
    if (text === known) return
    known = text
    await changed(windows)
  }
  const publishing = inOrder(log, 'maintenance windows cannot be read')
  const reading = inOrder(log, 'calendars of maintenance cannot be read')
  const refresh = () => publishing.run(publish)
  // A calendar that does not answer holds up neither the start nor what people enter.
  const look = (all: boolean) =>
    void reading
      .run(async () => {
        await readCalendars(all)
        await refresh()
      })
      .catch(() => {})
  await refresh()
  look(true)
  const ticker = startTicker(clock, LOOK_EVERY_MS, () => look(false))
  return {
    get windows() {
      return windows
    },
    get problems() {
      return calendars.flatMap(({ source, problems }) => problems.map((text) => ({ calendar: source.id, text })))
    },
    refresh,
    async [Symbol.asyncDispose]() {
      ticker[Symbol.dispose]()
      stopping.abort(new Error('the collector is stopping'))
      await reading.idle()
      await publishing.idle()
    },
  }
}

/** Runs work one after the other; what fails is logged, and holds up nothing that comes after. */
function inOrder(log: Log, failed: string) {
  let last = Promise.resolve()
  return {
    run: (work: () => Promise<void>) => {
      const mine = last.then(work)
      last = mine.catch((error: unknown) => log.error(failed, { error }))
      return mine
    },
    idle: () => last,
  }
}

const rangeAt = (now: number) => ({ from: now - WORK_RANGE.back, to: now + WORK_RANGE.ahead })

const workOf = ({ id, title, from, to, match, by, comment }: QuietTime): Work => ({
  id,
  title,
  from,
  to,
  match,
  source: 'api',
  by,
  comment,
})
