import { z } from 'zod'
import { ConfigError } from '../../errors.ts'
import { address, port } from '../scalars.ts'
import { defineKind } from './kind.ts'

const config = z.strictObject({
  address: address.describe('Where the way leads.'),
  method: z
    .enum(['auto', 'icmp', 'udp', 'tcp'])
    .default('auto')
    .describe('What is sent. `auto`: ICMP echoes, or UDP where this machine does not permit them.'),
  port: port.optional().describe('The port of the target: with `tcp` 80, with `udp` 33434 and counting, unless given.'),
  maxHops: z.int().min(1).max(64).default(20).describe('How many hops away the target may be.'),
  queries: z.int().min(1).max(5).default(1).describe('Packets to each hop.'),
  waitMs: z.int().min(50).max(5_000).default(1_000).describe('How long an answer may take, ms.'),
})

export const traceroute = defineKind({
  summary: 'Finds the hops on the way to a target, and where the way ends.',
  config,
  pace: { intervalMs: 600_000, timeoutMs: 30_000 },
  fixed: ['address'],
  context: true,
  byHand: true,
  targetOf: ({ address }) => address,
  hostOf: ({ address }) => address,
  typed: 'HOST',
  fromTyped({ host, port }) {
    if (port !== undefined) throw new ConfigError('probe traceroute HOST; a port of TCP or UDP goes with --set port=')
    return { address: host }
  },
})

export type TracerouteConfig = z.output<typeof config>
