import { z } from 'zod'
import { parseDuration } from '../duration.ts'
import { parseWallTime, type WallTime } from '../zoned-time.ts'

/** A moment as a scenario writes it; which one it is follows from the scenario's start and time zone. */
export type Moment =
  /** So long after the start. */
  | { readonly kind: 'after'; readonly ms: number }
  /** The first time after the start that clocks show this, seconds since midnight. */
  | { readonly kind: 'clock'; readonly seconds: number }
  /** When clocks show this day and time. */
  | { readonly kind: 'wall'; readonly wall: WallTime }
  /** A moment anywhere, Unix ms. */
  | { readonly kind: 'instant'; readonly at: number }

const EXPECTED_MOMENT =
  'expected a time after the start such as 2m or 1h30m, a time of day such as 17:30, or a moment such as 2026-11-23T08:00+07:00'

const EXPECTED_START = 'expected a moment such as 2026-11-23T08:00 (time of the organisation) or 2026-11-23T08:00+07:00'

const EXPECTED_SPAN = 'expected a duration such as 500ms, 30s, 5m, 1h30m or 7d'

/** Milliseconds of `30s`, `1m 30s`; plain numbers are seconds. */
function readSpan(value: string | number): number | undefined {
  if (typeof value === 'number') return value >= 0 && Number.isFinite(value) ? value * 1_000 : undefined
  const text = value.replaceAll(' ', '')
  return text === '0' ? 0 : parseDuration(text)
}

const read = <T>(parse: (value: string | number) => T | undefined, error: string) =>
  z.union([z.string(), z.number()], { error }).transform((value, context): T => {
    const found = parse(value)
    if (found === undefined) context.addIssue({ code: 'custom', message: error })
    return found ?? z.NEVER
  })

/** A duration, ms. */
export const span = read(readSpan, EXPECTED_SPAN)

/** A duration with a sign, ms: `+90s`, `-1h`. */
export const signedSpan = read((value) => {
  if (typeof value === 'number') return value * 1_000
  const size = readSpan(value.replace(/^\s*[+-]/, ''))
  return size === undefined ? undefined : value.trim().startsWith('-') ? -size : size
}, 'expected a duration with a sign, such as +90s or -1h')

/** When something happens or is expected. */
export const moment = read((value) => readMoment(value), EXPECTED_MOMENT)

/** When the scenario begins: a day and a time. */
export const startMoment = read((value) => {
  const found = readMoment(value)
  return found?.kind === 'wall' || found?.kind === 'instant' ? found : undefined
}, EXPECTED_START)

function readMoment(value: string | number): Moment | undefined {
  const ms = readSpan(typeof value === 'string' ? value.replace(/^\+/, '') : value)
  if (ms !== undefined) return { kind: 'after', ms }
  const text = String(value)
  const [, hour, minute, second = '0'] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text) ?? []
  if (hour !== undefined) {
    const seconds = Number(hour) * 3_600 + Number(minute) * 60 + Number(second)
    return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 ? { kind: 'clock', seconds } : undefined
  }
  const wall = parseWallTime(text)
  if (wall) return { kind: 'wall', wall }
  const zoned = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?) ?(Z|[+-]\d{2}:?\d{2})$/.exec(text)
  const at = zoned ? Date.parse(`${zoned[1]}T${zoned[2]}${zoned[3]}`) : Number.NaN
  return Number.isNaN(at) ? undefined : { kind: 'instant', at }
}
