import { z } from 'zod'
import { ConfigError } from '../../errors.ts'
import { shownUrl } from '../../shown-url.ts'
import { secret } from '../scalars.ts'
import { defineKind } from './kind.ts'
import { caFile, failDays, insecure, plainUrl, warnDays } from './transport.ts'

const config = z.strictObject({
  url: plainUrl.describe('The time-stamp authority.'),
  hash: z.enum(['sha256', 'sha384', 'sha512']).default('sha256').describe('The digest that is stamped.'),
  policy: z
    .string()
    .max(100)
    .regex(/^[0-2](\.\d{1,12}){1,30}$/, 'expected an object identifier such as 1.3.6.1.4.1.13762.3')
    .optional()
    .describe(
      'The policy under which the stamp must be made, an object identifier; the one that the authority chooses.',
    ),
  auth: z
    .strictObject({
      user: z
        .string()
        .min(1)
        .regex(/^[^:]*$/, 'expected a user without a colon')
        .describe('The user (Basic).'),
      password: secret,
    })
    .optional()
    .describe('Who asks, where the authority wants to know: {user: …, password: {env: …}}.'),
  warnMs: z.number().positive().optional().describe('A stamp that takes longer in all is `warn`, ms.'),
  warnOffsetMs: z
    .number()
    .positive()
    .default(1_000)
    .describe('A stamp with a time further from our clock than this is `warn`, ms.'),
  failOffsetMs: z
    .number()
    .positive()
    .default(10_000)
    .describe('A stamp with a time further from our clock than this is `fail`, ms.'),
  revocation: z
    .enum(['off', 'crl', 'ocsp', 'any'])
    .default('off')
    .describe("How revocation of the authority's certificate is looked up."),
  warnDays,
  failDays,
  caFile,
  insecure,
})

export const timestamp = defineKind({
  summary: 'Has a time-stamp made (RFC 3161) and checks its time and its signature.',
  config,
  pace: { intervalMs: 300_000, timeoutMs: 20_000 },
  fixed: ['url', 'auth'],
  byHand: true,
  targetOf: ({ url }) => shownUrl(url),
  hostOf: ({ url }) => URL.parse(url)?.hostname.replace(/^\[(.+)\]$/, '$1'),
  typed: 'URL',
  fromTyped({ text }) {
    if (!/^https?:\/\//i.test(text)) throw new ConfigError('probe timestamp needs an address with http:// or https://')
    return { url: text }
  },
})

export type TimestampConfig = z.output<typeof config>
