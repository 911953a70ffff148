import { z } from 'zod'
import { address, id, port, secret } from './scalars.ts'

/**
 * What a check of each kind may say, after defaults: the contract between `expandChecks` and the probes.
 * Probes import the types only, so that an agent need not load a schema library (18 MiB of its memory).
 */

export const icmpConfig = z.strictObject({
  address,
  /** Time between two packets, ms. Continuous by default: one a second. */
  periodMs: z.int().min(10).default(1_000),
  /** A packet without an answer for this long is lost, ms. */
  lostAfterMs: z.int().min(10).default(500),
  /** Payload, bytes. */
  size: z.int().min(0).max(65_507).default(56),
  /** This many packets lost in a row are reported at once, as `fail`. */
  lossRun: z.int().min(1).max(60).default(3),
  /** Loss over an interval beyond this is `warn`, per cent. */
  warnLossPct: z.number().min(0).max(100).default(5),
  /** Mean round trip over an interval beyond this is `warn`, ms. */
  warnRttMs: z.number().positive().optional(),
})

export const snmpAuth = z.strictObject({ protocol: z.enum(['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512']), key: secret })
export const snmpPriv = z.strictObject({ protocol: z.enum(['des', 'aes', 'aes256b', 'aes256r']), key: secret })

export const snmpCredential = z.discriminatedUnion('version', [
  z.strictObject({ version: z.literal('2c'), community: secret, port: port.default(161) }),
  z.strictObject({
    version: z.literal('3'),
    user: z.string().min(1),
    auth: snmpAuth.optional(),
    priv: snmpPriv.optional(),
    context: z.string().default(''),
    port: port.default(161),
  }).refine((v3) => !v3.priv || v3.auth, { message: 'privacy needs authentication: add `auth`', path: ['priv'] }),
])

export const snmpConfig = z.strictObject({
  address,
  credential: snmpCredential,
  /** Whether the interface tables are read beside the system group. */
  interfaces: z.boolean().default(true),
  /** One try of one request, ms. */
  requestTimeoutMs: z.int().min(50).default(2_000),
  retries: z.int().min(0).max(5).default(1),
  profile: id.optional(),
})

export const tcpConfig = z.strictObject({ host: address, port, /** Connecting slower than this is `warn`, ms. */ warnMs: z.number().positive().optional() })

export const hostConfig = z.strictObject({
  /** File systems fuller than this are `warn`, per cent. */
  warnDiskPct: z.number().min(0).max(100).default(90),
})

/** The one list of what can be configured; the agent's registry is checked against it by a test. */
export const probeConfigs = { host: hostConfig, icmp: icmpConfig, snmp: snmpConfig, tcp: tcpConfig } as const

export type ProbeKind = keyof typeof probeConfigs
export type HostConfig = z.output<typeof hostConfig>
export type IcmpConfig = z.output<typeof icmpConfig>
export type SnmpConfig = z.output<typeof snmpConfig>
export type SnmpCredential = z.output<typeof snmpCredential>
export type TcpConfig = z.output<typeof tcpConfig>
