import { z } from 'zod'
import { codecNames } from '../../e-model.ts'
import { percent, port } from '../scalars.ts'
import { defineKind } from './kind.ts'
import { sipCredentials, sipPeer, sipTarget, sipTyped, sipUser } from './sip-peer.ts'
import { caFile, family, insecure } from './transport.ts'

/** Looking up, connecting, credentials, waiting for the last packets, and ending the call, ms. */
const AROUND_MS = 6_000

const config = z.strictObject({
  ...sipPeer,
  user: sipUser
    .optional()
    .describe('Who is called: an echo test, a room that answers by itself. Without it, the host itself.'),
  credentials: z
    .strictObject(sipCredentials)
    .optional()
    .describe('Who calls, where the proxy asks for it: {user: probe, password: {env: NAME}}.'),
  answerMs: z.int().min(1_000).max(120_000).default(15_000).describe('How long it may ring, ms.'),
  durationMs: z.int().min(2_000).max(30_000).default(5_000).describe('How long is spoken, ms.'),
  send: z.enum(['silence', 'tone']).default('silence').describe('What the other side hears: nothing, or a tone.'),
  expectEcho: z
    .boolean()
    .default(false)
    .describe('Whether what is sent must come back. Without it, whatever the other side sends will do.'),
  rtpPort: port.optional().describe('Our UDP port for the sound; a free one unless given.'),
  codec: z
    .enum(codecNames)
    .default('g711-plc')
    .describe('The coder that the MOS is reckoned for. PCMU (G.711) is what is sent.'),
  warnLossPct: percent.default(2).describe('Loss beyond this is `warn`, per cent.'),
  warnJitterMs: z.number().positive().default(30).describe('Jitter beyond this is `warn`, ms.'),
  warnMos: z.number().min(1).max(4.5).default(3.6).describe('A MOS below this is `warn`.'),
  warnAnswerMs: z.number().positive().optional().describe('An answer later than this is `warn`, ms.'),
  family,
  caFile,
  insecure,
})

export const sipCall = defineKind({
  summary: 'Calls a party that answers by itself and measures the sound.',
  config,
  pace: { intervalMs: 300_000, timeoutMs: 30_000 },
  leastTimeoutMs: ({ answerMs, durationMs }) => answerMs + durationMs + AROUND_MS,
  fixed: ['host', 'port', 'transport', 'user', 'credentials'],
  byHand: true,
  nameOf: () => 'sip-call',
  targetOf: (config) => (config.user === undefined ? sipTarget(config) : `${config.user}@${sipTarget(config)}`),
  hostOf: ({ host }) => host,
  typed: 'sip:USER@HOST[:PORT]|HOST[:PORT]',
  fromTyped: sipTyped,
})

export type SipCallConfig = z.output<typeof config>
