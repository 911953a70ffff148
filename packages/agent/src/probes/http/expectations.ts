import { parseJsonPath, valueAt } from '@vonggac/model'
import type { HttpExpect } from '@vonggac/model/inventory'
import { quoted } from '../quoted.ts'
import type { Expressions } from './expressions.ts'
import type { Page } from './page.ts'
import type { HttpResponse } from './response-reader.ts'

/** What an answer is looked at with. */
export interface Tools {
  readonly expressions: Expressions
  /** Takes secrets out of a text that people are told. */
  readonly hide: (text: string) => string
}

/** Whether a status is one of those expected: `200`, `2xx`, `200-204`. */
export function isExpectedStatus(status: number, expected: HttpExpect['status']): boolean {
  return expected.some((one) => {
    if (typeof one === 'number') return status === one
    if (one.endsWith('xx')) return Math.floor(status / 100) === Number(one[0])
    const [from, to = from] = one.split('-').map(Number)
    return status >= from! && status <= to!
  })
}

/** Whether anything is expected of the body, so that it must be kept. */
export const needsBody = ({ contains, lacks, matches, json, xpath }: HttpExpect): boolean =>
  contains.length > 0 || lacks.length > 0 || matches !== undefined || json.length > 0 || xpath.length > 0

/** Everything about headers that is not as expected, in words. */
export function headerTroubles({ headers }: HttpResponse, expect: HttpExpect, tools: Tools): string[] {
  return expect.headers.flatMap(({ name, exists, equals, contains, matches }) => {
    const value = headers.get(name.toLowerCase())
    if (value === undefined) return exists === false ? [] : [`the header ${name} is missing`]
    const is = `the header ${name} is ${quoted(tools.hide(value))}`
    if (exists === false) return [`${is} and should not be there`]
    if (equals !== undefined && value !== equals) return [`${is}, expected ${quoted(equals)}`]
    if (contains !== undefined && !value.toLowerCase().includes(contains.toLowerCase()))
      return [`${is}, expected ${quoted(contains)} in it`]
    return notMatched(matches, value, `${is}, which`, tools)
  })
}

/** Everything about the body that is not as expected, in words. Throws `ProbeFailure` for XML or HTML that cannot be read. */
export function bodyTroubles(page: Page, expect: HttpExpect, tools: Tools): string[] {
  const { text } = page
  const within = page.truncated ? 'the part of the body that was read' : 'the body'
  return [
    ...expect.contains
      .filter((one) => !text.includes(one))
      .map((one) => `${quoted(tools.hide(one))} is missing in ${within}`),
    ...expect.lacks.filter((one) => text.includes(one)).map((one) => `${quoted(tools.hide(one))} stands in the body`),
    ...notMatched(expect.matches, text, within, tools),
    ...(expect.json.length > 0 ? jsonTroubles(page, expect, tools) : []),
    ...expect.xpath.flatMap((expected) => {
      const value = page.document().find(expected.path)
      return placeTroubles({ found: value !== undefined, value: asExpected(value, expected) }, expected, tools)
    }),
  ]
}

function jsonTroubles(page: Page, { json }: HttpExpect, tools: Tools): string[] {
  const root = page.json()
  if ('trouble' in root) return [root.trouble]
  return json.flatMap((expected) =>
    placeTroubles(valueAt(root.value, parseJsonPath(expected.path) ?? []), expected, tools),
  )
}

type Expected = HttpExpect['json'][number]

/** In XML and HTML everything is text, also what is compared with a number. */
function asExpected(value: unknown, { equals, min, max }: Expected): unknown {
  if (typeof value !== 'string') return value
  const text = value.trim()
  const wantsNumber = typeof equals === 'number' || min !== undefined || max !== undefined
  if (wantsNumber && text !== '' && Number.isFinite(Number(text))) return Number(text)
  return typeof equals === 'boolean' && /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text
}

function placeTroubles(
  { found, value }: { readonly found: boolean; readonly value?: unknown },
  expected: Expected,
  tools: Tools,
): string[] {
  const { path, exists, equals, matches, min, max } = expected
  if (!found) return exists === false ? [] : [`${path} is missing`]
  const is = `${path} is ${shown(value, tools)}`
  if (exists === false) return [`${is} and should not be there`]
  if (equals !== undefined && value !== equals) return [`${is}, expected ${shown(equals, tools)}`]
  const number = typeof value === 'number' ? value : Number.NaN
  if ((min !== undefined || max !== undefined) && Number.isNaN(number)) return [`${is}, expected a number`]
  if (min !== undefined && number < min) return [`${is}, expected at least ${min}`]
  if (max !== undefined && number > max) return [`${is}, expected at most ${max}`]
  if (matches !== undefined && typeof value === 'object') return [`${is}, expected a text`]
  return notMatched(matches, String(value), `${is}, which`, tools)
}

function notMatched(expression: string | undefined, text: string, subject: string, { expressions }: Tools): string[] {
  if (expression === undefined) return []
  const outcome = expressions.test(expression, text)
  if (outcome === 'too slow') return [`the expression ${quoted(expression)} takes too long on this text`]
  return outcome ? [] : [`${subject} does not match ${quoted(expression)}`]
}

/** A JSON value on one line; a list or map only by its size. */
export function shown(value: unknown, { hide }: Tools): string {
  if (typeof value === 'string') return quoted(hide(value))
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return hide(String(value))
}
