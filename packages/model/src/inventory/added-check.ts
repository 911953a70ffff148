import { z } from 'zod'
import { checkKinds, type ProbeKind } from './kinds/index.ts'
import { id, period } from './scalars.ts'

const checkBase = {
  id: id.optional().describe('Names the check where two of one service would have the same name.'),
  interval: period.optional().describe('How often it runs.'),
  timeout: period.optional().describe('How long one run may take; shorter than the interval.'),
  schedule: id.optional().describe('When it is run: an id under `schedules`.'),
  agent: id
    .optional()
    .describe('The agent that runs it, where that is not the hub: the queue of a mail server is read on it.'),
}

/** A check written out by hand, after defaults: the options of its kind beside what all have. */
export interface AddedCheck {
  readonly kind: ProbeKind
  readonly id?: string | undefined
  readonly interval?: number | undefined
  readonly timeout?: number | undefined
  readonly agent?: string | undefined
  readonly schedule?: string | undefined
  readonly [option: string]: unknown
}

const byHand = Object.entries(checkKinds)
  .filter(([, kind]) => kind.byHand)
  .map(([name, { summary, config }]) => config.safeExtend({ kind: z.literal(name).describe(summary), ...checkBase }))

/** `{kind: tcp, host: …, port: 443}`. */
export const addedCheck = (
  z.discriminatedUnion('kind', byHand as [(typeof byHand)[number]]) as unknown as z.ZodType<AddedCheck>
)
  .refine(({ interval, timeout }) => !interval || !timeout || timeout < interval, {
    error: 'expected less than the interval',
    path: ['timeout'],
  })
  .describe('A check that is not derived from a device: {kind: tcp, host: …, port: 443}.')

/** The options of its kind alone. */
export const addedOptions = (added: AddedCheck): Record<string, unknown> =>
  Object.fromEntries(Object.entries(added).filter(([key]) => key !== 'kind' && !Object.hasOwn(checkBase, key)))

/** What a check written out by hand is called between node and `@`. */
export const addedName = (check: AddedCheck): string =>
  check.id ?? checkKinds[check.kind].nameOf?.(addedOptions(check)) ?? check.kind

/** What it probes, for people. */
export const addedTarget = (check: AddedCheck): string => checkKinds[check.kind].targetOf(addedOptions(check))

/** The machine that it asks. */
export const addedHost = (check: AddedCheck): string | undefined => checkKinds[check.kind].hostOf(addedOptions(check))
