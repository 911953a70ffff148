import { type Clock, DAY_MS, fnv1a, type Log, type SecretRef, wallDigitsAt } from '@vonggac/model'
import { type Config, type MeetingCalendar, participantsOf } from '@vonggac/model/inventory'
import type { Meeting, MeetingsDocument } from '../api-types.ts'
import type { CalendarEvent, CalendarReading } from '../calendars/calendar.ts'
import { readCalendarApart } from '../calendars/calendar-reader.ts'
import { calendarText } from '../calendars/calendar-text.ts'
import { startTicker } from '../ticker.ts'
import { calendarOf } from './configured-meetings.ts'
import { sitesMentioned } from './mentions.ts'

/** A conference, as it is known from any source. Recurring ones are one each time. */
export type PlannedMeeting = Omit<Meeting, 'state' | 'preflight'>

/** Meetings of the configuration and of the calendars that it names. */
export interface MeetingBook extends AsyncDisposable {
  /** Those that are held at any time of a week ago to five weeks ahead, as last read. */
  readonly meetings: readonly PlannedMeeting[]
  readonly problems: MeetingsDocument['problems']
  /** Reads everything again. Resolves when that is done. */
  refresh(): Promise<void>
}

/** How far back and ahead meetings are known. */
export const BOOK_RANGE = { back: 8 * DAY_MS, ahead: 36 * DAY_MS }
/** The window moves on with this pace, ms. */
const LOOK_EVERY_MS = 60_000
const CONFIGURED_EVERY_MS = 3_600_000

export interface MeetingBookDeps {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly secret: (ref: SecretRef) => string
}

interface Source {
  readonly id: string
  readonly refreshMs: number
  read(signal: AbortSignal): Promise<{ meetings: PlannedMeeting[]; problems: string[] }>
  /** By the monotonic clock. */
  due: number
}

/** Opens the book and keeps it current. What a calendar said last stays when it cannot be read any more. */
export function openMeetingBook(deps: MeetingBookDeps): MeetingBook {
  const { config, clock, log } = deps
  const stopping = new AbortController()
  const found = new Map<string, { meetings: PlannedMeeting[]; problems: string[] }>()
  const sources: Source[] = [configured(deps), ...config.readiness.calendars.map((each) => calendar(each, deps))]
  let reading: Promise<void> = Promise.resolve()

  const readOne = async (source: Source) => {
    source.due = clock.monotonic() + source.refreshMs
    try {
      found.set(source.id, await source.read(stopping.signal))
    } catch (error) {
      if (stopping.signal.aborted) return
      const text = error instanceof Error ? error.message : String(error)
      log.warn('a calendar of meetings cannot be read', { calendar: source.id, error: text })
      found.set(source.id, { meetings: found.get(source.id)?.meetings ?? [], problems: [text] })
    }
  }
  const readDue = (all: boolean) => {
    reading = reading.then(async () => {
      for (const source of sources) if (all || source.due <= clock.monotonic()) await readOne(source)
    })
    return reading
  }
  void readDue(true)
  const ticker = startTicker(clock, LOOK_EVERY_MS, () => void readDue(false))
  return {
    get meetings() {
      return [...found.values()].flatMap(({ meetings }) => meetings).sort((a, b) => a.start - b.start)
    },
    get problems() {
      return [...found].flatMap(([id, { problems }]) => problems.map((text) => ({ calendar: id, text })))
    },
    refresh: () => readDue(true),
    async [Symbol.asyncDispose]() {
      ticker[Symbol.dispose]()
      stopping.abort(new Error('the collector is stopping'))
      await reading
    },
  }
}

const rangeAt = (now: number) => ({ from: now - BOOK_RANGE.back, to: now + BOOK_RANGE.ahead })

/** Meetings of `meetings.yaml`: their recurrence is followed as that of a calendar. */
function configured({ config, clock }: MeetingBookDeps): Source {
  const { meetings, organisation, sites } = config
  const byId = new Map(meetings.map((meeting) => [meeting.id, meeting]))
  return {
    id: 'meetings',
    refreshMs: CONFIGURED_EVERY_MS,
    due: 0,
    async read(signal) {
      if (meetings.length === 0) return { meetings: [], problems: [] }
      const { timezone } = organisation
      const options = { ...rangeAt(clock.now()), timezone }
      const { events, problems } = await readCalendarApart(calendarOf(meetings, timezone), options, { clock, signal })
      return {
        problems: [...problems],
        meetings: events.flatMap((event) => {
          const meeting = byId.get(event.uid)
          if (!meeting) return []
          const id = meeting.repeat === undefined ? meeting.id : occurrenceId(meeting.id, event, timezone)
          const { title } = meeting
          const participants = participantsOf(meeting.sites, sites)
          return [planned(event, { id, title, sites: participants, source: 'config' })]
        }),
      }
    },
  }
}

function calendar(source: MeetingCalendar, deps: MeetingBookDeps): Source {
  const { config, clock } = deps
  const { timezone } = config.organisation
  return {
    id: source.id,
    refreshMs: source.refresh,
    due: 0,
    async read(signal) {
      const text = await calendarText(source, deps.secret, signal)
      const options = { ...rangeAt(clock.now()), timezone }
      const { events, problems }: CalendarReading = await readCalendarApart(text, options, { clock, signal })
      return {
        problems: [...problems],
        meetings: events.map((event) => {
          const named = sitesMentioned(event.mentions, config.sites)
          const sites = named.length > 0 || !source.sites ? named : participantsOf(source.sites, config.sites)
          const id = occurrenceId(`${source.id}-${fnv1a(event.uid).toString(36)}`, event, timezone)
          const title = event.title || source.id
          return planned(event, { id, title: { vi: title, en: title }, sites, source: 'calendar' })
        }),
      }
    },
  }
}

const planned = (
  { start, end }: CalendarEvent,
  about: Pick<PlannedMeeting, 'id' | 'title' | 'sites' | 'source'>,
): PlannedMeeting => ({
  ...about,
  start,
  end,
  problem:
    about.sites.length > 0
      ? null
      : 'it names no site: write their ids or names in the location, the categories or the description',
})

/** `weekly-20261207t0800`: the same whenever the calendar is read. */
function occurrenceId(id: string, { start }: CalendarEvent, timezone: string): string {
  const { year, month, day, hour, minute } = wallDigitsAt(start, timezone)
  return `${id}-${year}${month}${day}t${hour}${minute}`
}
