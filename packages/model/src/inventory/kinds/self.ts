import { z } from 'zod'
import { defineKind } from './kind.ts'

const config = z.strictObject({
  warnLagMs: z
    .int()
    .min(1)
    .default(1_000)
    .describe('An agent whose timers come later than this, in the worst case of an interval, is `warn`, ms.'),
  warnDrops: z
    .int()
    .min(0)
    .default(100)
    .describe('More datagrams than this thrown away by the kernel in an interval, for want of room, are `warn`.'),
})

export const self = defineKind({
  summary:
    'Reads whether the agent itself can measure: its uplink, how promptly it is run, what its kernel throws away.',
  config,
  pace: { intervalMs: 10_000, timeoutMs: 5_000 },
  fixed: [],
  byHand: false,
  targetOf: () => 'this agent',
  hostOf: () => undefined,
  typed: '',
  fromTyped: () => ({}),
})

export type SelfConfig = z.output<typeof config>
