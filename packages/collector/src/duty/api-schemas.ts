import { z } from '@hono/zod-openapi'
import type * as api from '../api-types.ts'

/** The documents of being on call, each checked against its type as those of `api-schemas.ts` are. */

const time = z.int().describe('Unix epoch milliseconds')
const person = z.object({ id: z.string(), name: z.string() })
const shift = z
  .object({
    person: person.nullable().describe('null: nobody is on call'),
    from: time,
    to: time,
    override: z.string().nullable().describe('The override by which it is so; null: it is by turn'),
  })
  .openapi('Shift') satisfies z.ZodType<api.ShiftOnCall>

export const onCallSchema = z
  .object({
    at: time,
    rotas: z
      .array(
        z.object({
          id: z.string(),
          timezone: z.string(),
          now: shift.nullable(),
          next: shift.nullable(),
          shifts: z.array(shift).readonly(),
        }),
      )
      .readonly(),
    people: z.array(person).readonly(),
    overrides: z
      .array(
        z.object({
          id: z.string(),
          rota: z.string(),
          person,
          from: time,
          to: time,
          by: z.string(),
          comment: z.string(),
        }),
      )
      .readonly(),
  })
  .openapi('OnCall') satisfies z.ZodType<api.OnCallDocument>
