import { type FieldValue, type Name, Unsigned } from '@vonggac/model'
import type { WatchedField } from '@vonggac/model/inventory'

/** What is bad, after exceptions: one set of it for each thing. */
export interface Limits {
  readonly above: number | undefined
  readonly below: number | undefined
  readonly equals: string | number | boolean | undefined
  /** Once bad, good again only on its far side. */
  readonly clear: number | undefined
}

/** A value is bad, and in which words. */
export interface Breach {
  readonly bad: boolean
  /** `96.2, above 95`. */
  readonly text: Name
}

/** Judges a number. `was`: it was bad before, so that `clear` counts. */
export function judge(value: number, { above, below, equals, clear }: Limits, was: boolean): Breach {
  const shown = round(value)
  if (equals !== undefined) return { bad: value === equals, text: same(`${shown}`) }
  const top = was && clear !== undefined && above !== undefined ? Math.min(clear, above) : above
  const bottom = was && clear !== undefined && below !== undefined ? Math.max(clear, below) : below
  if (top !== undefined && value > top)
    return { bad: true, text: { vi: `${shown}, trên ${above}`, en: `${shown}, above ${above}` } }
  if (bottom !== undefined && value < bottom)
    return { bad: true, text: { vi: `${shown}, dưới ${below}`, en: `${shown}, below ${below}` } }
  return { bad: false, text: NOTHING }
}

/** Whether a field that is no number is what it must not be. */
export const judgeText = (value: string | boolean, { equals }: Limits): Breach => ({
  bad: value === equals,
  text: same(String(value).slice(0, MAX_TEXT)),
})

const same = (text: string): Name => ({ vi: text, en: text })

/** Of what is good nothing is said. */
const NOTHING = same('')

/** A reason is one line. */
const MAX_TEXT = 60

/** The limits of a rule, changed by those of an exception. */
export function limitsOf(rule: WatchedField, exception: Partial<Limits> = {}): Limits {
  const own = [exception.above, exception.below, exception.equals].some((value) => value !== undefined)
  const { above, below, equals, clear } = own ? exception : rule
  return { above, below, equals, clear: exception.clear ?? (own ? undefined : clear) }
}

/** Three significant digits behind what matters: `96.2`, `0.0312`. */
export const round = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(4)))

/** A field as the rules take it: integers as numbers. */
export function plainValue(value: FieldValue): number | string | boolean {
  if (value instanceof Unsigned) return Number(value.value)
  return typeof value === 'bigint' ? Number(value) : value
}
