import { z } from 'zod'
import { codecNames } from '../../e-model.ts'
import { stampProfileNames, stampStream } from '../../stamp-stream.ts'
import { address, percent, port, secret } from '../scalars.ts'
import { defineKind, hostPort } from './kind.ts'

/** The well-known port of STAMP and TWAMP Light reflectors (RFC 8762 §4.1). */
const STAMP_PORT = 862
/** What a run needs beyond its stream and the wait for the last reply: its closing packets, and looking up a name, ms. */
const CLOSING_MS = 2_500

const config = z.strictObject({
  host: address.describe('Where the reflector listens.'),
  port: port.default(STAMP_PORT).describe('Its UDP port.'),
  key: secret.optional().describe('The key that both ends share. With one, packets are signed (authenticated mode).'),
  profile: z
    .enum(stampProfileNames)
    .default('light')
    .describe('What is sent: like nothing much, a voice or a video call.'),
  packetsPerSecond: z.number().min(0.1).max(1_000).optional().describe('Instead of what the profile says.'),
  size: z
    .int()
    .min(44)
    .max(1_472)
    .optional()
    .describe('UDP payload of a packet, bytes, the same both ways; at least 112 with a key.'),
  durationMs: z.int().min(1_000).max(300_000).optional().describe('How long it is sent, ms.'),
  lostAfterMs: z.int().min(50).max(10_000).default(1_000).describe('A reply that takes longer is late, ms.'),
  codec: z.enum(codecNames).default('g711-plc').describe('The coder that the MOS is reckoned for.'),
  warnLossPct: percent.default(2).describe('Loss either way beyond this is `warn`, per cent.'),
  warnJitterMs: z.number().positive().default(30).describe('Jitter either way beyond this is `warn`, ms.'),
  warnMos: z.number().min(1).max(4.5).default(3.6).describe('A MOS either way below this is `warn`.'),
})

export const stamp = defineKind({
  summary: 'Measures loss, delay and jitter each way with a stream of test packets to a STAMP reflector.',
  config,
  pace: { intervalMs: 60_000, timeoutMs: 15_000 },
  leastTimeoutMs: (config) => stampStream(config).durationMs + config.lostAfterMs + CLOSING_MS,
  fixed: ['host', 'port'],
  byHand: true,
  targetOf: ({ host, port }) => hostPort(host, port),
  hostOf: ({ host }) => host,
  typed: 'HOST[:PORT]',
  fromTyped: ({ host, port }) => ({ host, ...(port !== undefined && { port }) }),
})

export type StampConfig = z.output<typeof config>
