import { z } from 'zod'
import { address, id } from '../scalars.ts'
import { snmpCredential } from '../snmp-credential.ts'
import { defineKind } from './kind.ts'

/** Interfaces whose being down is a failure of the device's check. */
const watch = z
  .strictObject({
    links: z
      .array(
        z.strictObject({
          interface: z.string().min(1).describe('By ifName or ifDescr.'),
          link: z.string().min(1).describe('The id of the link that ends there.'),
        }),
      )
      .default([])
      .describe('Interfaces that end links: they must be up, also when somebody shut them.'),
    others: z
      .enum(['none', 'aliased', 'all'])
      .default('none')
      .describe('Which others are missed when they were seen up and go down: none, those with an ifAlias, or all.'),
  })
  .optional()
  .describe('Interfaces that must be up; none when left out.')

const config = z.strictObject({
  address,
  credential: snmpCredential,
  interfaces: z.boolean().default(true).describe('Whether the interface tables are read beside the system group.'),
  watch,
  requestTimeoutMs: z.int().min(50).default(2_000).describe('One try of one request, ms.'),
  retries: z.int().min(0).max(5).default(1).describe('How often a request without an answer is sent again.'),
  profile: id.optional().describe('What the device is, for what only its maker reports.'),
})

export const snmp = defineKind({
  summary: 'Reads the system group and the interface tables of a device.',
  config,
  pace: { intervalMs: 60_000, timeoutMs: 20_000 },
  fixed: ['address', 'credential', 'profile'],
  byHand: false,
  targetOf: ({ address }) => address,
  hostOf: ({ address }) => address,
  typed: 'HOST[:PORT]',
  fromTyped: ({ host }) => ({ address: host }),
})

export type SnmpConfig = z.output<typeof config>
