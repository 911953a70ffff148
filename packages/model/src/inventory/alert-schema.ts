import { z } from 'zod'
import { duration, id, name } from './scalars.ts'
import { deviceRoles, linkRoles, siteKinds } from './site-schema.ts'

/** How bad an incident is. */
export const severities = ['critical', 'warning'] as const

const NEED_OF = {
  error: '`need` cannot be more than `of`: needs that many failed among so many last ones',
  path: ['need'],
}
const fits = ({ need, of }: { need?: number | undefined; of?: number | undefined }) =>
  need === undefined || of === undefined || need <= of

const counts = {
  need: z.int().min(1).optional().describe('Bad results that raise the alert …'),
  of: z.int().min(1).max(1_000).optional().describe('… among this many last ones.'),
}

/** What it takes to believe a check. */
export const statusRuleSchema = z
  .strictObject({
    // What has an id is a rule on a field: then the slips in it are those of one.
    id: z.never().optional().describe('Only of rules on fields.'),
    match: z.string().min(1).default('**').describe('Glob over check ids. The first rule that matches applies.'),
    severity: z.enum(severities).optional().describe('How bad it is when the check fails.'),
    ...counts,
    clear: z.int().min(1).optional().describe('Good results in a row that clear it …'),
    hold: duration.optional().describe('… and for at least this long.'),
  })
  .refine(fits, NEED_OF)

const some = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)]).optional()
const oneOf = <T extends string>(words: readonly [T, ...T[]]) => {
  const one = z.enum(words)
  return z
    .union([one, z.array(one).min(1)], { error: `expected one of: ${words.join(', ')}, or a list of them` })
    .optional()
}
const pattern = z.string().min(1)

/** Which things and series a rule is about. Everything that is said must fit. */
export const selectorSchema = z.strictObject({
  site: some(pattern).describe('Globs over ids of sites.'),
  node: some(pattern).describe('Globs over ids of things: `tam-ky/rt1`, `*/srv*`.'),
  kind: oneOf(siteKinds).describe('Kinds of site.'),
  role: oneOf(deviceRoles).describe('Roles of devices.'),
  link: oneOf(linkRoles).describe('Roles of links.'),
  provider: some(id).describe('Ids of providers: their links.'),
  tags: z
    .record(z.string().min(1), z.union([pattern, z.array(pattern).min(1)]))
    .optional()
    .describe('Globs over tags of the points: {ifName: "Gi*"}.'),
})

const number = z.number({ error: 'expected a number' })

const limits = {
  above: number.optional().describe('Bad when the value is more than this.'),
  below: number.optional().describe('Bad when the value is less than this.'),
  equals: z
    .union([z.number(), z.string(), z.boolean()], { error: 'expected a number, a text, true or false' })
    .optional()
    .describe('Bad when the value is this.'),
  clear: number.optional().describe('Once bad, it is good again only on the far side of this (hysteresis).'),
}

const pace = {
  ...counts,
  for: duration.optional().describe('Bad without a break for this long; in place of `need` and `of`.'),
  severity: z.enum(severities).optional().describe('How bad it is; a warning unless said otherwise.'),
  enabled: z.boolean().optional().describe('`false`: not watched.'),
}

const deviationSchema = z.strictObject({
  over: z.number().min(1).max(100).default(4).describe('Bad when it is this many times the usual spread away …'),
  direction: z.enum(['above', 'below', 'either']).default('either').describe('… in this direction …'),
  least: z.number().min(0).default(0).describe('… and at least this much, in the unit of the field.'),
  weeks: z.int().min(2).max(6).default(3).describe('Says nothing before it knows the hour from so many weeks.'),
})

/** Other values for some of the things that a rule is about. */
const exceptionSchema = z
  .strictObject({ where: selectorSchema.describe('Which of them.'), ...limits, ...pace })
  .refine(fits, NEED_OF)

/** When a field of a measurement is bad. */
export const fieldRuleSchema = z
  .strictObject({
    id: id.describe('Unique. That of a built-in rule changes that one: what is left out stays as it is built in.'),
    measurement: z.string().min(1).optional().describe('Whose points: `mem`.'),
    field: z.string().min(1).optional().describe('Which field of them: `used_percent`.'),
    where: selectorSchema.optional().describe('Which things; all when left out.'),
    ...limits,
    ...pace,
    rate: z
      .enum(['second', 'minute'])
      .optional()
      .describe('The field is a counter, and `above` and `below` are about how fast it rises.'),
    deviation: deviationSchema
      .optional()
      .describe('Bad when it is not as at this hour of other weeks; in place of `above` and `below`.'),
    title: name.optional().describe('What is said when it is bad.'),
    exceptions: z
      .array(exceptionSchema)
      .max(200)
      .default([])
      .describe('Other values for some of them; the first that fits applies.'),
  })
  .refine(fits, NEED_OF)

/** A rule on a check's status, or one on a field, which has an `id`. */
export const ruleSchema = z.union([statusRuleSchema, fieldRuleSchema])

/** What is reached through what, where the inventory alone does not say it. */
export const dependencySchema = z.strictObject({
  node: z.string().min(1).describe('Glob over ids of things: `tam-ky/vc1`.'),
  on: z
    .array(z.string().min(1))
    .min(1, 'expected at least one id')
    .describe('Ids of things: it is reached while any one of them is. In place of what follows from the inventory.'),
})
