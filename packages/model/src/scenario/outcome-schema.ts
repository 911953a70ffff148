import { z } from 'zod'
import { type Status, statuses } from '../check.ts'
import { type ErrorCode, errorCodes } from '../error-code.ts'
import { didYouMean } from '../inventory/suggestion.ts'
import { span } from './moment.ts'

const codes = Object.keys(errorCodes) as ErrorCode[]

const rising = z.strictObject({
  from: z.number().default(0).describe('What it is when the event begins.'),
  rise: z.number().describe('By how much it rises a second; negative: it falls.'),
})
const fieldValue = z.union([z.number(), z.string(), z.boolean(), rising], {
  error: 'expected a number, a text, true or false, or {from: …, rise: …} of a counter',
})
const fields = z.record(z.string().min(1), fieldValue)

const pointSchema = z.strictObject({
  measurement: z.string().min(1).describe('Such as `interface`.'),
  tags: z.record(z.string(), z.string()).default({}).describe('Beside those of the check itself.'),
  fields: fields.describe('Field names and values.'),
})

const outcomeMap = z.strictObject({
  status: z.enum(statuses).optional().describe('How the check went; `fail` when there is only an error.'),
  error: z.enum(codes).optional().describe('Why it is not `ok`.'),
  detail: z.string().optional().describe('One line for people.'),
  duration: span.optional().describe('How long a run takes.'),
  fields: fields.optional().describe("What is measured, in the check's own measurement, with its tags."),
  points: z.array(pointSchema).optional().describe('What is measured, in full.'),
})

const isStatus = (text: string): text is Status => (statuses as readonly string[]).includes(text)

const error = ({ input }: { readonly input?: unknown }): string =>
  `expected one of: ${statuses.join(', ')}, or {status: …, error: …}${didYouMean(String(input), statuses)}`

/** What a check reports: a status, or the whole of it. */
export const outcomeSchema = z
  .union([z.string().refine(isStatus, { error }), outcomeMap], { error })
  .transform((value) => {
    const given: z.output<typeof outcomeMap> = typeof value === 'string' ? { status: value as Status } : value
    const status = given.status ?? (given.error === undefined ? ('ok' as const) : ('fail' as const))
    return { ...given, status, error: given.error ?? (status === 'fail' ? ('timeout' as const) : ('' as const)) }
  })

/** A field as it is written: a value, or a counter that rises. */
export type WrittenField = z.output<typeof fieldValue>

/** What a check reports. */
export type Outcome = z.output<typeof outcomeSchema>
