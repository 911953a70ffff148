import xpath from 'xpath'
import { z } from 'zod'
import { parseJsonPath } from '../../json-path.ts'
import { filledTemplate } from '../../template.ts'

/** What the kinds look for in an answer: regular expressions, places in JSON, places in XML and HTML. */

/** The package's own types leave this out. Throws for what is no expression. */
const { parse } = xpath as unknown as { parse(text: string): unknown }

/** Characters of an expression; what needs more is a program. */
const MAX_EXPRESSION = 500

const regularExpression = (isRight: (text: string) => boolean) =>
  z
    .string()
    .min(1)
    .max(MAX_EXPRESSION)
    .refine(isRight, 'expected a regular expression as JavaScript has them')
    .describe('A regular expression (JavaScript, flag `u` and `m`).')

export const expression = regularExpression(isExpression)

/** One in which names of a journey may stand, such as `{{marker}}`: by themselves they would be a mistake. */
export const templateExpression = regularExpression((text) => isExpression(filledTemplate(text, () => 'x')))

function isExpression(text: string): boolean {
  try {
    return new RegExp(text, 'um').source !== ''
  } catch {
    return false
  }
}

export const jsonPath = z
  .string()
  .refine((path) => parseJsonPath(path) !== undefined, 'expected a path such as $.queue[0].depth or checks["db main"]')
  .describe('Where the value stands: $.queue[0].depth.')

const EXPECTED_XPATH = "expected an XPath 1.0 expression such as //input[@name='token']/@value"

export const xPath = z
  .string()
  .min(1)
  .max(MAX_EXPRESSION)
  .superRefine((text, context) => {
    const trouble = xPathTrouble(text)
    if (trouble) context.addIssue({ code: 'custom', message: trouble })
  })
  .describe("Where the value stands in XML or HTML (XPath 1.0): //input[@name='token']/@value.")

/** Names are looked for without their namespace, so that a prefix would find nothing. */
function xPathTrouble(text: string): string | undefined {
  const bare = text.replaceAll(/"[^"]*"|'[^']*'/g, "''")
  if (/[\w.-]:(?!:)[\w*]/.test(bare.replaceAll('::', ' '))) return `${EXPECTED_XPATH}, names without a prefix`
  try {
    parse(text)
    return undefined
  } catch {
    return EXPECTED_XPATH
  }
}
