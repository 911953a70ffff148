import { z } from 'zod'
import { ConfigError } from '../../errors.ts'
import { shownUrl } from '../../shown-url.ts'
import { address, port, secret } from '../scalars.ts'
import { httpExpect } from './http-expect.ts'
import { defineKind } from './kind.ts'
import { caFile, failDays, family, insecure, warnDays } from './transport.ts'

const MIB = 2 ** 20

const EXPECTED_URL = 'expected an address that starts with http:// or https://'

const httpUrl = z
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

const headers = z
  .record(
    z
      .string()
      .regex(HEADER_NAME, 'expected the name of a header, such as accept')
      .refine(
        (name) => !OWN_HEADERS.includes(name.toLowerCase()),
        'expected another header: the probe sets this one itself',
      ),
    z.union([z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'expected one line of text'), secret], {
      error: 'expected a text, or {env: NAME} or {file: /path}',
    }),
  )
  .superRefine((all, context) => {
    for (const [name, value] of Object.entries(all)) {
      if (typeof value === 'string' && SECRET_HEADER.test(name))
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
        })
    }
  })
  .default({})
  .describe('Headers of the request: a text each, or {env: NAME} for a secret.')

const auth = z
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

const config = z
  .strictObject({
    url: httpUrl.describe('What is asked for. What follows `?` is never shown.'),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET').describe('The method.'),
    headers,
    body: z.string().max(65_536).optional().describe('What is sent; its type is the header content-type.'),
    auth,
    maxRedirects: z.int().min(0).max(20).default(5).describe('Redirects followed; 0: none, the 3xx is the answer.'),
    redirectHosts: z
      .enum(['any', 'same'])
      .default('any')
      .describe('Where a redirect may lead: to any host, or to that of `url` alone.'),
    allowDowngrade: z.boolean().default(false).describe('Whether a redirect may lead from https to http.'),
    family,
    connectTo: address.optional().describe('The machine to connect to in place of what the name of `url` resolves to.'),
    connectPort: port.optional().describe('The port to connect to in place of that of `url`.'),
    expect: httpExpect,
    maxBytes: z
      .int()
      .min(1_024)
      .max(16 * MIB)
      .default(MIB)
      .describe('No more of the body than this is read or inflated, bytes.'),
    warnMs: z.number().positive().optional().describe('An answer that takes longer in all is `warn`, ms.'),
    warnDays,
    failDays,
    caFile,
    insecure,
  })
  .refine(({ method, body }) => body === undefined || !['GET', 'HEAD'].includes(method), {
    error: 'expected no body with GET and HEAD: choose POST or PUT as `method`',
    path: ['body'],
  })

export const http = defineKind({
  summary: 'Asks a web server and checks its answer.',
  config,
  pace: { intervalMs: 30_000, timeoutMs: 10_000 },
  fixed: ['url', 'auth', 'headers'],
  byHand: true,
  targetOf: ({ url }) => shownUrl(url),
  hostOf: ({ url, connectTo }) => connectTo ?? URL.parse(url)?.hostname.replace(/^\[(.+)\]$/, '$1'),
  typed: 'URL',
  fromTyped({ text }) {
    if (!/^https?:\/\//i.test(text)) throw new ConfigError('probe http needs an address with http:// or https://')
    return { url: text }
  },
})

export type HttpConfig = z.output<typeof config>
