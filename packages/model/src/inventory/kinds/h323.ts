import { z } from 'zod'
import { address, port } from '../scalars.ts'
import { defineKind, hostPort } from './kind.ts'
import { family } from './transport.ts'

/** Where gatekeepers and endpoints listen unless said otherwise (H.225.0, annex D). */
const STANDARD_PORT = { call: 1720, ras: 1719 }

const CALL_REPLIES = [
  ...(['callProceeding', 'setupAcknowledge', 'progress', 'alerting'] as const),
  ...(['connect', 'facility', 'status', 'releaseComplete'] as const),
] as const
const RAS_REPLIES = ['gatekeeperConfirm', 'gatekeeperReject', 'locationConfirm', 'locationReject'] as const

const EXPECTED_REPLY = `expected the name of an answer (${[...CALL_REPLIES, ...RAS_REPLIES].join(', ')}) or a cause from 1 to 127`

const reply = z.union([z.enum([...CALL_REPLIES, ...RAS_REPLIES]), z.int().min(1).max(127)], { error: EXPECTED_REPLY })

const isRasReply = (expected: string | number) => (RAS_REPLIES as readonly (string | number)[]).includes(expected)

/** As long as a gatekeeper identifier may be: the shortest of what it is used for (H.225.0, annex H). */
const MAX_NAME = 128

const alias = (error: string) =>
  z
    .string({ error })
    .regex(/^\P{Cc}+$/u, error)
    .max(MAX_NAME, error)

const config = z
  .strictObject({
    host: address.describe('The endpoint or the gatekeeper.'),
    port: port.optional().describe('Its port; 1720 for a call, 1719 for RAS.'),
    mode: z
      .enum(['call', 'ras'])
      .default('call')
      .describe('`call`: a call that is released at once. `ras`: a question to a gatekeeper.'),
    alias: alias('expected a number or a name of 1 to 128 characters')
      .optional()
      .describe('Who is called, or who the gatekeeper is asked for: digits, a name, or `h323:…`.'),
    from: alias('expected a name of 1 to 128 characters').default('vonggac').describe('Who we say that we are.'),
    gatekeeper: alias('expected a name of 1 to 128 characters')
      .optional()
      .describe('The gatekeeper identifier that is asked for, with `mode: ras` and no `alias`.'),
    family,
    expect: z
      .array(reply)
      .min(1)
      .max(20)
      .optional()
      .describe('Answers that are right, by name or by cause; without it, whatever shows that the target is well.'),
    tries: z.int().min(1).max(5).default(3).describe('How often a gatekeeper is asked before silence is a failure.'),
    waitMs: z.int().min(50).max(10_000).default(1_500).describe('How long it may take to answer one try, ms.'),
    warnMs: z.number().positive().optional().describe('An answer later than this is `warn`, ms.'),
  })
  .refine(({ mode, alias, gatekeeper }) => gatekeeper === undefined || (mode === 'ras' && alias === undefined), {
    error: 'expected only with `mode: ras` and without `alias`',
    path: ['gatekeeper'],
  })
  .refine(({ mode, expect = [] }) => mode !== 'ras' || expect.every(isRasReply), {
    error: `expected answers of a gatekeeper: ${RAS_REPLIES.join(', ')}`,
    path: ['expect'],
  })
  .refine(({ mode, expect = [] }) => mode !== 'call' || !expect.some(isRasReply), {
    error: `expected answers to a call: ${CALL_REPLIES.join(', ')}, or a cause from 1 to 127`,
    path: ['expect'],
  })

export const h323 = defineKind({
  summary: 'Places a call by H.323 and releases it at once, or asks a gatekeeper.',
  config,
  pace: { intervalMs: 60_000, timeoutMs: 5_000 },
  leastTimeoutMs: ({ mode, tries, waitMs }) => (mode === 'ras' ? tries * waitMs + 500 : 0),
  fixed: ['host', 'port', 'mode'],
  byHand: true,
  nameOf: ({ mode = 'call' }) => (mode === 'ras' ? 'h323-ras' : 'h323'),
  targetOf: ({ host, port, mode = 'call', alias }) => {
    const place = port === undefined || port === STANDARD_PORT[mode] ? host : hostPort(host, port)
    return alias === undefined ? place : `${alias} at ${place}`
  },
  hostOf: ({ host }) => host,
  typed: 'HOST[:PORT]',
  fromTyped: ({ host, port }) => ({ host, ...(port !== undefined && { port }) }),
})

export type H323Config = z.output<typeof config>
