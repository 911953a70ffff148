import { parseJsonPath, valueAt } from '@vonggac/model'
import type { HttpExpect } from '@vonggac/model/inventory'
import { quoted } from '../quoted.ts'
import type { Expressions } from './expressions.ts'
import type { HttpResponse } from './response-reader.ts'

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
export const needsBody = ({ contains, lacks, matches, json }: HttpExpect): boolean =>
  contains.length > 0 || lacks.length > 0 || matches !== undefined || json.length > 0

/** Everything about headers that is not as expected, in words. */
export function headerTroubles({ headers }: HttpResponse, expect: HttpExpect, expressions: Expressions): string[] {
  return expect.headers.flatMap(({ name, exists, equals, contains, matches }) => {
    const value = headers.get(name.toLowerCase())
    if (value === undefined) return exists === false ? [] : [`the header ${name} is missing`]
    const is = `the header ${name} is ${quoted(value)}`
    if (exists === false) return [`${is} and should not be there`]
    if (equals !== undefined && value !== equals) return [`${is}, expected ${quoted(equals)}`]
    if (contains !== undefined && !value.toLowerCase().includes(contains.toLowerCase()))
      return [`${is}, expected ${quoted(contains)} in it`]
    return notMatched(matches, value, `${is}, which`, expressions)
  })
}

/** Everything about the body that is not as expected, in words. */
export function bodyTroubles(text: string, truncated: boolean, expect: HttpExpect, expressions: Expressions): string[] {
  const within = truncated ? 'the part of the body that was read' : 'the body'
  return [
    ...expect.contains.filter((one) => !text.includes(one)).map((one) => `${quoted(one)} is missing in ${within}`),
    ...expect.lacks.filter((one) => text.includes(one)).map((one) => `${quoted(one)} stands in the body`),
    ...notMatched(expect.matches, text, within, expressions),
    ...(expect.json.length > 0 ? jsonTroubles(text, truncated, expect, expressions) : []),
  ]
}

function jsonTroubles(text: string, truncated: boolean, { json }: HttpExpect, expressions: Expressions): string[] {
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch {
    return [
      truncated
        ? 'the body is longer than maxBytes, so that its JSON cannot be read'
        : `the body is no JSON: ${quoted(text, 40)}`,
    ]
  }
  return json.flatMap((expected) => {
    const { found, value } = valueAt(root, parseJsonPath(expected.path) ?? [])
    if (!found) return expected.exists === false ? [] : [`${expected.path} is missing`]
    const is = `${expected.path} is ${shown(value)}`
    if (expected.exists === false) return [`${is} and should not be there`]
    return valueTroubles(value, is, expected, expressions)
  })
}

function valueTroubles(
  value: unknown,
  is: string,
  { equals, matches, min, max }: HttpExpect['json'][number],
  expressions: Expressions,
): string[] {
  if (equals !== undefined && value !== equals) return [`${is}, expected ${shown(equals)}`]
  const number = typeof value === 'number' ? value : Number.NaN
  if ((min !== undefined || max !== undefined) && Number.isNaN(number)) return [`${is}, expected a number`]
  if (min !== undefined && number < min) return [`${is}, expected at least ${min}`]
  if (max !== undefined && number > max) return [`${is}, expected at most ${max}`]
  if (matches !== undefined && typeof value === 'object') return [`${is}, expected a text`]
  return notMatched(matches, String(value), `${is}, which`, expressions)
}

function notMatched(expression: string | undefined, text: string, subject: string, expressions: Expressions): string[] {
  if (expression === undefined) return []
  const outcome = expressions.test(expression, text)
  if (outcome === 'too slow') return [`the expression ${quoted(expression)} takes too long on this text`]
  return outcome ? [] : [`${subject} does not match ${quoted(expression)}`]
}

/** A JSON value on one line; a list or map only by its size. */
function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}
