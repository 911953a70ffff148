import type { Words } from './vi.ts'

/** Where nothing else is said: a browser set to another zone must not shift an outage. */
export const ZONE = 'Asia/Ho_Chi_Minh'

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const

/** Turns numbers and times into text in one language. `null` is "not known" and becomes a dash. */
export interface Format {
  /** 12.4 ms */
  milliseconds(value: number | null): string
  /** 2.5 % */
  percent(value: number | null): string
  /** 99.98 %: two digits, and never rounded up to a hundred. */
  availability(value: number | null): string
  /** 99.8612 %: four digits, as contracts are held against. The value is rounded already. */
  precisely(value: number | null): string
  count(value: number): string
  /** 4.32 */
  decimal(value: number): string
  /** 50 Mbps */
  bandwidth(bitsPerSecond: number | null): string
  /** 84 MiB */
  bytes(value: number | null): string
  /** `4 min`, `1 h 12 min`: the two largest units. */
  duration(ms: number): string
  /** `1 h 12 min 5 s`: to the second, for what is held against contracts. */
  exactly(ms: number): string
  /** `4 min ago` */
  ago(at: number, now: number): string
  /** 14:03 */
  minute(at: number): string
  /** 22/11 */
  day(at: number): string
  /** 14:03:27 */
  clock(at: number): string
  /** 14:03 today, 21/11 14:03 on other days. */
  moment(at: number, now: number): string
  /** Date and time in full with the zone, for titles. */
  full(at: number): string
  /** Sunday, 22 November 2026 */
  date(at: number): string
  /** 22/11 14:03:27: for lists that go back for days. */
  stamp(at: number): string
  /** GMT+7 */
  readonly zone: string
}

/** The formats of one language and of the clocks of one zone. Making the Intl objects is dear, so make this once a language. */
export function createFormat(locale: string, words: Words, timeZone = ZONE): Format {
  const number = (digits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits })
  const [whole, tenth, hundredth] = [number(0), number(1), number(2)]
  const zone = { timeZone, hourCycle: 'h23' } as const
  const exact = new Intl.NumberFormat(locale, { minimumFractionDigits: 4, maximumFractionDigits: 4 })
  const time = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...zone, ...options })
  const clock = time({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const minute = time({ hour: '2-digit', minute: '2-digit' })
  // The browser's own order would be 11/21 in English: nobody in the country reads it so.
  const day = new Intl.DateTimeFormat('en-GB', { ...zone, day: '2-digit', month: '2-digit' })
  const date = time({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const full = time({ dateStyle: 'full', timeStyle: 'long' })
  const short = (value: number) => (value < 1 ? hundredth : value < 100 ? tenth : whole).format(value)
  const known = (value: number | null, text: (value: number) => string) =>
    value === null ? words.unknownValue : text(value)

  const duration = (ms: number): string => {
    const seconds = Math.max(0, Math.round(ms / 1000))
    const { units } = words
    if (seconds < 60) return `${seconds}${units.s}`
    const minutes = Math.floor(seconds / 60)
    if (minutes < 60) return `${minutes}${units.min}`
    const hours = Math.floor(minutes / 60)
    const two = (large: string, rest: number, unit: string) => (rest > 0 ? `${large} ${rest}${unit}` : large)
    if (hours < 24) return two(`${hours}${units.h}`, minutes % 60, units.min)
    return two(`${Math.floor(hours / 24)}${units.d}`, hours % 24, units.h)
  }

  const exactly = (ms: number): string => {
    let rest = Math.round(ms / 1000)
    const parts = UNITS.flatMap(([unit, seconds]) => {
      const count = Math.floor(rest / seconds)
      rest -= count * seconds
      return count === 0 ? [] : [`${count}${words.units[unit]}`]
    })
    return parts.length === 0 ? duration(0) : parts.join(' ')
  }

  return {
    milliseconds: (value) => known(value, (ms) => `${short(ms)} ms`),
    percent: (value) => known(value, (percent) => `${tenth.format(percent)} %`),
    availability: (value) => known(value, (percent) => `${hundredth.format(Math.floor(percent * 100) / 100)} %`),
    precisely: (value) => known(value, (percent) => `${exact.format(percent)} %`),
    count: (value) => whole.format(value),
    decimal: (value) => hundredth.format(value),
    bandwidth: (value) => known(value, (bits) => scaled(bits, 1000, ['bps', 'kbps', 'Mbps', 'Gbps', 'Tbps'], tenth)),
    bytes: (value) => known(value, (bytes) => scaled(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], tenth)),
    duration,
    exactly,
    ago: (at, now) => (now - at < 1500 ? words.justNow : words.ago(duration(now - at))),
    minute: (at) => minute.format(at),
    day: (at) => day.format(at),
    clock: (at) => clock.format(at),
    moment: (at, now) =>
      day.format(at) === day.format(now) ? minute.format(at) : `${day.format(at)} ${minute.format(at)}`,
    full: (at) => full.format(at),
    date: (at) => date.format(at),
    stamp: (at) => `${day.format(at)} ${clock.format(at)}`,
    zone: zoneName(timeZone),
  }
}

/** `GMT+7`, as clocks there are now. */
export const zoneName = (timeZone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' })
    .formatToParts()
    .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone

function scaled(value: number, base: number, units: readonly string[], number: Intl.NumberFormat): string {
  const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log(value) / Math.log(base)))
  return `${number.format(value / base ** power)} ${units[power]}`
}
