import { z } from 'zod'

/** Options that the kinds with a TLS session and a choice of address share. */

export const family = z
  .literal([4, 6], { error: 'expected 4 or 6' })
  .optional()
  .describe('Only IPv4 (4) or only IPv6 (6) addresses of the name; without it the first IPv4 one, if there is any.')

export const caFile = z
  .string()
  .min(1)
  .optional()
  .describe('A PEM file with the certification authorities to trust instead of those of the system.')

export const insecure = z
  .boolean()
  .default(false)
  .describe('Whether trouble with the certificate is only told, without making the check warn or fail.')

export const warnDays = z
  .number()
  .min(0)
  .default(21)
  .describe('A certificate that is valid for fewer days than this is `warn`.')

export const failDays = z
  .number()
  .min(0)
  .default(7)
  .describe('A certificate that is valid for fewer days than this is `fail`.')

const EXPECTED_URL = 'expected an address that starts with http:// or https://'

/** Where OCSP answers and time-stamps are asked for. */
export const plainUrl = z
  .string({ error: EXPECTED_URL })
  .max(2_000)
  .refine((text) => /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text), { error: EXPECTED_URL, abort: true })
  .refine((text) => !URL.parse(text)?.username && !URL.parse(text)?.password, {
    error: 'expected an address without user and password',
  })
