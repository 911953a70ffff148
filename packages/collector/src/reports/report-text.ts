import { wallDigitsAt } from '@vonggac/model'
import type { ReportLanguage, ReportWords } from './words.ts'

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const

/** A length of time for people, to the second: `1 giờ 35 giây`, `2 d 4 h 1 s`. */
export function lengthText(ms: number, words: ReportWords): string {
  let rest = Math.round(ms / 1_000)
  const parts = UNITS.flatMap(([unit, seconds]) => {
    const count = Math.floor(rest / seconds)
    rest -= count * seconds
    return count === 0 ? [] : [`${count} ${words[unit]}`]
  })
  return parts.length === 0 ? `0 ${words.s}` : parts.join(' ')
}

/** `05/10/2026 08:30:07` by the clocks of a zone. */
export function momentText(at: number, timezone: string): string {
  const { year, month, day, hour, minute, second } = wallDigitsAt(at, timezone)
  return `${day}/${month}/${year} ${hour}:${minute}:${second}`
}

/** Whole seconds of ms, as tables have them. */
export const secondsOf = (ms: number): number => Math.round(ms / 1_000)

/** A figure for people, `99,3830`: as it is, or with as many digits after the decimal sign of the language. */
export function figureText(value: number, language: ReportLanguage, digits?: number): string {
  const text = digits === undefined ? String(value) : value.toFixed(digits)
  return language === 'vi' ? text.replace('.', ',') : text
}
