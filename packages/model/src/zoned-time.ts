/** A moment as clocks on the wall of a time zone show it. */
export interface WallTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timeZone, format)
  return format
}

/** What clocks in `timeZone` (an IANA name) show at `at` (Unix ms), in digits: `2026`, `08`. Throws a `RangeError` for a zone that does not exist. */
export function wallDigitsAt(at: number, timeZone: string): Readonly<Record<keyof WallTime, string>> {
  const parts = formatOf(timeZone).formatToParts(at)
  const digits = (wanted: keyof WallTime) => parts.find(({ type }) => type === wanted)?.value ?? '0'
  return {
    year: digits('year'),
    month: digits('month'),
    day: digits('day'),
    hour: digits('hour'),
    minute: digits('minute'),
    second: digits('second'),
  }
}

/** The same in numbers. */
export function wallTimeAt(at: number, timeZone: string): WallTime {
  const { year, month, day, hour, minute, second } = wallDigitsAt(at, timeZone)
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  }
}

const asIfUtc = ({ year, month, day, hour, minute, second }: WallTime) =>
  Date.UTC(year, month - 1, day, hour, minute, second)

/**
 * When clocks in `timeZone` show `wall`, Unix ms. Of an hour that comes twice (clocks set back) the first; one that is
 * left out (clocks set forward) is taken as so much later, as RFC 5545 §3.3.5 has it.
 */
export function momentOf(wall: WallTime, timeZone: string): number {
  const utc = asIfUtc(wall)
  const offsetAt = (at: number) => asIfUtc(wallTimeAt(at, timeZone)) - at
  // Offsets of a day before and after: no zone changes twice in that time.
  const candidates = [offsetAt(utc - DAY_MS), offsetAt(utc + DAY_MS)].map((offset) => utc - offset)
  const right = candidates.filter((at) => asIfUtc(wallTimeAt(at, timeZone)) === utc)
  return right.length > 0 ? Math.min(...right) : candidates[0]!
}

const DAY_MS = 86_400_000

const WALL = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?$/

/** Reads `2026-12-01T08:00`; `undefined` for anything that is no such moment of a calendar. */
export function parseWallTime(text: string): WallTime | undefined {
  const [, year, month, day, hour, minute, second = '0'] = WALL.exec(text) ?? []
  if (year === undefined) return undefined
  const wall = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  }
  const again = wallTimeAt(asIfUtc(wall), 'UTC')
  return Object.entries(wall).every(([key, value]) => again[key as keyof WallTime] === value) ? wall : undefined
}
