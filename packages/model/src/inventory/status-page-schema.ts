import { z } from 'zod'
import { name } from './scalars.ts'

/** The page that anybody may read: how the services are. Without this key there is none. */
export const statusPageSchema = z
  .strictObject({
    services: z
      .array(z.string().min(1))
      .min(1)
      .default(['**'])
      .describe('Which services it shows, in this order: globs over their ids, `ttdl/mail`.'),
    days: z.int().min(7).max(90).default(30).describe('How many days back it shows.'),
    contact: name.optional().describe('Whom to call, as it shall be read there: “Hỗ trợ: 0235 …”.'),
  })
  .describe(
    'A public page at /status, without sign-in: how the services are. Nothing of devices, links or addresses is on it.',
  )
