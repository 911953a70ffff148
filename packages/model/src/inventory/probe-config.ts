import { z } from 'zod'
import { address, id, port, secret } from './scalars.ts'

/**
 * What a check of each kind may say, after defaults: the contract between `expandChecks` and the probes.
 * Probes import the types only, so that an agent need not load a schema library (18 MiB of its memory).
 */

export const icmpConfig = z.strictObject({
  address: address.describe('What is pinged.'),
  periodMs: z
    .int()
    .min(10)
    .default(1_000)
    .describe('Time between two packets, ms. Continuous by default: one a second.'),
  lostAfterMs: z.int().min(10).default(500).describe('A packet without an answer for this long is lost, ms.'),
  size: z.int().min(0).max(65_507).default(56).describe('Payload, bytes.'),
  lossRun: z
    .int()
    .min(1)
    .max(60)
    .default(3)
    .describe('This many packets lost in a row are reported at once, as `fail`.'),
  warnLossPct: z.number().min(0).max(100).default(5).describe('Loss over an interval beyond this is `warn`, per cent.'),
  warnRttMs: z.number().positive().optional().describe('Mean round trip over an interval beyond this is `warn`, ms.'),
})

export const snmpAuth = z.strictObject({
  protocol: z.enum(['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512']),
  key: secret,
})
export const snmpPriv = z.strictObject({ protocol: z.enum(['des', 'aes', 'aes256b', 'aes256r']), key: secret })

const snmpPort = port.default(161).describe('UDP port of the SNMP agent.')

export const snmpCredential = z
  .discriminatedUnion('version', [
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
  .describe('How to read devices by SNMP: version 2c with a community, or version 3 with a user.')

export const snmpConfig = z.strictObject({
  address,
  credential: snmpCredential,
  interfaces: z.boolean().default(true).describe('Whether the interface tables are read beside the system group.'),
  requestTimeoutMs: z.int().min(50).default(2_000).describe('One try of one request, ms.'),
  retries: z.int().min(0).max(5).default(1).describe('How often a request without an answer is sent again.'),
  profile: id.optional().describe('What the device is, for what only its maker reports.'),
})

export const tcpConfig = z.strictObject({
  host: address.describe('What is connected to.'),
  port: port.describe('The port that must accept a connection.'),
  warnMs: z.number().positive().optional().describe('Connecting slower than this is `warn`, ms.'),
})

export const hostConfig = z.strictObject({
  warnDiskPct: z.number().min(0).max(100).default(90).describe('File systems fuller than this are `warn`, per cent.'),
})

/** The one list of what can be configured; the agent's registry is checked against it by a test. */
export const probeConfigs = { host: hostConfig, icmp: icmpConfig, snmp: snmpConfig, tcp: tcpConfig } as const

export type ProbeKind = keyof typeof probeConfigs
export type HostConfig = z.output<typeof hostConfig>
export type IcmpConfig = z.output<typeof icmpConfig>
export type SnmpConfig = z.output<typeof snmpConfig>
export type SnmpCredential = z.output<typeof snmpCredential>
export type TcpConfig = z.output<typeof tcpConfig>
