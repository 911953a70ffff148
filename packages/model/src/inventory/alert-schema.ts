import { z } from 'zod'
import { duration } from './scalars.ts'

/** How bad an incident is. */
export const severities = ['critical', 'warning'] as const

/** What it takes to believe a check. */
export const ruleSchema = z
  .strictObject({
    match: z.string().min(1).default('**').describe('Glob over check ids. The first rule that matches applies.'),
    severity: z.enum(severities).optional().describe('How bad it is when the check fails.'),
    need: z.int().min(1).optional().describe('Failed results that raise the alert …'),
    of: z.int().min(1).optional().describe('… among this many last ones.'),
    clear: z.int().min(1).optional().describe('Good results in a row that clear it …'),
    hold: duration.optional().describe('… and for at least this long.'),
  })
  .refine(({ need, of }) => need === undefined || of === undefined || need <= of, {
    error: '`need` cannot be more than `of`: needs that many failed among so many last ones',
    path: ['need'],
  })
