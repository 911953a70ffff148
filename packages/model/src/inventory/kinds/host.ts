import { z } from 'zod'
import { defineKind } from './kind.ts'

const config = z.strictObject({
  warnDiskPct: z.number().min(0).max(100).default(90).describe('File systems fuller than this are `warn`, per cent.'),
})

export const host = defineKind({
  summary: 'Reads CPU, memory, disks and network of the machine that the agent runs on.',
  config,
  pace: { intervalMs: 15_000, timeoutMs: 10_000 },
  fixed: [],
  byHand: false,
  targetOf: () => 'this machine',
  hostOf: () => undefined,
  typed: '',
  fromTyped: () => ({}),
})

export type HostConfig = z.output<typeof config>
