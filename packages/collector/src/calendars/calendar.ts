import { momentOf } from '@vonggac/model'
import ICAL from 'ical.js'

/** An event of a calendar, each occurrence on its own. Times are Unix ms. */
export interface CalendarEvent {
  /** Of the event; the same for all its occurrences. */
  readonly uid: string
  readonly title: string
  readonly start: number
  readonly end: number
  /** Texts that may name who takes part: X-VONGGAC-SITES, CATEGORIES, RESOURCES, LOCATION, attendees, DESCRIPTION. */
  readonly mentions: readonly string[]
}

/** What a calendar says between two moments, and what of it cannot be read. */
export interface CalendarReading {
  readonly events: readonly CalendarEvent[]
  /** One sentence each, with the line of the file. */
  readonly problems: readonly string[]
}

/** Larger calendars are somebody's whole history, or an attack, bytes. */
export const MAX_CALENDAR_BYTES = 4_194_304
const MAX_EVENTS = 10_000
/** Occurrences that are walked over to find those of the time that is asked for: thirty years of a daily meeting. */
const MAX_STEPS = 11_000
/** … and how many of them may lie in it. */
const MAX_OCCURRENCES = 500
const MAX_PROBLEMS = 20
/** An event that says no end lasts this long, ms. */
const DEFAULT_LENGTH_MS = 3_600_000

export interface CalendarOptions {
  /** Events that are held at any time from here … */
  readonly from: number
  /** … to here, Unix ms. */
  readonly to: number
  /** Of times that name no zone. */
  readonly timezone: string
  /** Lines where events begin that are left out. */
  readonly skip?: readonly number[]
}

/**
 * Reads an iCalendar (RFC 5545), with recurrence, exceptions and moved occurrences. An event that cannot be read is a
 * problem, and hides none of the others. Never throws. `begin` hears the line of every event before it is looked at:
 * a recurrence rule may take for ever, see `calendar-reader.ts`.
 */
export function readCalendar(
  text: string,
  options: CalendarOptions,
  begin: (line: number) => void = () => {},
): CalendarReading {
  const problems: string[] = []
  const say = (problem: string) => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem)
  }
  if (Buffer.byteLength(text) > MAX_CALENDAR_BYTES)
    return { events: [], problems: [`larger than ${MAX_CALENDAR_BYTES} bytes: export fewer months`] }
  if (!/^BEGIN:VCALENDAR\s*$/im.test(text))
    return { events: [], problems: ['this is no iCalendar: BEGIN:VCALENDAR is not in it'] }
  const blocks = blocksOf(text, say)
  // Their common parent is where events look up the zones of their times.
  const calendar = new ICAL.Component('vcalendar')
  for (const block of blocks.zones) adopt(calendar, block, { what: 'a time zone', say })
  const events = eventsOf(calendar, blocks.events, say)
  return { events: expand(events, options, { say, begin }), problems }
}

type Say = (problem: string) => void

/** Lines of one component, and where it begins. */
interface Block {
  readonly lines: readonly string[]
  readonly line: number
}

/** Finds the components without understanding their lines: one that is broken shall not take the others with it. */
function blocksOf(text: string, say: Say): { zones: Block[]; events: Block[] } {
  const zones: Block[] = []
  const events: Block[] = []
  let open: { name: string; lines: string[]; line: number } | undefined
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const [, verb, name = ''] = /^(BEGIN|END):(VEVENT|VTIMEZONE)\s*$/i.exec(raw) ?? []
    if (verb?.toUpperCase() === 'BEGIN') {
      if (open) say(`line ${open.line}: a ${open.name} that does not end`)
      open = { name: name.toUpperCase(), lines: [raw], line: index + 1 }
    } else if (open) {
      open.lines.push(raw)
      if (verb === undefined || name.toUpperCase() !== open.name) continue
      const list = open.name === 'VEVENT' ? events : zones
      if (list.length < MAX_EVENTS) list.push(open)
      else if (list.length === MAX_EVENTS) say(`more than ${MAX_EVENTS} events: the rest is left out`)
      open = undefined
    }
  }
  if (open) say(`line ${open.line}: a ${open.name} that does not end; is the file cut off?`)
  return { zones, events }
}

/** Reads a component and makes it part of the calendar; a problem, and `undefined`, when it cannot be read. */
function adopt(calendar: ICAL.Component, { lines, line }: Block, { what, say }: { what: string; say: Say }) {
  try {
    return calendar.addSubcomponent(new ICAL.Component(ICAL.parse(lines.join('\r\n')) as never))
  } catch (error) {
    say(`line ${line}: ${what} that cannot be read: ${messageOf(error)}`)
    return undefined
  }
}

interface Event {
  readonly event: ICAL.Event
  readonly line: number
}

