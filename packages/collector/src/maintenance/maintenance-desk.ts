import { randomBytes } from 'node:crypto'
import { type Check, type Clock, globMatcher, type Log, type Name, type SecretRef } from '@vonggac/model'
import { type Config, topologyOf } from '@vonggac/model/inventory'
import { readCalendarApart } from '../calendars/calendar-reader.ts'
import type { By } from '../state/audit.ts'
import { addQuietTime, endQuietTime, listQuietTimes, type QuietKind, type QuietTime } from '../state/quiet-times.ts'
import type { State } from '../state/tables.ts'
import { allCalendarWork, type CalendarWork, eventId } from './calendar-work.ts'
import { type MaintenanceBook, openMaintenanceBook, WORK_RANGE, type Work } from './maintenance-book.ts'

/** What somebody enters. Unix ms. */
export type NewQuietTime = Pick<QuietTime, 'title' | 'match' | 'from' | 'to' | 'comment'> & { readonly by: By }

/** Maintenance and silences, and what people do with them. */
export interface MaintenanceDesk extends AsyncDisposable {
  readonly book: Pick<MaintenanceBook, 'windows' | 'problems'>
  /** Silences that are in force or were lately. */
  silences(): Promise<readonly QuietTime[]>
  /** Gives the id. */
  enter(kind: QuietKind, time: NewQuietTime): Promise<string>
  /** Enters every event of a calendar (RFC 5545) of the next five weeks. What was entered from it before is replaced. */
  importCalendar(text: string, about: { match: readonly string[]; by: By }): Promise<Imported>
  /** Ends it now. Returns whether there was one that people entered. */
  end(kind: QuietKind, id: string, by: By): Promise<boolean>
  /** What calendars say of any time, read anew: the book knows five weeks. Rejects for the signal alone. */
  calendarsIn(range: {
    readonly from: number
    readonly to: number
    readonly signal: AbortSignal
  }): Promise<CalendarWork>
  /** What the globs mean: `unmatched` are those that mean nothing. */
  meaning(match: readonly string[]): { readonly checks: number; readonly unmatched: readonly string[] }
}

export interface Imported {
  readonly entered: readonly string[]
  readonly problems: readonly string[]
}

interface Deps {
  readonly config: Config
  readonly checks: readonly Check[]
  readonly state: State
  readonly clock: Clock
  readonly log: Log
  readonly secret: (ref: SecretRef) => string
  readonly maintain: (windows: readonly Work[]) => Promise<void>
  readonly silence: (silences: readonly QuietTime[]) => Promise<void>
}

const ID_BYTES = 4

export async function openMaintenanceDesk(deps: Deps): Promise<MaintenanceDesk> {
  const { config, checks, state, clock } = deps
  const book = await openMaintenanceBook({ ...deps, changed: deps.maintain })
  const { nodes } = topologyOf(config)
  const things = [...new Set([...config.sites, ...nodes].map(({ id }) => id))]
  const nodeOf = new Map(nodes.map((node) => [node.id, node]))
  const silences = () => listQuietTimes(state, 'silence', clock.now() - WORK_RANGE.back, Number.MAX_SAFE_INTEGER)
  const apply = async (kind: QuietKind) => {
    if (kind === 'maintenance') await book.refresh()
    else await deps.silence(await silences())
  }
  await deps.silence(await silences())
  const add = async (kind: QuietKind, id: string, time: NewQuietTime) =>
    addQuietTime(state, kind, { ...time, id, createdAt: clock.now() })
  return {
    book,
    silences,
    calendarsIn: (range) => allCalendarWork(deps, range),
    async enter(kind, time) {
      const id = `${kind}-${clock.now().toString(36)}-${randomBytes(ID_BYTES).toString('hex')}`
      await add(kind, id, time)
      await apply(kind)
      return id
    },
    async importCalendar(text, { match, by }) {
      const now = clock.now()
      const options = { from: now, to: now + WORK_RANGE.ahead, timezone: config.organisation.timezone }
      const { events, problems } = await readCalendarApart(text, options, {
        clock,
        signal: new AbortController().signal,
      })
      const entered: string[] = []
      for (const event of events) {
        const id = eventId('ics', event)
        const title: Name = { vi: event.title || id, en: event.title || id }
        await add('maintenance', id, { title, match, from: event.start, to: event.end, by, comment: '' })
        entered.push(id)
      }
      if (entered.length > 0) await apply('maintenance')
      return { entered, problems }
    },
    async end(kind, id, by) {
      const ended = await endQuietTime(state, kind, { id, by, at: clock.now() })
      if (ended) await apply(kind)
      return ended
    },
    meaning(match) {
      const globs = match.map((glob) => ({ glob, matches: globMatcher(glob) }))
      const means = (matches: (id: string) => boolean, { id, node }: Check) =>
        matches(id) || matches(node) || matches(nodeOf.get(node)?.site ?? node)
      return {
        checks: checks.filter((check) => globs.some(({ matches }) => means(matches, check))).length,
        unmatched: globs
          .filter(({ matches }) => !things.some(matches) && !checks.some((check) => means(matches, check)))
          .map(({ glob }) => glob),
      }
    },
    [Symbol.asyncDispose]: () => book[Symbol.asyncDispose](),
  }
}
