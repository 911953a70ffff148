import { isIP } from 'node:net'
import { z } from 'zod'
import { parseBandwidth } from '../bandwidth.ts'
import { parseByteSize } from '../byte-size.ts'
import { parseDuration } from '../duration.ts'

/** Building blocks of the schema: each turns the text of a file into the unit the program works with. */

export const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected an id of lower-case letters, digits and single hyphens, such as `tam-ky`')
  .max(63)

/** A text in both languages; one plain string serves for both. */
export const name = z.union(
  [z.string().min(1).transform((text) => ({ vi: text, en: text })), z.strictObject({ vi: z.string().min(1), en: z.string().min(1) })],
  { error: 'expected a text, or {vi: …, en: …}' },
)

/** Milliseconds, written `30s`, `1h30m`. */
export const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text)
  if (ms === undefined) context.addIssue({ code: 'custom', message: 'expected a duration such as 500ms, 30s, 5m, 1h30m or 7d' })
  return ms ?? z.NEVER
})

/** Bits per second, written `50Mbps`. */
export const bandwidth = z.string().transform((text, context) => {
  const bps = parseBandwidth(text)
  if (bps === undefined) context.addIssue({ code: 'custom', message: 'expected a bandwidth such as 512kbps, 50Mbps or 1Gbps' })
  return bps ?? z.NEVER
})

/** Bytes, written `500MB` or `64MiB`. */
export const byteSize = z.string().transform((text, context) => {
  const bytes = parseByteSize(text)
  if (bytes === undefined) context.addIssue({ code: 'custom', message: 'expected a size such as 64KiB, 500MB or 2GiB' })
  return bytes ?? z.NEVER
})

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i

/** An IP address or a host name. A text of four numbers that is no IPv4 address is an error, not a host name. */
export const address = z
  .string()
  .refine((text) => isIP(text) !== 0 || (HOST_NAME.test(text) && !/^[\d.]+$/.test(text)), 'expected an IP address or a host name, such as 10.33.1.1 or mail.example.gov.vn')

export const port = z.int().min(1).max(65_535)

/** A secret is named, never written: from the environment or from a file. */
export const secret = z.union([z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })], {
  error: 'expected {env: NAME} or {file: /path}: a secret itself never stands in these files',
})

export const percent = z.number().min(0).max(100)
