import { type ErrorCode, type FieldValue, int, type Status } from '@vonggac/model'
import type { WebValue } from '@vonggac/model/inventory'
import { shown, type Tools } from './expectations.ts'
import type { Page } from './page.ts'
import { standingAt } from './place.ts'

/** Characters of a text that is stored: a version or a state, not a page. */
const MAX_TEXT = 200

/** One value that was read: the fields of its point. */
export interface ReadValue {
  readonly name: string
  readonly fields: Readonly<Record<string, FieldValue>>
  /** For people: `12 dossiers`. */
  readonly text: string
}

/** Something about a value that somebody must look at. */
export interface ValueTrouble {
  readonly status: Exclude<Status, 'ok' | 'unknown'>
  readonly error: ErrorCode
  readonly text: string
}

export interface ReadValues {
  readonly values: readonly ReadValue[]
  /** The worst first. */
  readonly troubles: readonly ValueTrouble[]
}

/** Reads values out of an answer and judges them. Throws `ProbeFailure` for a body that cannot be read at all. */
export function readValues(wanted: readonly WebValue[], page: Page, tools: Tools): ReadValues {
  const values: ReadValue[] = []
  const troubles: ValueTrouble[] = []
  for (const one of wanted) {
    const standing = standingAt(one, page, tools)
    if ('trouble' in standing) {
      if (!one.optional) troubles.push(missing(one, standing.trouble))
      continue
    }
    const read = asWanted(one, standing.value, tools)
    if ('trouble' in read) {
      // What is optional may be empty as well.
      if (!one.optional || String(standing.value).trim() !== '') troubles.push(missing(one, read.trouble))
      continue
    }
    const verdict = verdictOn(one, read.value)
    const status = verdict?.status ?? 'ok'
    const text = typeof read.value === 'number' ? withUnit(read.value, one.unit) : read.value
    values.push({
      name: one.name,
      text,
      fields: {
        ...(typeof read.value === 'number' ? { value: read.value } : { text: read.value }),
        status: int(STATUS[status]),
      },
    })
    if (verdict) troubles.push(verdict)
  }
  return { values, troubles: troubles.sort((a, b) => STATUS[b.status] - STATUS[a.status]) }
}

const STATUS = { ok: 0, warn: 1, fail: 2 } as const

const missing = ({ name }: WebValue, why: string): ValueTrouble => ({
  status: 'fail',
  error: 'mismatch',
  text: `no ${name}: ${why}`,
})

type AsWanted = { readonly value: number | string } | { readonly trouble: string }

function asWanted(wanted: WebValue, value: unknown, tools: Tools): AsWanted {
  if (wanted.type === 'text') {
    if (typeof value === 'object') return { trouble: `it is ${shown(value, tools)}, expected a text` }
    return { value: tools.hide(String(value).trim().replaceAll(/\s+/g, ' ')).slice(0, MAX_TEXT) }
  }
  const number = wanted.type === 'boolean' ? truthOf(value) : numberOf(value, wanted.decimalComma)
  const what = wanted.type === 'boolean' ? 'true or false' : 'a number'
  // A page that shows a secret of digits must not bring it into a chart.
  if (number === undefined || tools.hide(String(value)) !== String(value))
    return { trouble: `it is ${shown(value, tools)}, expected ${what}` }
  return { value: wanted.scale === undefined ? number : number * wanted.scale }
}

function numberOf(value: unknown, decimalComma: boolean): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  const bare = value.replaceAll(/[\s\u00a0\u202f]/g, '')
  const text = decimalComma ? bare.replaceAll('.', '').replace(',', '.') : bare
  return /^[+-]?\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : undefined
}

const TRUE = ['true', 'yes', 'on', '1', 'connected', 'active', 'up']
const FALSE = ['false', 'no', 'off', '0', 'notconnected', 'disconnected', 'inactive', 'down']

function truthOf(value: unknown): number | undefined {
  const text = String(value).trim().toLowerCase()
  if (TRUE.includes(text)) return 1
  return FALSE.includes(text) ? 0 : undefined
}

function verdictOn(wanted: WebValue, value: number | string): ValueTrouble | undefined {
  if (typeof value === 'string') return stateVerdict(wanted, value)
  const { name, unit, failAbove, failBelow, warnAbove, warnBelow } = wanted
  const say = (status: 'warn' | 'fail', than: string, limit: number): ValueTrouble => ({
    status,
    error: 'threshold',
    text: `${name} is ${withUnit(value, unit)}, ${than} ${limit}`,
  })
  if (failAbove !== undefined && value > failAbove) return say('fail', 'above', failAbove)
  if (failBelow !== undefined && value < failBelow) return say('fail', 'below', failBelow)
  if (warnAbove !== undefined && value > warnAbove) return say('warn', 'above', warnAbove)
  if (warnBelow !== undefined && value < warnBelow) return say('warn', 'below', warnBelow)
  return undefined
}

function stateVerdict({ name, states }: WebValue, value: string): ValueTrouble | undefined {
  const meaning = states && (Object.hasOwn(states, value) ? states[value] : states['*'])
  const [status, ...words] = (meaning ?? 'ok').split(':')
  if (status !== 'warn' && status !== 'fail') return undefined
  const why = words.join(':').trim()
  // That the endpoint says it of itself is `down`; that it merely says so in passing is not for us to tell apart.
  return { status, error: status === 'fail' ? 'down' : 'threshold', text: `${name} is "${value}"${why && `: ${why}`}` }
}

const withUnit = (value: number, unit: string): string => `${Math.round(value * 1_000) / 1_000} ${unit}`.trimEnd()
