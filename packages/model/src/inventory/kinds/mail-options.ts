import { z } from 'zod'
import { address, secret } from '../scalars.ts'
import { caFile, failDays, family, insecure, warnDays } from './transport.ts'

/** Options that the dialogues with mail servers share. */

const oneLine = (text: z.ZodString) => text.regex(/^[^\0\r\n]*$/, 'expected one line of text')

/** How a conversation becomes private; chosen by the port where it is not said. */
export const tls = z
  .enum(['implicit', 'starttls', 'none'])
  .optional()
  .describe(
    '`implicit`: TLS at once; `starttls`: asked for, and a server that does not offer it is a failure; `none`: in the clear. By the port where it is not said.',
  )

/** An account of the server. */
export const login = z
  .strictObject(
    {
      user: oneLine(z.string().min(1).max(250)).describe('The account.'),
      password: secret,
    },
    { error: 'expected {user: NAME, password: {env: NAME}}' },
  )
  .optional()
  .describe('Who logs in: {user: NAME, password: {env: NAME}}. Without it nobody does.')

export const serverName = address
  .optional()
  .describe('The name that is asked for (SNI) and that the certificate must have; `host`.')

export const warnMs = z
  .number()
  .positive()
  .optional()
  .describe('A conversation that takes longer in all is `warn`, ms.')

export const warnMessages = z
  .int()
  .min(0)
  .optional()
  .describe('More messages than this in the mailbox are `warn`: nobody clears it.')

const EXPECTED_ADDRESS = 'expected a bare e-mail address, such as probe@example.gov.vn'

/** An address as it stands in an envelope: no name, no comment, no quoted local part (RFC 5321 dot-string). */
export const mailAddress = z
  .string({ error: EXPECTED_ADDRESS })
  .max(254, EXPECTED_ADDRESS)
  .regex(/^[\w!#$%&'*+/=?^`{|}~-]{1,64}(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, {
    error: EXPECTED_ADDRESS,
  })

/** Certificate and address, as every kind with a TLS session has them. */
export const certificateOptions = { warnDays, failDays, caFile, insecure, family, serverName }
