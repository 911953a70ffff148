import { z } from 'zod'
import { duration } from './scalars.ts'

/** How incidents are kept. */
export const incidentSchema = z
  .strictObject({
    reopen: duration
      .default(30 * 60_000)
      .describe('How soon after its end an incident of the same thing is the same one, open again; 0s: never.'),
  })
  .describe('How incidents are kept.')
