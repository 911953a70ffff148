import { z } from 'zod'
import { port, secret } from './scalars.ts'

export const snmpAuth = z.strictObject({
  protocol: z.enum(['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512']),
  key: secret,
})
export const snmpPriv = z.strictObject({ protocol: z.enum(['des', 'aes', 'aes256b', 'aes256r']), key: secret })

const snmpPort = port.default(161).describe('UDP port of the SNMP agent.')

export const snmpCredential = z
  .discriminatedUnion('version', [
    z.strictObject({
      version: z.literal(['1', 1]).transform(() => '1' as const),
      community: secret,
      port: snmpPort,
    }),
    z.strictObject({ version: z.literal('2c'), community: secret, port: snmpPort }),
    z
      .strictObject({
        version: z.literal(['3', 3]).transform(() => '3' as const),
        user: z.string().min(1).describe('The security name.'),
        auth: snmpAuth.optional().describe('How messages are signed; none: noAuthNoPriv.'),
        priv: snmpPriv.optional().describe('How messages are encrypted; needs `auth`.'),
        context: z.string().default('').describe('The context name; nearly always empty.'),
        port: snmpPort,
      })
      .refine((v3) => !v3.priv || v3.auth, { error: 'privacy needs authentication: add `auth`', path: ['priv'] }),
  ])
  .describe(
    'How to read devices by SNMP: version 2c (or 1, for what is that old) with a community, or version 3 with a user.',
  )

export type SnmpCredential = z.output<typeof snmpCredential>
