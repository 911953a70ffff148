import { z } from 'zod'
import { expression, jsonPath, templateExpression, xPath } from './expression.ts'

const EXPECTED_STATUS = 'expected a status such as 200, "2xx" or "200-204"'

const status = z
  .union(
    [
      z.int().min(100).max(599),
      z.string().refine((text) => {
        const match = /^(?:[1-5]xx|([1-5]\d\d)(?:-([1-5]\d\d))?)$/.exec(text)
        return match !== null && (match[2] === undefined || match[1]! <= match[2])
      }, EXPECTED_STATUS),
    ],
    { error: EXPECTED_STATUS },
  )
  .describe('A status, a class or a range.')

const text = z.string().min(1)

const hasTest = ({ path: _, name: __, ...given }: { readonly path?: string; readonly name?: string }): boolean =>
  Object.values(given).some((test) => test !== undefined)

/** What an HTTP answer must be, by key; `regex` says what a regular expression may look like. */
function expectations(regex: typeof expression) {
  const header = z
    .strictObject({
      name: z
        .string()
        .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected the name of a header, such as content-type')
        .describe('The name of the header.'),
      exists: z.boolean().optional().describe('Whether the header is there at all.'),
      equals: text.optional().describe('What it is, exactly.'),
      contains: text.optional().describe('What stands in it, upper and lower case alike.'),
      matches: regex.optional(),
    })
    .refine(hasTest, { error: 'expected at least one of exists, equals, contains and matches' })
  const tests = {
    exists: z.boolean().optional().describe('Whether there is a value at all; null is one.'),
    equals: z
      .union([z.string(), z.number(), z.boolean(), z.null()])
      .optional()
      .describe('What the value is: text, number, true, false or null.'),
    matches: regex.optional(),
    min: z.number().optional().describe('The least that the number may be.'),
    max: z.number().optional().describe('The most that the number may be.'),
  }
  const noTest = { error: 'expected at least one of exists, equals, matches, min and max' }
  const json = z.strictObject({ path: jsonPath, ...tests }).refine(hasTest, noTest)
  const xpath = z.strictObject({ path: xPath, ...tests }).refine(hasTest, noTest)
  return {
    status: z.array(status).min(1).max(20).default(['2xx']).describe('Any of these: 200, "2xx", "200-204".'),
    contains: z.array(text).max(20).default([]).describe('Texts that must all stand in the body.'),
    lacks: z.array(text).max(20).default([]).describe('Texts of which none may stand in the body.'),
    matches: regex.optional().describe('A regular expression that must be found in the body.'),
    headers: z.array(header).max(20).default([]).describe('What headers of the answer must be.'),
    json: z.array(json).max(50).default([]).describe('What values of a JSON body must be.'),
    xpath: z.array(xpath).max(50).default([]).describe('What values of an XML or HTML body must be.'),
  }
}

/** What the answer to a step of a journey must be, by key. */
export const journeyExpectations = expectations(templateExpression)

/** What an HTTP answer must be. */
export const httpExpect = z
  .strictObject(expectations(expression))
  .prefault({})
  .describe('What the answer must be. A status of 2xx unless said otherwise.')

export type HttpExpect = z.output<typeof httpExpect>
