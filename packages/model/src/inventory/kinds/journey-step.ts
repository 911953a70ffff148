import { z } from 'zod'
import { id, secret } from '../scalars.ts'
import { journeyExpectations } from './http-expect.ts'
import { httpHeaders } from './http-request.ts'
import { extraction, webValues } from './web-value.ts'

/** Characters of what one step sends in a field or as a body. */
const MAX_TEXT = 65_536

const EXPECTED_NAME = 'expected a name of letters, digits and underscores, such as csrf'
/** What `{{…}}` may refer to. */
export const variableName = z.string().regex(/^[A-Za-z_]\w{0,62}$/, EXPECTED_NAME)

const EXPECTED_FIELD = 'expected a text, a number, or {env: NAME} or {file: /path}'
const field = z.union([z.string().max(MAX_TEXT), z.number(), z.boolean(), secret], { error: EXPECTED_FIELD })

const EXPECTED_URL =
  'expected a path such as /login, an address with http:// or https://, or ./next beside the last page'
const url = z
  .string({ error: EXPECTED_URL })
  .max(2_000)
  .regex(/^(?:https?:\/\/[^\s/]|\/|\.{1,2}\/|\?|\{\{)\S*$|^\.?$/i, EXPECTED_URL)

const part = z
  .strictObject({
    name: z.string().min(1).max(200).describe('The name of the field.'),
    value: field.optional().describe('What stands in the field.'),
    fileName: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^"\r\n]*$/, 'expected a file name without quotation marks')
      .optional()
      .describe('As what the file is uploaded.'),
    content: z.string().max(MAX_TEXT).optional().describe('What stands in the file, such as a text with {{marker}}.'),
    file: z.string().min(1).optional().describe('A file of the agent’s machine that is uploaded as it is.'),
    type: z
      .string()
      .regex(/^[\w.+-]+\/[\w.+-]+$/, 'expected a type such as application/pdf')
      .default('text/plain')
      .describe('The type of the file.'),
  })
  .refine(({ value, content, file }) => [value, content, file].filter((one) => one !== undefined).length === 1, {
    error: 'expected exactly one of value, content and file',
  })
  .refine(({ value, fileName }) => value === undefined || fileName === undefined, {
    error: 'expected only with content or file',
    path: ['fileName'],
  })

const expectation = z
  .strictObject({
    ...journeyExpectations,
    url: z.string().min(1).optional().describe('What the address after all redirects must contain: /dashboard.'),
    denied: z
      .array(z.string().min(1))
      .max(20)
      .default([])
      .describe('Texts by which the application says that it does not accept the credentials: error `auth`.'),
  })
  .prefault({})
  .describe('What the answer must be. A status of 2xx unless said otherwise.')

const until = z
  .strictObject({
    timeoutMs: z.number().min(100).max(3_600_000).describe('For how long it is tried, ms.'),
    everyMs: z.number().min(100).max(600_000).default(1_000).describe('Time between two tries, ms.'),
  })
  .describe(
    'The step is repeated until everything is as expected: a document that was sent is looked for until it is there.',
  )

const browser = z
  .strictObject({
    fill: z.record(z.string(), field).default({}).describe('Fields of the page and what is typed, by CSS selector.'),
    click: z.string().min(1).optional().describe('What is clicked then (CSS selector).'),
    waitFor: z.string().min(1).optional().describe('What must be visible afterwards (CSS selector).'),
  })
  .describe('The step is done in a real browser (Playwright), scripts and all.')

const BODIES = ['form', 'json', 'multipart', 'body'] as const

/** One step of a journey. */
export const journeyStep = z
  .strictObject({
    name: id.describe('What the step is called: tag `step`.'),
    method: z
      .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      .optional()
      .describe('The method; GET, or POST where something is sent.'),
    url: url
      .optional()
      .describe(
        'Where it goes: /path of `base`, a full address, or ./path beside the last page. Required without `browser`.',
      ),
    headers: httpHeaders((text) => text.includes('{{')),
    query: z.record(z.string().min(1), field).default({}).describe('What stands behind the `?` of the address.'),
    form: z.record(z.string().min(1), field).optional().describe('Fields of a form, sent as a browser does.'),
    json: z
      .unknown()
      .optional()
      .describe(
        'A JSON body; {env: NAME} and {file: /path} stand for secrets in it, {{…}} in its texts for variables.',
      ),
    multipart: z.array(part).min(1).max(20).optional().describe('A form with files.'),
    body: z
      .string()
      .max(MAX_TEXT)
      .optional()
      .describe('What is sent as it stands; its type is the header content-type.'),
    maxRedirects: z.int().min(0).max(20).optional().describe('Redirects followed in this step.'),
    expect: expectation,
    extract: z
      .record(variableName, extraction)
      .default({})
      .describe('What later steps need, by the name that stands in {{…}} there. Never told to anybody.'),
    values: webValues,
    until: until.optional(),
    always: z
      .boolean()
      .default(false)
      .describe('Whether it runs at the end whatever happened before: logging out, tidying up.'),
    warnMs: z.number().positive().optional().describe('A step that takes longer than this is `warn`, ms.'),
    failMs: z.number().positive().optional().describe('A step that takes longer than this is `fail`, ms.'),
    browser: browser.optional(),
  })
  .refine((step) => BODIES.filter((body) => step[body] !== undefined).length <= 1, {
    error: `expected at most one of ${BODIES.join(', ')}`,
  })
  .refine((step) => !['GET', 'HEAD'].includes(step.method ?? '') || BODIES.every((body) => step[body] === undefined), {
    error: 'expected POST or PUT: something is sent',
    path: ['method'],
  })
  .refine(({ url, browser: inBrowser }) => url !== undefined || inBrowser !== undefined, {
    error: 'expected a path such as /login',
    path: ['url'],
  })
  .refine((step) => step.browser === undefined || BODIES.every((body) => step[body] === undefined), {
    error: 'expected without a body: a browser sends what is filled in',
    path: ['browser'],
  })

export type JourneyStep = z.output<typeof journeyStep>
