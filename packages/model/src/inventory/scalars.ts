import { isIP } from 'node:net'
import { z } from 'zod'
import { parseBandwidth } from '../bandwidth.ts'
import { parseByteSize } from '../byte-size.ts'
import { parseDuration } from '../duration.ts'

/** Building blocks of the schema: each turns the text of a file into the unit the program works with. */

const EXPECTED_ID = 'expected an id of lower-case letters, digits and single hyphens, at most 63, such as `tam-ky`'

export const id = z.string({ error: EXPECTED_ID }).regex(/^(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*$/, EXPECTED_ID)

const EXPECTED_NAME = 'expected a text, or {vi: …, en: …}'

/** A text in both languages; one plain string serves for both. */
export const name = z
  .union(
    [
      z
        .string()
        .min(1)
        .transform((text) => ({ vi: text, en: text })),
      z.strictObject({
        vi: z.string().min(1).describe('In Vietnamese.'),
        en: z.string().min(1).describe('In English.'),
      }),
    ],
    { error: EXPECTED_NAME },
  )
  .describe('For people: one text, or one in Vietnamese and one in English: {vi: …, en: …}.')

/** A text that `parse` can read, as the number it gives. */
const readable = (parse: (text: string) => number | undefined, expected: string) =>
  z.string({ error: expected }).transform((text, context) => {
    const value = parse(text)
    if (value === undefined) context.addIssue({ code: 'custom', message: expected })
    return value ?? z.NEVER
  })

/** Milliseconds, written `30s`, `1h30m`. */
export const duration = readable(parseDuration, 'expected a duration such as 500ms, 30s, 5m, 1h30m or 7d')

/** The same, longer than nothing. */
export const period = readable(
  (text) => parseDuration(text) || undefined,
  'expected a duration such as 500ms, 30s, 5m or 1h30m, longer than 0',
)

/** Bits per second, written `50Mbps`. */
export const bandwidth = readable(parseBandwidth, 'expected a bandwidth such as 512kbps, 50Mbps or 1Gbps')

/** Bytes, written `500MB` or `64MiB`. */
export const byteSize = readable(parseByteSize, 'expected a size such as 64KiB, 500MB or 2GiB')

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i
const EXPECTED_ADDRESS = 'expected an IP address or a host name, such as 10.33.1.1 or mail.example.gov.vn'

/** An IP address or a host name. A text of numbers and dots that is no IPv4 address is an error, not a host name. */
export const address = z
  .string({ error: EXPECTED_ADDRESS })
  .refine((text) => isIP(text) !== 0 || (HOST_NAME.test(text) && !/^[\d.]+$/.test(text)), {
    error: ({ input }) =>
      /^[^:]+:\d+$/.test(String(input))
        ? `${EXPECTED_ADDRESS}, without a port: that of SNMP is the key \`port\` of the credential`
        : EXPECTED_ADDRESS,
  })

export const port = z
  .int({ error: 'expected a port number from 1 to 65535' })
  .min(1, 'expected a port number from 1 to 65535')
  .max(65_535, 'expected a port number from 1 to 65535')

const EXPECTED_SECRET = 'expected {env: NAME} or {file: /path}: a secret itself never stands in these files'

/** A secret is named, never written: from the environment or from a file. */
export const secret = z
  .union(
    [
      z.strictObject({
        env: z
          .string()
          .regex(
            /^[A-Za-z_]\w*$/,
            'expected the name of an environment variable, such as SNMP_COMMUNITY; the secret itself never stands here',
          )
          .describe('The name of an environment variable.'),
      }),
      z.strictObject({ file: z.string().min(1).describe('A file that holds the secret and nothing else.') }),
    ],
    { error: EXPECTED_SECRET },
  )
  .describe('Where the secret stands: {env: NAME} or {file: /path}.')

export const percent = z
  .number({ error: 'expected a number from 0 to 100' })
  .min(0, 'expected a number from 0 to 100')
  .max(100, 'expected a number from 0 to 100')

const EXPECTED_ZONE = 'expected a time zone such as Asia/Ho_Chi_Minh'

export const timezone = z.string({ error: EXPECTED_ZONE }).refine(isTimeZone, EXPECTED_ZONE)

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const EXPECTED_URL = 'expected an address that starts with http:// or https://'

/** An http(s) address. One with a password in it is refused: it belongs in `{env: …}`. */
export const url = z
  .string({ error: EXPECTED_URL })
  .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), { error: EXPECTED_URL, abort: true })
  .refine((text) => !URL.parse(text)?.password, 'a password never stands in these files; leave it out of the address')

/** `someone@example.vn`, or `Name <someone@example.vn>`. */
export const mailbox = z
  .string({ error: 'expected an e-mail address' })
  .regex(
    /^([^<>@\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
    'expected an e-mail address, such as truc@example.gov.vn',
  )
