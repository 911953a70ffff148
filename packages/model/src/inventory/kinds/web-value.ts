import { z } from 'zod'
import { expression, jsonPath, templateExpression, xPath } from './expression.ts'

const HEADER_NAME = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected the name of a header, such as content-type')
  .describe('The name of a header of the answer.')

/** Where something stands in an answer. */
const places = {
  json: jsonPath.optional(),
  xpath: xPath.optional(),
  regex: expression.optional().describe('A regular expression; its first group is taken, or the whole match.'),
  header: HEADER_NAME.optional(),
}
const PLACES = Object.keys(places) as (keyof typeof places)[]

const exactlyOne = (given: object, keys: readonly string[]): boolean =>
  keys.filter((key) => given[key as keyof typeof given] !== undefined).length === 1

/** Something that a later step needs. */
export const extraction = z
  .strictObject({
    ...places,
    regex: templateExpression
      .optional()
      .describe('A regular expression; its first group is taken, or the whole match.'),
    cookie: z.string().min(1).optional().describe('The name of a cookie.'),
  })
  .refine((given) => exactlyOne(given, [...PLACES, 'cookie']), {
    error: 'expected exactly one of json, xpath, regex, header and cookie',
  })

const STATE = 'expected ok, warn or fail, and a text behind a colon where it helps: "fail: not registered"'
const state = z.string({ error: STATE }).regex(/^(ok|warn|fail)(: *.+)?$/, STATE)

const VALUE_NAME = 'expected a name of lower-case letters, digits and underscores, such as dossiers_received'

/** A number, truth or text that is taken out of an answer into a point, and what is wrong when it is so. */
export const webValue = z
  .strictObject({
    name: z
      .string({ error: VALUE_NAME })
      .regex(/^[a-z][a-z0-9_]{0,62}$/, VALUE_NAME)
      .describe('What it is called: tag `name`.'),
    ...places,
    type: z.enum(['number', 'text', 'boolean']).default('number').describe('What it is; true is stored as 1.'),
    decimalComma: z
      .boolean()
      .default(false)
      .describe('Whether a number is written as in Vietnam: 22.137,5 in place of 22137.5.'),
    scale: z.number().optional().describe('A number is multiplied by this.'),
    unit: z.string().max(30).default('').describe('For people: dossiers, %, s.'),
    optional: z.boolean().default(false).describe('Whether it may be missing without the check failing.'),
    warnAbove: z.number().optional().describe('A number above this is `warn`.'),
    failAbove: z.number().optional().describe('A number above this is `fail`.'),
    warnBelow: z.number().optional().describe('A number below this is `warn`.'),
    failBelow: z.number().optional().describe('A number below this is `fail`.'),
    states: z
      .record(z.string(), state)
      .optional()
      .describe(
        'What a text means, by the text; `*` stands for every other: {Registered: ok, "*": "fail: not registered"}.',
      ),
  })
  .refine((given) => exactlyOne(given, PLACES), { error: `expected exactly one of ${PLACES.join(', ')}` })
  .refine(({ type, states }) => states === undefined || type === 'text', {
    error: 'expected only with `type: text`',
    path: ['states'],
  })

export const webValues = z
  .array(webValue)
  .max(50)
  .superRefine((values, context) => {
    for (const [at, { name }] of values.entries())
      if (values.findIndex((other) => other.name === name) < at)
        context.addIssue({ code: 'custom', path: [at, 'name'], message: 'expected another name: this one is taken' })
  })
  .default([])
  .describe('What is taken out of the answer into points, with thresholds where it has any.')

export type Extraction = z.output<typeof extraction>
export type WebValue = z.output<typeof webValue>
