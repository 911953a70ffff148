import { z } from 'zod'
import { DSCP, type DscpName } from '../../dscp.ts'
import { ConfigError } from '../../errors.ts'
import { address } from '../scalars.ts'
import { defineKind } from './kind.ts'

const dscpNames = Object.keys(DSCP) as DscpName[]

const config = z.strictObject({
  address: address.describe('What is pinged.'),
  periodMs: z
    .int()
    .min(10)
    .default(1_000)
    .describe('Time between two packets, ms. Continuous by default: one a second.'),
  lostAfterMs: z.int().min(10).default(500).describe('A packet without an answer for this long is lost, ms.'),
  size: z.int().min(0).max(65_507).default(56).describe('Payload, bytes.'),
  dscp: z
    .union([z.int().min(0).max(63), z.enum(dscpNames)], {
      error: `expected a class by name (${['ef', 'af41', 'cs5'].join(', ')} …) or by its value, 0 to 63`,
    })
    .optional()
    .describe(
      'The class of service that the packets ask the network for: a name such as `ef`, `af41`, `cs5`, or 0 to 63.',
    ),
  lossRun: z
    .int()
    .min(1)
    .max(60)
    .default(3)
    .describe('This many packets lost in a row are reported at once, as `fail`.'),
  warnLossPct: z
    .number()
    .min(0)
    .max(100)
    .default(5)
    .describe('Loss beyond this, by more than chance, is `warn`, per cent.'),
  warnRttMs: z.number().positive().optional().describe('Mean round trip over an interval beyond this is `warn`, ms.'),
})

export const icmp = defineKind({
  summary: 'Sends echo requests all the time.',
  config,
  pace: { intervalMs: 10_000, timeoutMs: 8_000 },
  fixed: ['address'],
  byHand: true,
  targetOf: ({ address }) => address,
  hostOf: ({ address }) => address,
  typed: 'HOST',
  fromTyped({ host, port }) {
    if (port !== undefined) throw new ConfigError('ICMP has no ports: probe icmp HOST')
    return { address: host }
  },
})

export type IcmpConfig = z.output<typeof config>
