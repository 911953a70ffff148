import { z } from 'zod'
import { secret } from '../scalars.ts'

/** Options of a request over HTTP that the kinds share. */

const EXPECTED_URL = 'expected an address that starts with http:// or https://'

/** What is asked for. */
export const httpUrl = z
  .string({ error: EXPECTED_URL })
  .max(2_000)
  .refine((text) => /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text), { error: EXPECTED_URL, abort: true })
  .refine((text) => !URL.parse(text)?.username && !URL.parse(text)?.password, {
    error: 'expected an address without user and password: they stand under `auth`, as {env: NAME}',
  })

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/
/** What the probe writes itself: another value would break the conversation. */
const OWN_HEADERS = ['content-length', 'transfer-encoding', 'connection', 'upgrade', 'expect', 'te', 'trailer']
const SECRET_HEADER = /authorization|token|secret|password|cookie|api-?key/i

/** A header's value: one line. */
const headerText = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'expected one line of text')

/** Headers of a request. `isOpen` says of a text whether it may stand where a secret is expected. */
export const httpHeaders = (isOpen: (text: string) => boolean = () => false) =>
  z
    .record(
      z
        .string()
        .regex(HEADER_NAME, 'expected the name of a header, such as accept')
        .refine(
          (name) => !OWN_HEADERS.includes(name.toLowerCase()),
          'expected another header: the probe sets this one itself',
        ),
      z.union([headerText, secret], {
        error: 'expected a text, or {env: NAME} or {file: /path}',
      }),
    )
    .superRefine((all, context) => {
      for (const [name, value] of Object.entries(all)) {
        if (typeof value === 'string' && SECRET_HEADER.test(name) && !isOpen(value))
          context.addIssue({
            code: 'custom',
            path: [name],
            message: 'expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
          })
      }
    })
    .default({})
    .describe('Headers of the request: a text each, or {env: NAME} for a secret.')

/** Who asks. */
export const httpAuth = z
  .union(
    [
      z.strictObject({
        user: z
          .string()
          .min(1)
          .regex(/^[^:]*$/, 'expected a user without a colon')
          .describe('The user (Basic).'),
        password: secret,
      }),
      z.strictObject({ bearer: secret }),
    ],
    { error: 'expected {user: NAME, password: {env: NAME}} or {bearer: {env: NAME}}' },
  )
  .optional()
  .describe('Who asks: {user: …, password: {env: …}} or {bearer: {env: …}}. Sent to the host of `url` alone.')

/** Where redirects may lead. */
export const redirectOptions = {
  maxRedirects: z.int().min(0).max(20).default(5).describe('Redirects followed; 0: none, the 3xx is the answer.'),
  allowDowngrade: z.boolean().default(false).describe('Whether a redirect may lead from https to http.'),
}

const MIB = 2 ** 20

export const maxBytes = z
  .int()
  .min(1_024)
  .max(16 * MIB)
  .default(MIB)
  .describe('No more of the body than this is read or inflated, bytes.')