/** The events, each with the occurrences of it that were moved. */
function eventsOf(calendar: ICAL.Component, blocks: readonly Block[], say: Say): Event[] {
  const masters = new Map<string, Event>()
  const moved: Event[] = []
  for (const block of blocks) {
    const component = adopt(calendar, block, { what: 'an event', say })
    if (!component) continue
    attempt(block.line, say, () => {
      const event = new ICAL.Event(component)
      if (!event.startDate) throw new Error('it has no DTSTART')
      const each = { event, line: block.line }
      if (event.isRecurrenceException()) moved.push(each)
      else masters.set(event.uid || `line-${block.line}`, each)
    })
  }
  for (const each of moved) {
    const master = masters.get(each.event.uid)
    if (master) attempt(each.line, say, () => master.event.relateException(each.event))
    else masters.set(`${each.event.uid} line-${each.line}`, each)
  }
  return [...masters.values()]
}

/** What the library throws of an event is that event's trouble alone. */
function attempt(line: number, say: Say, work: () => void): void {
  try {
    work()
  } catch (error) {
    say(`line ${line}: an event that cannot be read: ${messageOf(error)}`)
  }
}

function expand(
  events: readonly Event[],
  options: CalendarOptions,
  { say, begin }: { readonly say: Say; readonly begin: (line: number) => void },
): CalendarEvent[] {
  const found: CalendarEvent[] = []
  for (const { event, line } of events) {
    if (options.skip?.includes(line)) continue
    begin(line)
    attempt(line, say, () => {
      for (const occurrence of occurrencesOf(event, options, (problem) => say(`line ${line}: ${problem}`)))
        found.push(occurrence)
    })
  }
  if (found.length > MAX_OCCURRENCES) say(`more than ${MAX_OCCURRENCES} events at this time: the rest is left out`)
  return found.sort((a, b) => a.start - b.start).slice(0, MAX_OCCURRENCES)
}

function* occurrencesOf(event: ICAL.Event, where: CalendarOptions, say: Say): Generator<CalendarEvent> {
  if (statusOf(event) === 'CANCELLED') return
  if (!event.isRecurring()) {
    const one = calendarEvent(event, event.startDate, event.endDate, where)
    if (overlaps(one, where)) yield one
    return
  }
  const rule = String(event.component.getFirstPropertyValue('rrule') ?? '')
  if (/FREQ=(SECONDLY|MINUTELY|HOURLY)/.test(rule)) throw new Error('it recurs more often than daily')
  const tzid = tzidOf(event)
  const iterator = event.iterator()
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = iterator.next()
    if (!next) return
    const { item, startDate, endDate } = event.getOccurrenceDetails(next)
    const one = calendarEvent(item, startDate, endDate, where)
    // Moved occurrences may come earlier than their place in the series: a day is more than enough.
    if (momentOfTime(next, tzid, where.timezone) > where.to + 86_400_000) return
    if (statusOf(item) !== 'CANCELLED' && overlaps(one, where)) yield one
  }
  say('it recurs too often to be followed')
}

const overlaps = ({ start, end }: CalendarEvent, { from, to }: CalendarOptions) => end > from && start < to

function calendarEvent(
  event: ICAL.Event,
  startDate: ICAL.Time,
  endDate: ICAL.Time,
  where: CalendarOptions,
): CalendarEvent {
  const tzid = tzidOf(event)
  const start = momentOfTime(startDate, tzid, where.timezone)
  const end = endDate ? momentOfTime(endDate, tzid, where.timezone) : start
  return {
    uid: event.uid ?? '',
    title: (event.summary ?? '').slice(0, 200),
    start,
    end: end > start ? end : start + DEFAULT_LENGTH_MS,
    mentions: mentionsOf(event),
  }
}

const tzidOf = ({ component }: ICAL.Event): string | undefined =>
  component.getFirstProperty('dtstart')?.getParameter('tzid')?.toString()

/** A zone is that of the calendar itself, else one of the IANA's names, else the organisation's. */
function momentOfTime(time: ICAL.Time, tzid: string | undefined, timezone: string): number {
  const { year, month, day, hour, minute, second, zone } = time
  if (zone && zone !== ICAL.Timezone.localTimezone) return time.toUnixTime() * 1_000
  return momentOf({ year, month, day, hour, minute, second }, zoneName(tzid) ?? timezone)
}

function zoneName(tzid: string | undefined): string | undefined {
  if (tzid === undefined) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: tzid }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

const statusOf = ({ component }: ICAL.Event) => String(component.getFirstPropertyValue('status') ?? '').toUpperCase()

function mentionsOf({ component }: ICAL.Event): string[] {
  const texts = ['x-vonggac-sites', 'categories', 'resources', 'location', 'description'].flatMap((name) =>
    component.getAllProperties(name).flatMap((property) => property.getValues().map(String)),
  )
  const people = component
    .getAllProperties('attendee')
    .flatMap((property) => [String(property.getParameter('cn') ?? ''), String(property.getFirstValue() ?? '')])
  return [...texts, ...people].filter((text) => text !== '').map((text) => text.slice(0, 2_000))
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200)
