import { z } from 'zod'
import { id, secret } from './scalars.ts'
import { snmpAuth, snmpPriv } from './snmp-credential.ts'

const LISTEN = 'expected address:port, such as 0.0.0.0:1162'

const trapUser = z
  .strictObject({
    version: z.literal(['3', 3]).optional().describe('May be said, as in a credential.'),
    user: z.string().min(1).describe('The security name.'),
    auth: snmpAuth.optional().describe('How its messages are signed.'),
    priv: snmpPriv.optional().describe('How its messages are encrypted; needs `auth`.'),
  })
  .refine((user) => !user.priv || user.auth, { error: 'privacy needs authentication: add `auth`', path: ['priv'] })

const EXPECTED_USER =
  'expected the id of a credential of version 3 under `snmp.credentials`, or {user: …, auth: …, priv: …}'

/** Where and from whom an agent takes SNMP traps and informs. */
export const trapSchema = z.strictObject({
  listen: z
    .string({ error: LISTEN })
    .regex(/^(\[[\da-f:]+\]|\d{1,3}(\.\d{1,3}){3}):\d{1,5}$/i, LISTEN)
    .refine((text) => isPort(Number(text.slice(text.lastIndexOf(':') + 1))), LISTEN)
    .default('0.0.0.0:1162')
    .describe('UDP address and port; [::]:1162 takes IPv6 as well. Below 1024 needs a capability, see docs/traps.md.'),
  community: z
    .array(secret)
    .default([])
    .describe('Communities of v1 and v2c that are taken. None named: all are, for traps are only a reason to look.'),
  users: z
    .array(z.union([id, trapUser], { error: EXPECTED_USER }))
    .default([])
    .describe('Users of v3: ids of credentials of version 3, or written out here.'),
  rate: z.number().positive().max(10_000).default(20).describe('Traps a second that one source may send for long.'),
  burst: z.int().min(1).max(100_000).default(100).describe('Traps that one source may send at once.'),
})

const isPort = (port: number) => port >= 1 && port <= 65_535
