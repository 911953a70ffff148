import { z } from 'zod'
import { id, period, secret, url } from './scalars.ts'

/** An iCalendar that something is read from: a file, or an address. `more`: what its events are to us. */
export const calendarSource = <More extends z.ZodRawShape>(more: More) =>
  z.union(
    [
      z.strictObject({
        id: id.describe('Names it in messages.'),
        file: z.string().min(1).describe('An iCalendar file (.ics) on the machine of the collector.'),
        ...more,
        refresh,
      }),
      z.strictObject({
        id: id.describe('Names it in messages.'),
        url: z
          .union([url, secret], {
            error: 'expected an address that starts with http:// or https://, or {env: NAME} or {file: /path}',
          })
          .describe('Where it is fetched: an address, or {env: NAME} when the address itself is a secret.'),
        ...more,
        refresh,
      }),
    ],
    { error: 'expected {id: …, file: …} or {id: …, url: …}' },
  )

const refresh = period.default(900_000).describe('How often it is read.')
