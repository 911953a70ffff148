import { z } from 'zod'
import { address, port } from '../scalars.ts'
import { defineKind, hostPort } from './kind.ts'

const config = z.strictObject({
  host: address.describe('The time server.'),
  port: port.default(123).describe('Its port.'),
  samples: z.int().min(1).max(8).default(3).describe('Questions in a run; the one with the shortest delay counts.'),
  gapMs: z
    .int()
    .min(10)
    .max(10_000)
    .default(2_000)
    .describe('Time between two questions, ms. Many servers do not answer quicker ones.'),
  waitMs: z.int().min(50).max(10_000).default(1_000).describe('How long an answer may take, ms.'),
  warnOffsetMs: z.number().positive().default(100).describe('A clock further from ours than this is `warn`, ms.'),
  failOffsetMs: z.number().positive().default(1_000).describe('A clock further from ours than this is `fail`, ms.'),
  maxStratum: z.int().min(1).max(15).default(15).describe('A server further from a reference clock is `fail`.'),
})

export const ntp = defineKind({
  summary: 'Asks a time server for its time, and how good that is.',
  config,
  pace: { intervalMs: 60_000, timeoutMs: 15_000 },
  fixed: ['host', 'port'],
  byHand: true,
  targetOf: ({ host, port }) => (port === 123 ? host : hostPort(host, port)),
  hostOf: ({ host }) => host,
  typed: 'HOST[:PORT]',
  fromTyped: ({ host, port }) => ({ host, ...(port !== undefined && { port }) }),
})

export type NtpConfig = z.output<typeof config>
