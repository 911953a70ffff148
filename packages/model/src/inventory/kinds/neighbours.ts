import { z } from 'zod'
import { address } from '../scalars.ts'
import { snmpCredential } from '../snmp-credential.ts'
import { defineKind } from './kind.ts'

const config = z.strictObject({
  address,
  credential: snmpCredential,
  requestTimeoutMs: z.int().min(50).default(2_000).describe('One try of one request, ms.'),
  retries: z.int().min(0).max(5).default(1).describe('How often a request without an answer is sent again.'),
})

/** Who a device is connected to. Its failure says nothing that the `snmp` check of the device does not. */
export const neighbours = defineKind({
  summary: 'Reads by SNMP who a device hears as neighbours: LLDP and CDP.',
  config,
  pace: { intervalMs: 900_000, timeoutMs: 20_000 },
  fixed: ['address', 'credential'],
  context: true,
  byHand: false,
  targetOf: ({ address }) => address,
  hostOf: ({ address }) => address,
  typed: 'HOST[:PORT]',
  fromTyped: ({ host }) => ({ address: host }),
})

export type NeighboursConfig = z.output<typeof config>
