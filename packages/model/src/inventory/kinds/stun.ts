import { isIP } from 'node:net'
import { z } from 'zod'
import { address, port, secret } from '../scalars.ts'
import { defineKind, hostPort } from './kind.ts'
import { caFile, failDays, family, insecure, warnDays } from './transport.ts'

const EXPECTED_NETWORK = 'expected an address or a network, such as 203.0.113.7 or 203.0.113.0/24'

/** An address or a network, as people write it. */
export const network = z.string({ error: EXPECTED_NETWORK }).refine((text) => {
  const [host, bits, ...more] = text.split('/')
  const family = isIP(host!)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}, EXPECTED_NETWORK)

const EXPECTED_AUTH = 'expected {user: NAME, password: {env: NAME}}'

const config = z
  .strictObject({
    host: address.describe('The STUN or TURN server.'),
    port: port.optional().describe('Its port; 3478, and 5349 with `transport: tls`.'),
    transport: z.enum(['udp', 'tcp', 'tls']).default('udp').describe('How it is spoken to.'),
    mode: z
      .enum(['binding', 'turn'])
      .default('binding')
      .describe('`binding`: asks which address we are seen with. `turn`: also allocates a relay, and gives it back.'),
    auth: z
      .strictObject(
        {
          user: z.string({ error: 'expected a user' }).min(1, 'expected a user').max(508).describe('The user.'),
          password: secret,
        },
        { error: (issue) => (issue.code === 'invalid_type' ? EXPECTED_AUTH : undefined) },
      )
      .optional()
      .describe('Who asks: {user: …, password: {env: …}} (long-term credentials). A relay wants it.'),
    relayPackets: z
      .int()
      .min(0)
      .max(100)
      .default(0)
      .describe('Packets that are sent to ourselves through the relay, 20 ms apart: loss and round trip. 0: none.'),
    expectMapped: z
      .array(network)
      .max(32)
      .optional()
      .describe('Addresses and networks; being seen with an address outside of them is `fail`.'),
    family,
    serverName: address
      .optional()
      .describe('The name that is asked for (SNI) and that the certificate must have; `host`.'),
    warnMs: z.number().positive().optional().describe('An answer later than this is `warn`, ms.'),
    warnDays,
    failDays,
    caFile,
    insecure,
  })
  .refine(({ mode, auth }) => mode === 'binding' || auth !== undefined, {
    error: `${EXPECTED_AUTH}: a relay is given to known users alone`,
    path: ['auth'],
  })
  .refine(({ mode, relayPackets }) => mode === 'turn' || relayPackets === 0, {
    error: 'expected 0: without `mode: turn` there is no relay',
    path: ['relayPackets'],
  })

/** The well-known ports (RFC 8489 section 18.6). */
const portOf = ({ port, transport = 'udp' }: { port?: number | undefined; transport?: string | undefined }): number =>
  port ?? (transport === 'tls' ? 5_349 : 3_478)

export const stun = defineKind({
  summary: 'Asks a STUN server for our address, or a TURN server for a relay.',
  config,
  pace: { intervalMs: 60_000, timeoutMs: 10_000 },
  fixed: ['host', 'port', 'transport', 'mode', 'auth'],
  byHand: true,
  nameOf: (options) => `${options.mode === 'turn' ? 'turn' : 'stun'}-${options.transport ?? 'udp'}-${portOf(options)}`,
  targetOf: (options) => `${hostPort(options.host, portOf(options))} over ${options.transport ?? 'udp'}`,
  hostOf: ({ host }) => host,
  typed: 'HOST[:PORT]',
  fromTyped: ({ host, port }) => ({ host, ...(port !== undefined && { port }) }),
})

export type StunConfig = z.output<typeof config>
