import { z } from 'zod'
import { ConfigError } from '../../errors.ts'
import { address, port } from '../scalars.ts'
import { defineKind, hostPort } from './kind.ts'
import { pattern } from './pattern.ts'

const EXPECTED_HEX = 'expected bytes in hexadecimal, two digits each, such as `00ff 0a`'
/** Largest datagram that every path carries without fragments, less IPv6 and UDP headers, bytes. */
const MAX_PAYLOAD = 1_232

const hex = z
  .string({ error: EXPECTED_HEX })
  .regex(/^\s*([0-9a-f]{2}\s*)+$/i, EXPECTED_HEX)
  .refine((text) => text.replace(/\s/g, '').length <= 2 * MAX_PAYLOAD, `expected at most ${MAX_PAYLOAD} bytes`)

const text = z.string().max(MAX_PAYLOAD, `expected at most ${MAX_PAYLOAD} characters`)

const config = z
  .strictObject({
    host: address.describe('Where the datagram goes.'),
    port: port.describe('Its port.'),
    send: text.optional().describe('What is sent, as text.'),
    sendHex: hex.optional().describe('What is sent, as bytes in hexadecimal.'),
    expectReply: z
      .boolean()
      .default(true)
      .describe('Whether there must be an answer. `false`: all is well unless the port is refused.'),
    expect: text.min(1).optional().describe('A text that the answer must contain.'),
    expectPattern: pattern.optional().describe('A regular expression that the answer must match.'),
    expectHex: hex.optional().describe('Bytes that the answer must begin with, in hexadecimal.'),
    tries: z.int().min(1).max(5).default(2).describe('How often it is sent before no answer is a failure.'),
    waitMs: z.int().min(50).max(10_000).default(1_000).describe('How long an answer to one try may take, ms.'),
    warnMs: z.number().positive().optional().describe('An answer later than this is `warn`, ms.'),
  })
  .refine(({ send, sendHex }) => send === undefined || sendHex === undefined, {
    error: 'expected either `send` or `sendHex`, not both',
    path: ['sendHex'],
  })
  .refine(
    ({ expectReply, expect, expectPattern, expectHex }) => expectReply || !(expect ?? expectPattern ?? expectHex),
    { error: 'expected true, for something is expected of the answer', path: ['expectReply'] },
  )

export const udp = defineKind({
  summary: 'Sends a datagram and looks at the answer.',
  config,
  pace: { intervalMs: 30_000, timeoutMs: 12_000 },
  fixed: ['host', 'port'],
  byHand: true,
  nameOf: ({ port }) => `udp-${port}`,
  targetOf: ({ host, port }) => hostPort(host, port),
  hostOf: ({ host }) => host,
  typed: 'HOST:PORT',
  fromTyped({ host, port }) {
    if (port === undefined) throw new ConfigError('probe udp needs HOST:PORT')
    return { host, port }
  },
})

export type UdpConfig = z.output<typeof config>
